# mlrun is built on one host and runs on others: on any with glibc 2.28, which is what LibTorch itself needs. Two things
# of the building host are newer: the versions that the linker gives to glibc's symbols, and libstdc++. So the three
# binaries are linked with stand-ins for the renewed symbols (portable/), and libstdc++.so.6 is linked anew with them,
# from the archive of its parts that Debian keeps for such uses. It goes into the install tree; the build tree uses the
# host's. docs/install.md says more; tests/cli/bundle_test.py looks at every symbol.
execute_process(COMMAND ${CMAKE_CXX_COMPILER} -print-file-name=libstdc++_pic.a
  OUTPUT_VARIABLE MLRUN_STDCXX_PARTS OUTPUT_STRIP_TRAILING_WHITESPACE)
execute_process(COMMAND ${CMAKE_CXX_COMPILER} -print-file-name=libstdc++.a
  OUTPUT_VARIABLE MLRUN_STDCXX_STATIC OUTPUT_STRIP_TRAILING_WHITESPACE)
if(MLRUN_SANITIZE OR NOT MLRUN_LEARN)
  set(MLRUN_PORTABLE OFF) # a sanitizer puts stand-ins of its own in the same places; mlrun-static needs none
elseif(IS_ABSOLUTE ${MLRUN_STDCXX_PARTS})
  set(MLRUN_PORTABLE ON)
else()
  set(MLRUN_PORTABLE OFF)
  message(STATUS "No libstdc++_pic.a: what is installed will run only where glibc and libstdc++ are as new as here")
endif()

# Every symbol that portable/glibc_2_28.c stands in for, then that of portable/start_2_28.c.
set(MLRUN_WRAPPED exp exp2 log log2 pow dlopen dlsym dlclose dlerror dladdr pthread_create pthread_join
  pthread_detach pthread_once pthread_key_create pthread_key_delete pthread_getspecific pthread_setspecific
  pthread_sigmask pthread_rwlock_rdlock pthread_rwlock_wrlock pthread_rwlock_unlock stat lstat fstat fstat64
  __libc_single_threaded arc4random)
list(TRANSFORM MLRUN_WRAPPED PREPEND "-Wl,--wrap=" OUTPUT_VARIABLE MLRUN_WRAPPING)

if(MLRUN_PORTABLE)
  add_library(mlrun_glibc OBJECT ${CMAKE_SOURCE_DIR}/scripts/cmake/portable/glibc_2_28.c)
  add_library(mlrun_start OBJECT ${CMAKE_SOURCE_DIR}/scripts/cmake/portable/start_2_28.c)
  foreach(target mlrun_glibc mlrun_start)
    target_compile_options(${target} PRIVATE -O2 -ffunction-sections -fdata-sections -fno-builtin
                                             -fvisibility=hidden)
  endforeach()

  set(MLRUN_PORTABLE_DIR ${CMAKE_BINARY_DIR}/portable) # not lib/: the build tree must not find it there
  add_library(mlrun_stdcxx SHARED ${CMAKE_SOURCE_DIR}/scripts/cmake/portable/libstdcxx_old.c
                                  $<TARGET_OBJECTS:mlrun_glibc>)
  get_filename_component(MLRUN_STDCXX_DIR ${MLRUN_STDCXX_PARTS} DIRECTORY)
  # bfd, because lld gives some of the symbols no version. The static archive only adds what keeps old names alive.
  target_link_options(mlrun_stdcxx PRIVATE -fuse-ld=bfd ${MLRUN_WRAPPING} -Wl,-z,relro -Wl,-z,defs
    -Wl,--version-script=${MLRUN_STDCXX_DIR}/libstdc++_pic.map)
  target_link_libraries(mlrun_stdcxx PRIVATE
    -Wl,--whole-archive ${MLRUN_STDCXX_PARTS} -Wl,--no-whole-archive ${MLRUN_STDCXX_STATIC} m
    -Wl,--no-as-needed -l:libpthread.so.0 -Wl,--as-needed gcc_s)
  set_target_properties(mlrun_stdcxx PROPERTIES LINKER_LANGUAGE C OUTPUT_NAME stdc++ SOVERSION 6
    LIBRARY_OUTPUT_DIRECTORY ${MLRUN_PORTABLE_DIR})
endif()

# Links a binary of ours against the glibc 2.28 that its users may have.
function(mlrun_portable target)
  if(NOT MLRUN_PORTABLE)
    return()
  endif()
  target_sources(${target} PRIVATE $<TARGET_OBJECTS:mlrun_glibc>)
  target_link_options(${target} PRIVATE ${MLRUN_WRAPPING})
  # Named outright: before glibc 2.34 their symbols were nowhere else.
  target_link_libraries(${target} PRIVATE -Wl,--push-state,--no-as-needed -l:libpthread.so.0 -l:libdl.so.2
                                          -Wl,--pop-state)
  get_target_property(type ${target} TYPE)
  if(type STREQUAL EXECUTABLE)
    target_sources(${target} PRIVATE $<TARGET_OBJECTS:mlrun_start>)
    target_link_options(${target} PRIVATE -Wl,--wrap=__libc_start_main)
  endif()
endfunction()
