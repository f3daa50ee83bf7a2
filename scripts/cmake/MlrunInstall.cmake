# `cmake --install BUILD --prefix DIR` (or --component cpu) makes a directory that runs on any host with glibc 2.28:
# bin/mlrun, lib/ with the two halves and the CPU half of LibTorch, the presets, the licences. --component cuda makes
# one with the GPU half instead; it is there when LibTorch's is, and has NVIDIA's own libcudart and libcupti.
# --component arrow adds Parquet and Arrow files to either; neither needs it.
# What is stripped is the copy: a build waits for none of this.

# Nothing for a CPU needs these two but libtorch_cpu's list of libraries. Kept out of lib/, where the build tree would
# find them in place of the real ones.
foreach(stub cudart cupti)
  add_library(mlrun_stub_${stub} SHARED ${CMAKE_SOURCE_DIR}/scripts/cmake/stubs/${stub}.c)
  set(map ${CMAKE_SOURCE_DIR}/scripts/cmake/stubs/${stub}.map)
  target_compile_options(mlrun_stub_${stub} PRIVATE $<$<BOOL:${MLRUN_SANITIZE}>:-fno-sanitize=all>)
  target_link_options(mlrun_stub_${stub} PRIVATE -nostdlib -Wl,--version-script=${map})
  set_target_properties(mlrun_stub_${stub} PROPERTIES OUTPUT_NAME ${stub} SOVERSION 13 LINK_DEPENDS ${map}
    LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/stubs)
endforeach()

find_program(MLRUN_PATCHELF patchelf)
# GNU's, also beside clang: llvm-strip leaves a libtorch_cpu.so that no loader takes.
find_program(MLRUN_STRIP strip)
set(MLRUN_WHEELS ${MLRUN_TORCH_DIR}/..)
set(MLRUN_COMPONENTS cpu)
if(EXISTS ${MLRUN_TORCH_DIR}/lib/libtorch_cuda.so)
  list(APPEND MLRUN_COMPONENTS cuda)
endif()

# Puts one file into a directory of the tree, whatever links lead to it.
function(mlrun_install_file component file directory)
  get_filename_component(path ${file} REALPATH)
  get_filename_component(name ${file} NAME)
  install(FILES ${path} DESTINATION ${directory} RENAME ${name} COMPONENT ${component} ${MLRUN_NOT_BY_DEFAULT})
endfunction()

