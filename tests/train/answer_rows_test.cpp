#include "train/answer_rows.h"

#include <torch/types.h>

#include <catch2/catch.hpp>

#include "model/model_factory.h"
#include "train/rows.h"

using namespace mlrun;
using namespace mlrun::test;

TEST_CASE("answers of a regression come in the user's units, whatever the number of rows") {
  DenseOptions linear;
  linear.hidden = {};
  const ModelDescription description{linear, kPlane, 1, false};
  const auto net = make_net(description, at::kCPU, 1);
  {
    const torch::NoGradGuard no_grad;
    net->named_parameters()["output.weight"].fill_(1);  // a + b
    net->named_parameters()["output.bias"].fill_(0);
  }
  const Features features = plane(8200).features;  // more than one chunk
  const auto answers =
      answer_rows(*net, place_features(features, kPlane, at::kCPU), description, {10, 2});
  REQUIRE(answers.size() == 8200);
  for (const size_t i : {size_t{0}, size_t{1}, size_t{8191}, size_t{8192}, size_t{8199}}) {
    CHECK(answers[i] ==
          Approx(10 + 2 * (features.dense[2 * i] + features.dense[2 * i + 1])).epsilon(1e-6));
  }
  CHECK_FALSE(net->is_training());
}
