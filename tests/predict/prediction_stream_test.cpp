#include "predict/prediction_stream.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "core/file.h"
#include "predict/fixtures.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

std::string predict_text(const Predictor& predictor, const std::string& csv,
                         const StreamOptions& options, StreamCounts* counts = nullptr,
                         size_t block_rows = 4096) {
  const TempDir dir;
  Output output(dir / "out.csv");
  put(dir / "rows.csv", csv);
  ReadOptions reading;
  reading.block_rows = block_rows;
  const auto reader = open_rows({dir / "rows.csv"}, reading);
  const StreamCounts got = predict_stream(predictor, *reader, output, options);
  if (counts != nullptr) *counts = got;
  output.commit();
  return read_file(dir / "out.csv", ErrorKind::kFailure);
}

}  // namespace

TEST_CASE("regression: a row in, a row out") {
  const Predictor predictor = predictor_of(regression_spec());
  CHECK(predict_text(predictor, "x\n0.25\n4\n", {}) == "prediction\n10.5\n18\n");
}

TEST_CASE("classes: label and probabilities, which can be left out") {
  const Predictor predictor = predictor_of(class_spec());
  CHECK(predict_text(predictor, "x\n0.25\n", {}) == "prediction,prob_no,prob_yes\nno,0.75,0.25\n");
  StreamOptions bare;
  bare.probabilities = false;
  CHECK(predict_text(predictor, "x\n0.25\n", bare) == "prediction\nno\n");
}

TEST_CASE("kept columns come first, as they were; the delimiter is the output's") {
  const Predictor predictor = predictor_of(regression_spec());
  StreamOptions options;
  options.keep = {"id", "x"};
  options.format = "tsv";
  StreamCounts counts;
  CHECK(predict_text(predictor, "x,id,z\n0.25,\"a,b\",1\n", options, &counts) ==
        "id\tx\tprediction\na,b\t0.25\t10.5\n");
  CHECK(counts.rows == 1);
  CHECK(counts.extra == std::vector<std::string>{"z"});
}

TEST_CASE("rows in = rows out around the edges of blocks") {
  const Predictor predictor = predictor_of(regression_spec());
  for (const int rows : {0, 1, 1023, 1024, 1025, 4095, 4096, 4097, 8193}) {
    std::string text = "x\n";
    for (int i = 0; i < rows; ++i) text += std::to_string(i) + "\n";
    StreamCounts counts;
    const std::string out = predict_text(predictor, text, {}, &counts);
    CHECK(counts.rows == static_cast<uint64_t>(rows));
    CHECK(counts.answered == static_cast<uint64_t>(rows));
    CHECK(counts.bad == 0);
    CHECK(counts.bytes == text.size());
    CHECK(std::count(out.begin(), out.end(), '\n') == rows + 1);
  }
}

TEST_CASE("what does not fit is said before the first row") {
  const Predictor predictor = predictor_of(regression_spec());
  CHECK_THROWS_WITH(predict_text(predictor, "X\n1\n", {}),
                    Catch::Contains("missing feature column \"x\"; did you mean \"X\"?"));
  StreamOptions options;
  options.keep = {"idd"};
  CHECK_THROWS_WITH(predict_text(predictor, "x,id\n1,2\n", options),
                    "--keep: the data has no column \"idd\"; did you mean \"id\"?");
}

TEST_CASE("a bad row ends the run, after the rows before it are written") {
  const Predictor predictor = predictor_of(regression_spec());
  for (const int threads : {1, 3}) {
    const TempDir dir;
    Output output(dir / "out.csv");
    const auto reader = rows_of(dir, "x\n1\n2\noops\n4\n");
    StreamOptions options;
    options.threads = threads;
    CHECK_THROWS_WITH(predict_stream(predictor, *reader, output, options),
                      Catch::EndsWith("rows.csv:4: column \"x\": expected a number, got \"oops\""));
    output.commit();
    CHECK(slurp(dir / "out.csv") == "prediction\n12\n14\n");
  }
}

TEST_CASE("bad rows are left out or answered by nothing, and counted") {
  const Predictor predictor = predictor_of(class_spec());
  const std::string text = "x,id\n0.25,a\noops,b\n1,c,d\n,e\n0.75,\"f,\"\n";
  StreamOptions options;
  options.keep = {"id"};
  options.bad.on = OnBadRow::kSkip;
  StreamCounts counts;
  CHECK(predict_text(predictor, text, options, &counts) ==
        "id,prediction,prob_no,prob_yes\na,no,0.75,0.25\ne,no,0.5,0.5\n\"f,\",yes,0.25,0.75\n");
  CHECK(counts.rows == 5);
  CHECK(counts.answered == 3);
  CHECK(counts.bad == 2);
  CHECK(counts.cells.missing[0] == 1);
  options.bad.on = OnBadRow::kNull;
  // A row that cannot be split has no cells to keep.
  CHECK(predict_text(predictor, text, options, &counts) ==
        "id,prediction,prob_no,prob_yes\na,no,0.75,0.25\nb,,,\n,,,\ne,no,0.5,0.5\n"
        "\"f,\",yes,0.25,0.75\n");
  CHECK(counts.rows == 5);
  CHECK(counts.answered == 3);
  CHECK(counts.bad == 2);
  CHECK(counts.cells.missing[0] == 1);
}

TEST_CASE("the same bytes for any number of threads and any blocks") {
  const Predictor predictor = predictor_of(regression_spec());
  std::string text = "x,id\n";
  for (int i = 0; i < 300; ++i) {
    text += (i % 17 == 5 ? "bad" : std::to_string(i)) + (i % 41 == 7 ? "" : ",k") + "\n";
  }
  for (const OnBadRow on : {OnBadRow::kSkip, OnBadRow::kNull}) {
    StreamOptions options;
    options.bad.on = on;
    options.keep = {"id"};
    StreamCounts counts;
    const std::string whole = predict_text(predictor, text, options, &counts);
    for (const int threads : {1, 2, 4}) {
      for (const size_t block_rows : {1, 7, 100}) {
        options.threads = threads;
        StreamCounts same;
        CHECK(predict_text(predictor, text, options, &same, block_rows) == whole);
        CHECK(same.answered == counts.answered);
        CHECK(same.bad == counts.bad);
      }
    }
  }
}

TEST_CASE("a limit of bad rows ends the run") {
  const Predictor predictor = predictor_of(regression_spec());
  StreamOptions options;
  options.bad.on = OnBadRow::kSkip;
  options.bad.max_rows = 1;
  CHECK(predict_text(predictor, "x\nbad\n1\n", options) == "prediction\n12\n");
  CHECK_THROWS_WITH(predict_text(predictor, "x\nbad\n1\nbad\n", options),
                    Catch::StartsWith("more than 1 bad rows (--max-bad-rows)"));
  options.bad.max_rows.reset();
  options.bad.max_ratio = 0.5;
  CHECK(predict_text(predictor, "x\nbad\n1\n", options) == "prediction\n12\n");
  CHECK_THROWS_WITH(predict_text(predictor, "x\nbad\n1\nbad\n", options),
                    Catch::StartsWith("2 of 3 rows are bad, more than --max-bad-ratio 0.5"));
}
