#include "predict/prediction_stream.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "core/file.h"
#include "predict/fixtures.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

std::string predict_text(const Predictor& predictor, const std::string& csv,
                         const StreamOptions& options, StreamCounts* counts = nullptr) {
  const TempDir dir;
  Output output(dir / "out.csv");
  const auto reader = rows_of(dir, csv);
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

TEST_CASE("kept columns come first, as they were; the format is the output's") {
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

TEST_CASE("rows in = rows out around a block's edges") {
  const Predictor predictor = predictor_of(regression_spec());
  for (const int rows : {0, 1, 4095, 4096, 4097, 8193}) {
    std::string text = "x\n";
    for (int i = 0; i < rows; ++i) text += std::to_string(i) + "\n";
    StreamCounts counts;
    const std::string out = predict_text(predictor, text, {}, &counts);
    CHECK(counts.rows == static_cast<uint64_t>(rows));
    CHECK(counts.answered == counts.rows);
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

namespace {

std::string rows_text(int rows, int bad_every) {
  std::string text = "x,id\n";
  for (int i = 0; i < rows; ++i) {
    text += (i % bad_every == bad_every - 1 ? "bad" : std::to_string(i)) + ",r" +
            std::to_string(i) + "\n";
  }
  return text;
}

}  // namespace

TEST_CASE("the bytes do not depend on the threads") {
  const Predictor predictor = predictor_of(class_spec());
  for (const OnBadRow on : {OnBadRow::kSkip, OnBadRow::kNull}) {
    StreamOptions options;
    options.keep = {"id"};
    options.bad.on = on;
    const std::string text = rows_text(30'000, 7);
    StreamCounts counts;
    const std::string one = predict_text(predictor, text, options, &counts);
    CHECK(counts.rows == 30'000);
    CHECK(counts.bad == 4285);
    CHECK(counts.answered == 30'000 - 4285);
    for (const int threads : {2, 4}) {
      options.threads = threads;
      CHECK(predict_text(predictor, text, options) == one);
    }
  }
}

TEST_CASE("a bad row ends the run after the rows before it, is left out or keeps its place") {
  const Predictor predictor = predictor_of(regression_spec());
  const std::string text = "x,id\n0,a\nbad,b\n1,c\n";
  StreamOptions options;
  options.keep = {"id"};
  const TempDir dir;
  {
    Output output(dir / "out.csv");
    const auto reader = rows_of(dir, text);
    CHECK(error_of([&] { predict_stream(predictor, *reader, output, options); }) ==
          "data: " + (dir / "rows.csv") + ":3: column \"x\": expected a number, got \"bad\"");
    output.commit();
  }
  CHECK(read_file(dir / "out.csv", ErrorKind::kFailure) == "id,prediction\na,10\n");
  options.bad.on = OnBadRow::kSkip;
  CHECK(predict_text(predictor, text, options) == "id,prediction\na,10\nc,12\n");
  options.bad.on = OnBadRow::kNull;
  CHECK(predict_text(predictor, text, options) == "id,prediction\na,10\nb,\nc,12\n");
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