# Strips what was installed, and leaves LibTorch's libraries one search path: their own directory.
function(mlrun_install_slim component)
  cmake_parse_arguments(PARSE_ARGV 1 S "" "" "STRIP;RPATH")
  install(CODE "
    set(MLRUN_STRIP \"${MLRUN_STRIP}\")
    set(MLRUN_PATCHELF \"${MLRUN_PATCHELF}\")
    set(MLRUN_SLIM_STRIP \"${S_STRIP}\")
    set(MLRUN_SLIM_RPATH \"${S_RPATH}\")
    include(\"${CMAKE_SOURCE_DIR}/scripts/cmake/slim_tree.cmake\")"
    COMPONENT ${component} ${MLRUN_NOT_BY_DEFAULT})
endfunction()

# Our licence and those of Debian's packages that are compiled in.
function(mlrun_install_copyrights component)
  mlrun_install_file(${component} ${CMAKE_SOURCE_DIR}/LICENSE share/doc)
  foreach(package libcli11-dev nlohmann-json3-dev libspdlog-dev libxxhash-dev gcc-12-base ${ARGN})
    if(EXISTS /usr/share/doc/${package}/copyright)
      mlrun_install_file(${component} /usr/share/doc/${package}/copyright share/doc/${package})
    endif()
  endforeach()
endfunction()

# With those of LibTorch.
function(mlrun_install_licences component)
  mlrun_install_copyrights(${component})
  file(GLOB torch_licences ${MLRUN_WHEELS}/torch-*.dist-info/licenses/*)
  if(NOT torch_licences)
    install(CODE "message(FATAL_ERROR \"${MLRUN_WHEELS}/torch-*.dist-info/licenses: not there; without LibTorch's \"
      \"licence and notices it may not be passed on\")"
      COMPONENT ${component} ${MLRUN_NOT_BY_DEFAULT})
  endif()
  foreach(file ${torch_licences})
    mlrun_install_file(${component} ${file} share/doc/libtorch)
  endforeach()
endfunction()

# The one file for hosts that only answer.
if(TARGET mlrun_static)
  install(TARGETS mlrun_static RUNTIME DESTINATION bin COMPONENT static EXCLUDE_FROM_ALL)
  set(MLRUN_NOT_BY_DEFAULT EXCLUDE_FROM_ALL)
  mlrun_install_copyrights(static zlib1g-dev libzstd-dev libc6-dev)
endif()

foreach(component ${MLRUN_COMPONENTS})
  set(MLRUN_NOT_BY_DEFAULT)
  if(component STREQUAL cuda)
    set(MLRUN_NOT_BY_DEFAULT EXCLUDE_FROM_ALL)
  endif()
  if(component STREQUAL cpu)
    install(CODE "
      if(EXISTS \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/lib/libtorch_cuda.so\")
        message(FATAL_ERROR \"\${CMAKE_INSTALL_PREFIX}: holds the GPU libraries, which would take the stand-ins for \"
          \"NVIDIA's; install the component cpu into another directory\")
      endif()" COMPONENT cpu)
  endif()
  install(TARGETS mlrun RUNTIME DESTINATION bin COMPONENT ${component} ${MLRUN_NOT_BY_DEFAULT})
  install(TARGETS mlrun_apply mlrun_learn LIBRARY DESTINATION lib COMPONENT ${component} ${MLRUN_NOT_BY_DEFAULT})
  install(DIRECTORY ${CMAKE_SOURCE_DIR}/configs/ DESTINATION share/mlrun/configs
    COMPONENT ${component} ${MLRUN_NOT_BY_DEFAULT} FILES_MATCHING PATTERN "*.json")
  mlrun_install_licences(${component})
  foreach(library libtorch_cpu.so libc10.so libgomp.so.1)
    mlrun_install_file(${component} ${MLRUN_TORCH_DIR}/lib/${library} lib)
  endforeach()
  set(MLRUN_SLIM libmlrun_apply.so libmlrun_learn.so libtorch_cpu.so libc10.so libgomp.so.1)
  set(MLRUN_SLIM_TORCH libtorch_cpu.so libc10.so libgomp.so.1)
  if(MLRUN_PORTABLE)
    mlrun_install_file(${component} ${MLRUN_PORTABLE_DIR}/libstdc++.so.6 lib)
    list(APPEND MLRUN_SLIM libstdc++.so.6)
  endif()

  if(component STREQUAL cpu)
    foreach(stub cudart cupti)
      mlrun_install_file(cpu ${CMAKE_BINARY_DIR}/stubs/lib${stub}.so.13 lib)
      list(APPEND MLRUN_SLIM lib${stub}.so.13)
    endforeach()
  endif()
  if(component STREQUAL cuda AND TARGET mlrun_cuda)
    foreach(library mlrun_cuda mlrun_cuda_kernels)
      if(TARGET ${library})
        install(TARGETS ${library} LIBRARY DESTINATION lib COMPONENT cuda EXCLUDE_FROM_ALL)
        list(APPEND MLRUN_SLIM lib${library}.so)
      endif()
    endforeach()
  endif()
  if(component STREQUAL cuda)
    # What libtorch_cuda needs to load, what it loads later (cuDNN's parts, nvrtc), no solvers: mlrun has no use for
    # them. NVIDIA's files go in as they are.
    foreach(library libtorch_cuda.so libc10_cuda.so libtorch_nvshmem.so libcaffe2_nvrtc.so)
      mlrun_install_file(cuda ${MLRUN_TORCH_DIR}/lib/${library} lib)
      list(APPEND MLRUN_SLIM ${library})
      list(APPEND MLRUN_SLIM_TORCH ${library})
    endforeach()
    foreach(library cudart.so.13 cupti.so.13 cublas.so.13 cublasLt.so.13 cufft.so.12 cufile.so.0 curand.so.10
                    cusparse.so.12 nvJitLink.so.13 nvrtc.so.13 nvrtc-builtins.so.13.0)
      mlrun_install_file(cuda ${MLRUN_WHEELS}/nvidia/cu13/lib/lib${library} lib)
    endforeach()
    foreach(part "" _adv _cnn _engines_precompiled _engines_runtime_compiled _graph _heuristic _ops)
      mlrun_install_file(cuda ${MLRUN_WHEELS}/nvidia/cudnn/lib/libcudnn${part}.so.9 lib)
    endforeach()
    mlrun_install_file(cuda ${MLRUN_WHEELS}/nvidia/cusparselt/lib/libcusparseLt.so.0 lib)
    mlrun_install_file(cuda ${MLRUN_WHEELS}/nvidia/nccl/lib/libnccl.so.2 lib)
    mlrun_install_file(cuda ${MLRUN_WHEELS}/nvidia/nvshmem/lib/libnvshmem_host.so.3 lib)
    file(GLOB licences RELATIVE ${MLRUN_WHEELS} ${MLRUN_WHEELS}/nvidia_*.dist-info/licenses/*)
    list(FILTER licences EXCLUDE REGEX "nvidia_(cuda_cccl|cuda_crt|cusolver|nvtx)-") # nothing of theirs is in the tree
    foreach(file ${licences})
      string(REGEX REPLACE "^nvidia_(.*)-[0-9.]*\\.dist-info/.*" "\\1" package ${file})
      mlrun_install_file(cuda ${MLRUN_WHEELS}/${file} share/doc/nvidia-${package})
    endforeach()
  endif()
  list(TRANSFORM MLRUN_SLIM PREPEND lib/)
  list(TRANSFORM MLRUN_SLIM_TORCH PREPEND lib/)
  mlrun_install_slim(${component} STRIP bin/mlrun ${MLRUN_SLIM} RPATH ${MLRUN_SLIM_TORCH})
endforeach()

# Arrow C++ beside the library that uses it, with its licence and notices.
if(TARGET mlrun_arrow)
  install(TARGETS mlrun_arrow LIBRARY DESTINATION lib COMPONENT arrow EXCLUDE_FROM_ALL)
  set(MLRUN_NOT_BY_DEFAULT EXCLUDE_FROM_ALL)
  set(MLRUN_SLIM lib/libmlrun_arrow.so)
  foreach(part arrow parquet)
    get_target_property(library Arrow::${part} IMPORTED_LOCATION)
    mlrun_install_file(arrow ${library} lib)
    get_filename_component(library ${library} NAME)
    list(APPEND MLRUN_SLIM lib/${library})
  endforeach()
  file(GLOB licences ${MLRUN_ARROW_DIR}/../pyarrow-*.dist-info/licenses/*)
  if(NOT licences)
    install(CODE "message(FATAL_ERROR \"${MLRUN_ARROW_DIR}/../pyarrow-*.dist-info/licenses: not there; without Arrow's \"
      \"licence and notices it may not be passed on\")" COMPONENT arrow EXCLUDE_FROM_ALL)
  endif()
  foreach(file ${licences})
    mlrun_install_file(arrow ${file} share/doc/libarrow)
  endforeach()
  mlrun_install_slim(arrow STRIP ${MLRUN_SLIM})
  list(APPEND MLRUN_COMPONENTS arrow)
endif()
