# One target per folder of lib/: mlrun_room(NAME SOURCES ... DEPS ...). DEPS are the folders below
# it; scripts/check_layers.py holds the includes to the same floors.
find_package(nlohmann_json 3.11 REQUIRED)

set(MLRUN_APPLY_HEADERS <nlohmann/json.hpp> <algorithm> <array> <charconv> <chrono> <cmath>
    <cstdint> <cstring> <filesystem> <functional> <map> <memory> <optional> <span> <string>
    <string_view> <unordered_map> <utility> <vector>)
set(MLRUN_LEARN_HEADERS <torch/types.h> <torch/nn/module.h> <torch/nn/pimpl.h>
    ${MLRUN_APPLY_HEADERS})

# The two precompiled headers, made once and shared.
function(mlrun_precompiled name)
  cmake_parse_arguments(PARSE_ARGV 1 P "" "" "HEADERS;LINK")
  file(WRITE ${CMAKE_BINARY_DIR}/${name}.cpp.new "// holds a precompiled header\n")
  file(COPY_FILE ${CMAKE_BINARY_DIR}/${name}.cpp.new ${CMAKE_BINARY_DIR}/${name}.cpp ONLY_IF_DIFFERENT)
  add_library(${name} OBJECT ${CMAKE_BINARY_DIR}/${name}.cpp)
  target_link_libraries(${name} PUBLIC ${P_LINK})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/lib)
  target_precompile_headers(${name} PRIVATE ${P_HEADERS})
endfunction()
mlrun_precompiled(mlrun_apply_header HEADERS ${MLRUN_APPLY_HEADERS} LINK nlohmann_json::nlohmann_json)
if(MLRUN_LEARN)
  mlrun_precompiled(mlrun_learn_header HEADERS ${MLRUN_LEARN_HEADERS}
                    LINK nlohmann_json::nlohmann_json mlrun_torch)
endif()

# A room is an object library: its objects go into one shared library per half (libmlrun_apply,
# libmlrun_learn), its include paths and floors travel with it.
function(mlrun_room name)
  cmake_parse_arguments(PARSE_ARGV 1 R "LEARN" "" "SOURCES;DEPS;LIBRARIES")
  add_library(mlrun_${name} OBJECT ${R_SOURCES})
  target_include_directories(mlrun_${name} PUBLIC ${CMAKE_SOURCE_DIR}/lib)
  target_link_libraries(mlrun_${name} PUBLIC nlohmann_json::nlohmann_json)
  foreach(dep ${R_DEPS})
    target_link_libraries(mlrun_${name} PUBLIC mlrun_${dep})
  endforeach()
  target_link_libraries(mlrun_${name} PUBLIC ${R_LIBRARIES})
  if(R_LEARN)
    target_link_libraries(mlrun_${name} PUBLIC mlrun_torch)
    target_precompile_headers(mlrun_${name} REUSE_FROM mlrun_learn_header)
  else()
    target_precompile_headers(mlrun_${name} REUSE_FROM mlrun_apply_header)
  endif()
endfunction()
