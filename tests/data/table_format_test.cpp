#include "data/table_format.h"

#include <catch2/catch.hpp>

#include "core/fixtures.h"

using namespace mlrun;
using mlrun::test::error_of;
using enum TableFormat;

TEST_CASE("a suffix says the format, in any case, packed or not", "[data]") {
  CHECK(format_by_suffix("t.csv") == kCsv);
  CHECK(format_by_suffix("a.b/t.TSV") == kTsv);
  CHECK(format_by_suffix("t.jsonl") == kJsonLines);
  CHECK(format_by_suffix("t.ndjson") == kJsonLines);
  CHECK(format_by_suffix("t.parquet") == kParquet);
  for (const char* path : {"t.arrow", "t.feather", "t.ipc"}) {
    CHECK(format_by_suffix(path) == kArrow);
  }
  CHECK(format_by_suffix("t.csv.gz") == kCsv);
  CHECK(format_by_suffix("t.JSONL.Zst") == kJsonLines);
  for (const char* path :
       {"", "-", "t", "csv", "t.txt", "t.csv.bak", "t.gz", "t.csv/x", "t.json"}) {
    CAPTURE(path);
    CHECK(format_by_suffix(path) == kUnknown);
  }
}

TEST_CASE("the first bytes say the formats that have a mark", "[data]") {
  CHECK(format_by_content("PAR1\x15\x04") == kParquet);
  CHECK(format_by_content("ARROW1") == kArrow);
  CHECK(format_by_content(std::string_view("\xFF\xFF\xFF\xFF\x10\0\0\0", 8)) == kArrow);
  for (const char* head : {"{", "{\"a\":1", "{}", "{ \"a", " \n\t{\"a", "\xEF\xBB\xBF{\"a"}) {
    CAPTURE(head);
    CHECK(format_by_content(head) == kJsonLines);
  }
  for (const char* head : {"", "a,b", "{a},b", "{a", "[1]", "\"{\"", "PAR", "\xFF\xFF",
                           "\xEF\xBB\xBF"
                           "a"}) {
    CAPTURE(head);
    CHECK(format_by_content(head) == kUnknown);
  }
}

TEST_CASE("names of formats are those of --format", "[data]") {
  CHECK(format_by_name("auto") == kUnknown);
  CHECK(format_by_name("csv") == kCsv);
  CHECK(format_by_name("tsv") == kTsv);
  CHECK(format_by_name("jsonl") == kJsonLines);
  CHECK(format_by_name("parquet") == kParquet);
  CHECK(format_by_name("arrow") == kArrow);
  CHECK(error_of([] { format_by_name("parket"); }) ==
        "usage: --format: expected one of auto, csv, tsv, jsonl, parquet, arrow, got \"parket\"; "
        "did you mean \"parquet\"?");
}
