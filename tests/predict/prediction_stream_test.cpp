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

TEST_CASE("kept columns come first, as they were; the delimiter is the output's") {
  const Predictor predictor = predictor_of(regression_spec());
  StreamOptions options;
  options.keep = {"id", "x"};
  options.delimiter = '\t';
  StreamCounts counts;
  CHECK(predict_text(predictor, "x,id,z\n0.25,\"a,b\",1\n", options, &counts) ==
        "id\tx\tprediction\na,b\t0.25\t10.5\n");
  CHECK(counts.rows == 1);
  CHECK(counts.extra == std::vector<std::string>{"z"});
}

TEST_CASE("rows in = rows out around the chunk's edges") {
  const Predictor predictor = predictor_of(regression_spec());
  for (const int rows : {0, 1, 1023, 1024, 1025, 2049}) {
    std::string text = "x\n";
    for (int i = 0; i < rows; ++i) text += std::to_string(i) + "\n";
    StreamCounts counts;
    const std::string out = predict_text(predictor, text, {}, &counts);
    CHECK(counts.rows == static_cast<uint64_t>(rows));
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
