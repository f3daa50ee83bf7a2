#include "data/row_format.h"

#include <catch2/catch.hpp>
#include <thread>

#include "core/fixtures.h"
#include "data/format_fixtures.h"

using namespace mlrun;
using namespace mlrun::test;

TEST_CASE("an output format by its name", "[data]") {
  const auto text = [](const std::string& name) {
    return written(*make_row_format(name, {{"p", false}}), {1, {{{}, {0.5F}}}, {}, 0});
  };
  CHECK(text("csv") == "p\n0.5\n");
  CHECK(text("tsv") == "p\n0.5\n");
  CHECK(text("jsonl") == "{\"p\":0.5}\n");
  CHECK(make_row_format("tsv", {{"a", true}, {"b", true}})->begin() == "a\tb\n");
  CHECK(
      error_of([&] { text("json"); }) ==
      "usage: output format: expected one of csv, tsv, jsonl, parquet, got \"json\"; did you mean "
      "\"jsonl\"?");
}

TEST_CASE("an output format by the suffix of a path", "[data]") {
  CHECK(row_format_of("-") == "csv");
  CHECK(row_format_of("a.parquet/o") == "csv");
  CHECK(row_format_of("o.CSV") == "csv");
  CHECK(row_format_of("o.tsv") == "tsv");
  CHECK(row_format_of("o.ndjson") == "jsonl");
  CHECK(row_format_of("o.pq") == "parquet");
  CHECK(
      error_of([] { row_format_of("o.Feather"); }) ==
      "usage: o.Feather: expected a name in .csv, .tsv, .jsonl or .parquet, got .feather, which is "
      "not written; --output-format says the form whatever the name");
  CHECK(error_of([] { row_format_of("o.parquet.gz"); }) ==
        "usage: o.parquet.gz: what is written is not packed as .gz says; a pipe packs it: -o - | "
        "gzip");
}

TEST_CASE("several threads may encode at once", "[data]") {
  for (const char* name : {"csv", "jsonl"}) {
    const auto format = make_row_format(name, id_number_label());
    const OutputRows rows = three_rows();
    const std::string expected = format->encode(rows);
    std::vector<std::string> got(4);
    std::vector<std::thread> threads;
    for (auto& text : got) {
      threads.emplace_back([&] {
        for (int i = 0; i < 100; ++i) text = format->encode(rows);
      });
    }
    for (auto& thread : threads) thread.join();
    for (const auto& text : got) CHECK(text == expected);
  }
}
