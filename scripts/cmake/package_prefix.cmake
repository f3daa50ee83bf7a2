# Read by cpack once per generator. A Debian package keeps the tree together, as $ORIGIN and the presets want it.
if(CPACK_GENERATOR STREQUAL "DEB")
  set(CPACK_PACKAGING_INSTALL_PREFIX /usr/lib/mlrun)
else()
  set(CPACK_PACKAGING_INSTALL_PREFIX /)
endif()
