#include "mlrun/device_advice.h"

#include <catch2/catch.hpp>

using namespace mlrun;

namespace {

std::string command(const DeviceSituation& host, const std::string& situation) {
  return advice_here(host)[situation]["command"];
}

std::string why(const DeviceSituation& host, const std::string& situation) {
  return advice_here(host)[situation]["why"];
}

constexpr DeviceSituation kCpu = {0, 8};
constexpr DeviceSituation kOne = {1, 8};
constexpr DeviceSituation kFour = {4, 8};

}  // namespace

TEST_CASE("production is a clone on the CPU, whatever the host has") {
  for (const auto& host : {kCpu, kOne, kFour}) {
    CHECK(command(host, "production") ==
          "mlrun predict model.mlrun new.csv --device cpu > predictions.csv");
  }
  CHECK_THAT(why(kOne, "production"), Catch::Contains("takes none of its memory"));
  CHECK_THAT(why(kCpu, "production"), Catch::StartsWith("no accelerator is usable here"));
}

TEST_CASE("debugging runs each operation by itself") {
  CHECK(command(kOne, "debugging") == "mlrun train train.csv --target y --compile none");
  CHECK_THAT(why(kCpu, "debugging"), Catch::EndsWith("anyway"));
}

TEST_CASE("several devices: all of them where there are some") {
  CHECK(command(kFour, "several_devices") ==
        "mlrun train train.csv --target y --strategy mirrored --devices 4");
  CHECK_THAT(why(kFour, "several_devices"),
             Catch::StartsWith("mirrored starts a process on each of 4 devices"));
}

TEST_CASE("several devices: what would happen on one device or a CPU") {
  CHECK(command(kOne, "several_devices") == "mlrun train train.csv --target y");
  CHECK_THAT(why(kOne, "several_devices"), Catch::Contains("this host has 1"));
  CHECK(command(kCpu, "several_devices") ==
        "mlrun train train.csv --target y --strategy mirrored --devices 2 --device cpu");
  CHECK_THAT(why(kCpu, "several_devices"), Catch::Contains("share the CPU's 8 threads"));
}

TEST_CASE("what each strategy does here") {
  CHECK(strategies_here(kCpu)["one-device"] == "trains on the CPU, on up to 8 threads");
  CHECK(strategies_here({0, 1})["one-device"] == "trains on the CPU, on up to 1 thread");
  CHECK(strategies_here(kOne)["one-device"] == "trains on cuda:0");
  CHECK(strategies_here(kFour)["one-device"] ==
        "trains on cuda:0, or another with --device cuda:N");
}
