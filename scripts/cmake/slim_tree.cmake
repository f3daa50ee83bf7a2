# Runs at the end of `cmake --install`, on copies. MLRUN_SLIM_STRIP: files of the tree that lose what no loader reads;
# MLRUN_SLIM_RPATH: those whose search path becomes their own directory.
set(tree "$ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}")
if(NOT MLRUN_STRIP OR NOT MLRUN_PATCHELF)
  message(FATAL_ERROR "strip and patchelf are needed to install; scripts/setup.sh brings them; then configure again")
endif()
foreach(file ${MLRUN_SLIM_STRIP})
  execute_process(COMMAND ${MLRUN_STRIP} --strip-unneeded --remove-section=.comment ${tree}/${file}
    COMMAND_ERROR_IS_FATAL ANY)
endforeach()
foreach(file ${MLRUN_SLIM_RPATH})
  execute_process(COMMAND ${MLRUN_PATCHELF} --force-rpath --set-rpath $ORIGIN ${tree}/${file}
    COMMAND_ERROR_IS_FATAL ANY)
endforeach()
