#include "arrow/string_sink.h"

#include <catch2/catch.hpp>

using namespace mlrun;

TEST_CASE("what is written is taken once; the place counts from the start") {
  StringSink sink;
  CHECK(sink.Write("PAR1", 4).ok());
  CHECK(sink.take() == "PAR1");
  CHECK(sink.take().empty());
  CHECK(sink.Write("page", 4).ok());
  CHECK(sink.Tell().ValueOrDie() == 8);
  CHECK(sink.take() == "page");
  CHECK(!sink.closed());
  CHECK(sink.Close().ok());
  CHECK(sink.closed());
}
