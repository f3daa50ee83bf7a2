# `cpack` in a build tree packs each component twice: mlrun-VERSION-linux-x86_64-COMPONENT.tar.zst, to be unpacked
# anywhere, and mlrun-COMPONENT_VERSION_amd64.deb. scripts/package.sh does it all and checks the result.
set(CPACK_GENERATOR External DEB)
set(CPACK_PACKAGE_NAME mlrun)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_VENDOR mlrun)
set(CPACK_PACKAGE_FILE_NAME mlrun-${PROJECT_VERSION}-linux-x86_64)
set(CPACK_PACKAGE_DIRECTORY ${CMAKE_BINARY_DIR}/packages)
set(CPACK_RESOURCE_FILE_LICENSE ${CMAKE_SOURCE_DIR}/LICENSE)
set(CPACK_COMPONENTS_ALL ${MLRUN_COMPONENTS})
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_PROJECT_CONFIG_FILE ${CMAKE_SOURCE_DIR}/scripts/cmake/package_prefix.cmake)
set(CPACK_MLRUN_SOURCE_DIR ${CMAKE_SOURCE_DIR})

# The archive: not CPack's own, which compresses so quickly that it is a tenth larger.
set(CPACK_EXTERNAL_ENABLE_STAGING ON)
set(CPACK_EXTERNAL_PACKAGE_SCRIPT ${CMAKE_SOURCE_DIR}/scripts/cmake/pack_archive.cmake)

# The Debian packages. All libraries but those of libc6 and libgcc-s1 are inside.
set(MLRUN_MAINTAINER "mlrun maintainers <maintainers@mlrun.invalid>" CACHE STRING
  "Who answers for the Debian packages: name <address>")
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_SOURCE_DIR}/scripts/cmake/debian_files.cmake)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_MAINTAINER ${MLRUN_MAINTAINER})
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "libc6 (>= 2.28), libgcc-s1 (>= 3.0) | libgcc1")
set(CPACK_DEBIAN_CUDA_PACKAGE_DEPENDS "${CPACK_DEBIAN_PACKAGE_DEPENDS}, zlib1g")
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_THREADS 0)
set(MLRUN_ABOUT "mlrun trains deep nets on tables and predicts the same on every host.
One command line and one model file that knows no device.")
foreach(component CPU CUDA ARROW)
  string(TOLOWER ${component} name)
  set(CPACK_DEBIAN_${component}_PACKAGE_NAME mlrun-${name})
endforeach()
set(CPACK_DEBIAN_CPU_PACKAGE_CONFLICTS mlrun-cuda)
set(CPACK_DEBIAN_CUDA_PACKAGE_CONFLICTS mlrun-cpu)
set(CPACK_DEBIAN_CPU_DESCRIPTION "Deep nets on tables, on a CPU
${MLRUN_ABOUT}
This package trains and predicts on a CPU and holds no NVIDIA file.")
set(CPACK_DEBIAN_CUDA_DESCRIPTION "Deep nets on tables, on a GPU or a CPU
${MLRUN_ABOUT}
This package holds the GPU libraries too; they need an NVIDIA driver.")
# Both debs of a version are built together: the arrow library takes no other mlrun.
set(CPACK_DEBIAN_ARROW_PACKAGE_DEPENDS
  "${CPACK_DEBIAN_PACKAGE_DEPENDS}, mlrun-cpu (= ${PROJECT_VERSION}) | mlrun-cuda (= ${PROJECT_VERSION})")
set(CPACK_DEBIAN_ARROW_DESCRIPTION "Parquet and Arrow files for mlrun
${MLRUN_ABOUT}
This package adds Parquet and Arrow IPC to mlrun-cpu or mlrun-cuda, by Arrow C++.")
include(CPack)
