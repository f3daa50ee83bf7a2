// Whole nets against the reference packages: answers and gradients of all parameters, as written
// by scripts/make_net_vectors.py.
#include <torch/types.h>

#include <catch2/catch.hpp>

#include "core/file.h"
#include "core/json.h"
#include "model/model_factory.h"

using namespace mlrun;

namespace {

at::Tensor tensor_of(const Json& json) {
  return torch::tensor(json.at("values").get<std::vector<float>>())
      .view(json.at("shape").get<std::vector<int64_t>>());
}

Features features_of(const Json& json) {
  return {json.at("rows").get<int64_t>(), json.at("dense").get<std::vector<float>>(),
          json.at("codes").get<std::vector<int32_t>>()};
}

FeatureLayout layout_of(const Json& json) {
  FeatureLayout layout;
  layout.numeric.resize(json.at("numeric").get<size_t>(), "x");
  layout.indicators.resize(json.at("indicators").get<size_t>(), "x missing");
  layout.cardinalities = json.at("levels").get<std::vector<int64_t>>();
  layout.categorical.resize(layout.cardinalities.size(), "c");
  return layout;
}

ModelDescription description_of(const Json& json) {
  return {model_config_from_json(json.at("model"), "vectors", ErrorKind::kUsage), layout_of(json),
          json.at("outputs").get<int64_t>(), json.value("classification", true)};
}

void check_close(const at::Tensor& got, const at::Tensor& wanted) {
  REQUIRE(got.sizes() == wanted.sizes());
  CHECK((got - wanted).abs().max().item<double>() <
        2e-5 * std::max(1.0, wanted.abs().max().item<double>()));
}

// The net as the file has it, in training mode.
std::shared_ptr<Net> net_of(const Json& json, const ModelDescription& description) {
  auto net = make_net(description, at::kCPU, 1);
  Random random(1);
  net->start(features_of(json.at("train")), random);
  const torch::NoGradGuard no_grad;
  const auto parameters = net->named_parameters();
  CHECK(parameters.size() == json.at("parameters").size());
  for (const auto& item : parameters) {
    INFO(item.key());
    const at::Tensor values = tensor_of(json.at("parameters").at(item.key()));
    REQUIRE(values.sizes() == item.value().sizes());
    item.value().detach().copy_(values);
  }
  return net;
}

NetInput input_of(const Json& json, const FeatureLayout& layout) {
  NetInput input = place_features(features_of(json.at("rows")), layout, at::kCPU);
  input.per_member = json.value("per_member", false);
  return input;
}

}  // namespace

TEST_CASE("nets answer and learn as the reference packages do") {
  const std::string name = GENERATE(
      "dense_ple", "dense_plr_lite", "tabm_mini", "tabm_mini_own_rows", "tabm_full",
      "tabm_full_own_rows", "resnet", "realmlp_classes", "realmlp_members", "realmlp_own_rows");
  INFO(name);
  const Json json = Json::parse(read_file(
      std::string(MLRUN_SOURCE_DIR) + "/tests/data/nets/" + name + ".json", ErrorKind::kUsage));
  const ModelDescription description = description_of(json);
  const auto net = net_of(json, description);
  at::Tensor answers = net->forward(input_of(json, description.layout));
  check_close(answers, tensor_of(json.at("answers")));
  const at::Tensor weights = torch::cos(torch::arange(answers.numel(), at::kFloat));
  (answers * weights.view(answers.sizes())).sum().backward();
  for (const auto& item : net->named_parameters()) {
    INFO(item.key());
    check_close(item.value().grad(), tensor_of(json.at("gradients").at(item.key())));
  }
  if (json.contains("answers_after_training")) {
    net->eval();
    answers = net->forward(input_of(json, description.layout));
    check_close(answers, tensor_of(json.at("answers_after_training")));
  }
}
