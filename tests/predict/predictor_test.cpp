#include "predict/predictor.h"

#include <catch2/catch.hpp>

#include "predict/fixtures.h"

using namespace mlrun;
using namespace mlrun::test;

TEST_CASE("regression answers come back in the target's units") {
  const Predictor predictor = predictor_of(regression_spec());
  const Table rows = table_of(regression_spec(), "x\n0.25\n4\n", NeedTarget::kNo);
  CHECK(predictor.raw(rows) == std::vector<float>{0.25F, 4});
  const Predictions predictions = predictor.predict(rows);
  CHECK(predictions.rows == 2);
  CHECK(predictions.values == std::vector<float>{10.5F, 18});
}

TEST_CASE("class answers are probabilities; a tie goes to the first class") {
  const Predictor predictor = predictor_of(class_spec());
  const Predictions predictions =
      predictor.predict(table_of(class_spec(), "x\n0.25\n0.75\n0.5\n", NeedTarget::kNo));
  CHECK(predictions.outputs == 2);
  CHECK(predictions.values == std::vector<float>{0.75F, 0.25F, 0.25F, 0.75F, 0.5F, 0.5F});
  CHECK(predictions.label(0) == 0);
  CHECK(predictions.label(1) == 1);
  CHECK(predictions.label(2) == 0);
}

TEST_CASE("more rows than a chunk keep their order") {
  const Predictor predictor = predictor_of(regression_spec());
  std::string text = "x\n";
  for (int i = 0; i < 2500; ++i) text += std::to_string(i) + "\n";
  const auto answers = predictor.raw(table_of(regression_spec(), text, NeedTarget::kNo));
  REQUIRE(answers.size() == 2500);
  for (size_t i = 0; i < answers.size(); ++i) REQUIRE(answers[i] == static_cast<float>(i));
}

TEST_CASE("a temperature comes last, and golden rows see it") {
  const DataSpec spec = class_spec();
  ModelBundle bundle = bundle_of(spec, table_of(spec, "x,y\n0,no\n1,yes\n", NeedTarget::kYes));
  bundle.model = {{"temperature", 2}};
  const Predictor predictor(bundle, std::make_unique<FirstInput>(1, true, 0.0F));
  const Table rows = table_of(spec, "x\n0.9\n0.5\n", NeedTarget::kNo);
  const auto values = predictor.predict(rows).values;
  CHECK(values[1] == Approx(0.75));
  CHECK(values[2] == 0.5F);
  CHECK(predictor.raw(rows) == values);
}

TEST_CASE("no rows, no answers") {
  const Predictor predictor = predictor_of(regression_spec());
  CHECK(predictor.predict(table_of(regression_spec(), "x\n", NeedTarget::kNo)).values.empty());
}

TEST_CASE("a pipeline comes back from a file's parts") {
  const Table train = table_of(regression_spec(), "x,y\n1,1\n2,2\n", NeedTarget::kYes);
  const ModelBundle bundle = bundle_of(regression_spec(), train);
  CHECK(load_pipeline(bundle).transform(train).dense == std::vector<float>{1, 2});
  ModelBundle damaged = bundle;
  damaged.features.erase("target");
  CHECK_THROWS_WITH(Predictor(damaged, std::make_unique<FirstInput>(1, false, 0.0F)),
                    "features: key \"target\" is missing");
}
