#include "data/read_ahead.h"

#include <atomic>
#include <catch2/catch.hpp>

#include "core/fixtures.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

std::string piece_of(ReadAhead& ahead, size_t limit) {
  std::string bytes(limit, '?');
  bytes.resize(ahead.read(bytes.data(), limit));
  return bytes;
}

}  // namespace

TEST_CASE("what is produced is read in order, in pieces of any size", "[data]") {
  for (const size_t limit : {size_t{1}, size_t{3}, size_t{100'000}}) {
    ReadAhead ahead([](const ReadAhead::Sink& sink) {
      for (int i = 0; i < 1000; ++i) sink(std::to_string(i) + (i % 3 == 0 ? "" : ","));
      sink("");
    });
    std::string expected;
    for (int i = 0; i < 1000; ++i) expected += std::to_string(i) + (i % 3 == 0 ? "" : ",");
    std::string got;
    for (std::string piece = piece_of(ahead, limit); !piece.empty();
         piece = piece_of(ahead, limit)) {
      CHECK(piece.size() <= limit);
      got += piece;
    }
    CHECK(got == expected);
    CHECK(ahead.ready());
    CHECK(piece_of(ahead, limit).empty());
  }
}

TEST_CASE("what the producer throws comes behind its bytes", "[data]") {
  ReadAhead ahead([](const ReadAhead::Sink& sink) {
    sink("abc");
    throw Error(ErrorKind::kData, "damaged");
  });
  std::string got;
  while (got.size() < 3) got += piece_of(ahead, 2);
  CHECK(got == "abc");
  for (int time = 0; time < 2; ++time) {
    CHECK(error_of([&] { piece_of(ahead, 2); }) == "data: damaged");
  }
}

TEST_CASE("few MiB are made ahead, and a producer that waits can be left", "[data]") {
  std::atomic<size_t> made{0};
  {
    ReadAhead ahead([&](const ReadAhead::Sink& sink) {
      for (;;) {
        sink(std::string(1 << 16, 'x'));
        made += 1 << 16;
      }
    });
    CHECK(piece_of(ahead, 1 << 20).size() > 0);
  }
  CHECK(made <= 16 << 20);
}
