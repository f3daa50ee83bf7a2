# Arrow C++ (Parquet, Arrow IPC) as imported targets of our own, out of the pyarrow wheel: found by scripts/arrow_dir.sh,
# or given with MLRUN_ARROW_DIR (the folder that holds libarrow, libparquet and include/). Sets MLRUN_ARROW_FOUND.
set(MLRUN_ARROW AUTO CACHE STRING "The component for Parquet and Arrow files: ON, OFF, or AUTO (where Arrow C++ is found)")
set_property(CACHE MLRUN_ARROW PROPERTY STRINGS AUTO ON OFF)
set(MLRUN_ARROW_DIR "$ENV{MLRUN_ARROW_DIR}" CACHE PATH "Folder with Arrow C++: libarrow, libparquet, include/")
set(MLRUN_ARROW_FOUND OFF)
if(NOT MLRUN_ARROW)
  message(STATUS "libmlrun_arrow: not built, MLRUN_ARROW is ${MLRUN_ARROW}")
  return()
endif()
if(NOT MLRUN_ARROW_DIR)
  execute_process(COMMAND ${CMAKE_SOURCE_DIR}/scripts/arrow_dir.sh
    OUTPUT_VARIABLE MLRUN_ARROW_PATH ERROR_VARIABLE MLRUN_ARROW_WHY
    OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE MLRUN_ARROW_STATUS)
  if(MLRUN_ARROW_STATUS EQUAL 0)
    set(MLRUN_ARROW_DIR ${MLRUN_ARROW_PATH} CACHE PATH "Folder with Arrow C++" FORCE)
  elseif(MLRUN_ARROW STREQUAL AUTO)
    message(STATUS "libmlrun_arrow: not built, ${MLRUN_ARROW_WHY}")
    return()
  else()
    message(FATAL_ERROR "Arrow C++ not found: ${MLRUN_ARROW_WHY}")
  endif()
endif()

# The wheel has the libraries under their versioned names alone.
foreach(part arrow parquet)
  file(GLOB libraries ${MLRUN_ARROW_DIR}/lib${part}.so.*)
  list(LENGTH libraries count)
  if(NOT count EQUAL 1)
    message(FATAL_ERROR "${MLRUN_ARROW_DIR}: expected one lib${part}.so.*, found ${count}; run scripts/setup.sh")
  endif()
  add_library(Arrow::${part} SHARED IMPORTED GLOBAL)
  set_target_properties(Arrow::${part} PROPERTIES IMPORTED_LOCATION ${libraries}
    INTERFACE_INCLUDE_DIRECTORIES ${MLRUN_ARROW_DIR}/include)
endforeach()
set(MLRUN_ARROW_FOUND ON)
