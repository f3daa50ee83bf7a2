# LibTorch as imported targets of our own (its own package file wants CUDA and protobuf): found by
# scripts/torch_dir.sh, or given with MLRUN_TORCH_DIR (the folder that holds lib/ and include/).
set(MLRUN_TORCH_DIR "$ENV{MLRUN_TORCH_DIR}" CACHE PATH "Folder with LibTorch's lib/ and include/")
if(NOT MLRUN_TORCH_DIR)
  execute_process(COMMAND ${CMAKE_SOURCE_DIR}/scripts/torch_dir.sh
    OUTPUT_VARIABLE MLRUN_TORCH_FOUND ERROR_VARIABLE MLRUN_TORCH_WHY
    OUTPUT_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE MLRUN_TORCH_STATUS)
  if(NOT MLRUN_TORCH_STATUS EQUAL 0)
    message(FATAL_ERROR "LibTorch not found: ${MLRUN_TORCH_WHY}")
  endif()
  set(MLRUN_TORCH_DIR ${MLRUN_TORCH_FOUND} CACHE PATH "Folder with LibTorch" FORCE)
endif()
if(NOT EXISTS ${MLRUN_TORCH_DIR}/lib/libtorch_cpu.so)
  message(FATAL_ERROR "${MLRUN_TORCH_DIR}/lib/libtorch_cpu.so is not there; run scripts/setup.sh")
endif()

foreach(part c10 torch_cpu)
  add_library(LibTorch::${part} SHARED IMPORTED)
  set_target_properties(LibTorch::${part} PROPERTIES
    IMPORTED_LOCATION ${MLRUN_TORCH_DIR}/lib/lib${part}.so
    INTERFACE_INCLUDE_DIRECTORIES
      "${MLRUN_TORCH_DIR}/include;${MLRUN_TORCH_DIR}/include/torch/csrc/api/include")
endforeach()

add_library(mlrun_torch INTERFACE)
target_link_libraries(mlrun_torch INTERFACE LibTorch::torch_cpu LibTorch::c10)
# libtorch_cpu names two NVIDIA runtime libraries; the linker must know where, the program's own
# search path does not need it (libtorch_cpu carries it).
target_link_options(mlrun_torch INTERFACE
  -Wl,-rpath-link,${MLRUN_TORCH_DIR}/../nvidia/cu13/lib
  -Wl,-rpath-link,${MLRUN_TORCH_DIR}/lib)
