// The main of every test program; compiled once, because Catch2 v2 takes long here.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
