#include "data/table_format.h"

#include <catch2/catch.hpp>

#include "core/fixtures.h"

using namespace mlrun;
using namespace mlrun::test;
using namespace std::string_literals;

TEST_CASE("suffixes tell the format, also behind .gz and .zst", "[data]") {
  CHECK(format_by_suffix("a/t.csv") == TableFormat::kCsv);
  CHECK(format_by_suffix("t.TSV") == TableFormat::kTsv);
  CHECK(format_by_suffix("t.jsonl") == TableFormat::kJsonLines);
  CHECK(format_by_suffix("t.ndjson.gz") == TableFormat::kJsonLines);
  CHECK(format_by_suffix("t.csv.zst") == TableFormat::kCsv);
  CHECK(format_by_suffix("t.csv.GZ") == TableFormat::kCsv);
  CHECK(format_by_suffix("t.parquet") == TableFormat::kParquet);
  CHECK(format_by_suffix("t.pq") == TableFormat::kParquet);
  for (const char* name : {"t.arrow", "t.feather", "t.ipc"}) {
    CHECK(format_by_suffix(name) == TableFormat::kArrow);
  }
  for (const char* name : {"", "-", "csv", "t.txt", "t.gz", "t.csv/x", "t.csv.bz2"}) {
    CHECK(format_by_suffix(name) == TableFormat::kUnknown);
  }
}

TEST_CASE("first bytes tell the formats that have a mark", "[data]") {
  CHECK(format_by_content("PAR1") == TableFormat::kParquet);
  CHECK(format_by_content("ARROW1\0\0"s) == TableFormat::kArrow);
  CHECK(format_by_content("\xFF\xFF\xFF\xFF\x10\x00"s) == TableFormat::kArrow);
  for (const char* text : {"{", "{}", "{\"a\": 1}", "  \n{ \"a\"", "\xEF\xBB\xBF{\"a\"", "{ }"}) {
    CHECK(format_by_content(text) == TableFormat::kJsonLines);
  }
  for (const char* text : {"", "a,b", "{a},b", "PAR", "[1]", "\"a\",b", "\xFF\xFF"}) {
    CHECK(format_by_content(text) == TableFormat::kUnknown);
  }
}

TEST_CASE("formats are named, and the nearest name is suggested", "[data]") {
  CHECK(format_by_name("auto") == TableFormat::kUnknown);
  CHECK(format_by_name("csv") == TableFormat::kCsv);
  CHECK(format_by_name("tsv") == TableFormat::kTsv);
  CHECK(format_by_name("jsonl") == TableFormat::kJsonLines);
  CHECK(format_by_name("parquet") == TableFormat::kParquet);
  CHECK(format_by_name("arrow") == TableFormat::kArrow);
  CHECK(error_of([] { format_by_name("json"); }) ==
        "usage: --format: expected one of auto, csv, tsv, jsonl, parquet, arrow, got \"json\"; did "
        "you mean \"jsonl\"?");
}
