#include "data/csv_format.h"

#include <catch2/catch.hpp>
#include <limits>

#include "data/format_fixtures.h"

using namespace mlrun;
using namespace mlrun::test;

TEST_CASE("csv: names, then rows; an unanswered row keeps its kept cells alone", "[data]") {
  CsvFormat csv(',', id_number_label());
  CHECK(written(csv, three_rows()) ==
        "id,prediction,\"label \"\"x\"\"\"\n7,1.25,yes\n\"a,b\",,\n,-1e-07,\"l\n1\"\n");
  CsvFormat tsv('\t', id_number_label());
  CHECK(written(tsv, three_rows()) ==
        "id\tprediction\t\"label \"\"x\"\"\"\n7\t1.25\tyes\na,b\t\t\n\t-1e-07\t\"l\n1\"\n");
}

TEST_CASE("csv: no rows are no lines, and every row is answered unless it is said", "[data]") {
  const CsvFormat csv(',', {{"prediction", false}});
  CHECK(csv.encode({0, {{}}, {}, 0}).empty());
  OutputRows rows{2, {{{}, {0.1F, 2.0F}}}, {}, 0};
  CHECK(csv.encode(rows) == "0.1\n2\n");
  // One empty cell would read as an empty line.
  rows.unanswered = {1, 0};
  CHECK(csv.encode(rows) == "\"\"\n2\n");
}

TEST_CASE("csv: what is no finite number is a word", "[data]") {
  const CsvFormat csv(',', {{"prediction", false}});
  const float infinity = std::numeric_limits<float>::infinity();
  CHECK(csv.encode({3, {{{}, {infinity, -infinity, infinity - infinity}}}, {}, 0}) ==
        "inf\n-inf\nnan\n");
}
