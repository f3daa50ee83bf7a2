# Read by cpack after staging: one archive for each component, the same bytes for the same tree.
find_program(MLRUN_ZSTD zstd REQUIRED)
foreach(component ${CPACK_COMPONENTS_ALL})
  set(name ${CPACK_PACKAGE_FILE_NAME}-${component})
  execute_process(
    COMMAND tar --create --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 --transform=s,^[.],${name},
            --directory=${CPACK_TEMPORARY_DIRECTORY}/${component} .
    COMMAND ${MLRUN_ZSTD} -q -10 -T0 -f -o ${CPACK_TOPLEVEL_DIRECTORY}/${name}.tar.zst
    COMMAND_ERROR_IS_FATAL ANY)
  list(APPEND CPACK_EXTERNAL_BUILT_PACKAGES ${CPACK_TOPLEVEL_DIRECTORY}/${name}.tar.zst)
endforeach()
