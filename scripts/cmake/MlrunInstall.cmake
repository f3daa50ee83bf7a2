# `cmake --install BUILD --prefix DIR` makes a tree that runs on any host with glibc and
# libstdc++: bin/mlrun, lib/ with the two halves and the CPU half of LibTorch, the presets.
install(TARGETS mlrun RUNTIME DESTINATION bin)
install(TARGETS mlrun_apply mlrun_learn LIBRARY DESTINATION lib)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/configs/ DESTINATION share/mlrun/configs
  FILES_MATCHING PATTERN "*.json")

# What libtorch_cpu needs beside the system's libraries. The two NVIDIA runtime libraries are named
# by it and never used on a CPU.
foreach(library lib/libtorch_cpu.so lib/libc10.so lib/libgomp.so.1
                ../nvidia/cu13/lib/libcudart.so.13 ../nvidia/cu13/lib/libcupti.so.13)
  get_filename_component(MLRUN_LIBRARY ${MLRUN_TORCH_DIR}/${library} REALPATH)
  get_filename_component(MLRUN_LIBRARY_NAME ${library} NAME)
  install(PROGRAMS ${MLRUN_LIBRARY} DESTINATION lib RENAME ${MLRUN_LIBRARY_NAME})
endforeach()
