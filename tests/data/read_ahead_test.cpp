#include "data/read_ahead.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <stdexcept>
#include <string>

using mlrun::ReadAhead;

namespace {

std::string read_all(ReadAhead& ahead, size_t limit) {
  std::string text;
  std::string piece(limit, '\0');
  while (const size_t got = ahead.read(piece.data(), limit)) {
    CHECK(got <= limit);
    text.append(piece, 0, got);
  }
  return text;
}

}  // namespace

TEST_CASE("bytes made on the side come in order, in pieces of at most the limit", "[data]") {
  for (size_t limit = 1; limit < 12; ++limit) {
    ReadAhead ahead([](const ReadAhead::Sink& sink) {
      sink("abc");
      sink("");
      for (int i = 0; i < 100; ++i) sink(std::to_string(i));
    });
    std::string expected = "abc";
    for (int i = 0; i < 100; ++i) expected += std::to_string(i);
    CHECK(read_all(ahead, limit) == expected);
    CHECK(ahead.ready());
    CHECK(read_all(ahead, limit).empty());
  }
}

TEST_CASE("nothing made is the end", "[data]") {
  ReadAhead ahead([](const ReadAhead::Sink&) {});
  CHECK(read_all(ahead, 10).empty());
}

TEST_CASE("a failure is thrown when the bytes before it are used, and stays", "[data]") {
  ReadAhead ahead([](const ReadAhead::Sink& sink) {
    sink("abcd");
    throw std::runtime_error("broken");
  });
  char bytes[8];
  CHECK(ahead.read(bytes, 3) == 3);
  CHECK(ahead.read(bytes, 3) == 1);
  CHECK_THROWS_WITH(ahead.read(bytes, 3), "broken");
  CHECK_THROWS_WITH(ahead.read(bytes, 3), "broken");
  CHECK(ahead.ready());
}

TEST_CASE("the producer waits when a few MiB are waiting", "[data]") {
  std::atomic<int> made = 0;
  constexpr int kPieces = 64;
  ReadAhead ahead([&made](const ReadAhead::Sink& sink) {
    const std::string mebibyte(size_t{1} << 20, 'x');
    for (; made < kPieces; ++made) sink(mebibyte);
  });
  char byte = 0;
  CHECK(ahead.read(&byte, 1) == 1);
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  CHECK(made <= 6);
  CHECK(read_all(ahead, size_t{1} << 20).size() == (size_t{kPieces} << 20) - 1);
  CHECK(made == kPieces);
}

TEST_CASE("one that is left in the middle stops its producer, which cannot swallow that",
          "[data]") {
  std::atomic<int> made = 0;
  {
    ReadAhead ahead([&made](const ReadAhead::Sink& sink) {
      const std::string mebibyte(size_t{1} << 20, 'x');
      for (;; ++made) sink(mebibyte);
    });
  }
  CHECK(made < 1000);
}
