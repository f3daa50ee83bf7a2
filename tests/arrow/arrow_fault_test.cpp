#include "arrow/arrow_fault.h"

#include <parquet/exception.h>

#include <catch2/catch.hpp>
#include <new>
#include <stdexcept>

#include "arrow/files.h"
#include "core/stop.h"

using namespace mlrun;
using namespace mlrun::test;

TEST_CASE("what Arrow says becomes one line with the file's name") {
  const ArrowFaults faults("t.parquet", "Parquet");
  CHECK(data_error([&] { faults.check(arrow::Status::Invalid("no\n  footer\x01")); }) ==
        "t.parquet: cannot be read as Parquet: no   footer");
  CHECK(data_error([&] { faults.check(arrow::Status::Invalid("")); }) ==
        "t.parquet: cannot be read as Parquet: the file is damaged");
  CHECK(data_error([&] { faults.fail(std::string(1000, 'x')); }).size() < 250);
  CHECK(data_error([&] { faults.check(arrow::Status::OK()); }).empty());
}

TEST_CASE("a result is taken, or its error thrown") {
  const ArrowFaults faults("t.arrow", "Arrow IPC");
  CHECK(faults.take(arrow::Result<int>(7)) == 7);
  CHECK(data_error([&] { faults.take(arrow::Result<int>(arrow::Status::IOError("gone"))); }) ==
        "t.arrow: cannot be read as Arrow IPC: gone");
}

TEST_CASE("exceptions of Parquet and of damaged lengths are the file's; others pass") {
  const ArrowFaults faults("t", "Parquet");
  const auto guarded = [&](const auto& fault) {
    return data_error([&] { faults.guard([&]() -> int { throw fault; }); });
  };
  CHECK(guarded(parquet::ParquetException("bad page")) == "t: cannot be read as Parquet: bad page");
  CHECK_THAT(guarded(std::length_error("too long")), Catch::EndsWith("too long"));
  CHECK(guarded(Error(ErrorKind::kData, "mine")) == "mine");
  CHECK_THROWS_AS(guarded(std::bad_alloc()), std::bad_alloc);
  CHECK_THROWS_AS(guarded(stop::Stopped{15}), stop::Stopped);
  CHECK(faults.guard([] { return 3; }) == 3);
}
