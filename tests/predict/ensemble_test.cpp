#include "predict/ensemble.h"

#include <catch2/catch.hpp>

#include "core/error.h"
#include "predict/fixtures.h"
#include "predict/model_size.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

// A net that answers the first input plus what its one tensor holds.
std::unique_ptr<Runtime> first_input_plus(const ModelDescription& net, const StateDict& state) {
  return std::make_unique<FirstInput>(1, net.classification, state.at("off").floats().at(0));
}

EnsembleMember member(const DataSpec& spec, double weight, float off, double mean) {
  const Table train = table_of(
      spec, spec.is_classification() ? "x,y\n0,no\n1,yes\n" : "x,y\n0,1\n1,2\n", NeedTarget::kYes);
  ModelBundle bundle = bundle_of(spec, train);
  bundle.features["target"] = TargetTransform{mean, 2}.to_json();
  bundle.model = to_json(describe_model(DenseOptions{}, load_pipeline(bundle).layout(), spec));
  bundle.state.emplace("off", HostTensor::of({1}, std::vector<float>{off}));
  return {weight, bundle};
}

ModelBundle two_nets(const DataSpec& spec, double mean = 10) {
  ModelBundle bundle;
  bundle.data_spec = spec;
  bundle.features["target"] = TargetTransform{4, 2}.to_json();
  put_members(bundle, {member(spec, 3, 0, mean), member(spec, 1, 0.25F, mean)});
  return bundle;
}

}  // namespace

TEST_CASE("an ensemble answers the weighted mean in the target's units") {
  const DataSpec spec = regression_spec();
  const Predictor predictor(two_nets(spec), &first_input_plus);
  const Table rows = table_of(spec, "x\n1\n", NeedTarget::kNo);
  // The nets answer 10 + 2 * 1 and 10 + 2 * 1.25.
  CHECK(predictor.predict(rows).values == std::vector<float>{0.75F * 12 + 0.25F * 12.5F});
  CHECK(predictor.raw(rows) == std::vector<float>{(12.125F - 4) / 2});
  CHECK(predictor.description() == "2 nets, first input on cpu");
}

TEST_CASE("what a row costs is the sum over the nets") {
  const DataSpec spec = regression_spec();
  const Predictor predictor(two_nets(spec), &first_input_plus);
  const FeatureLayout layout = load_pipeline(member(spec, 1, 0, 10).bundle).layout();
  CHECK(predictor.products() == 2 * size_of(describe_model(DenseOptions{}, layout, spec)).products);
}

TEST_CASE("an ensemble of classes averages probabilities") {
  const DataSpec spec = class_spec();
  const Predictor predictor(two_nets(spec), &first_input_plus);
  const Table rows = table_of(spec, "x\n0.5\n", NeedTarget::kNo);
  CHECK(predictor.predict(rows).values == std::vector<float>{0.4375F, 0.5625F});
  CHECK(predictor.raw(rows) == predictor.predict(rows).values);
}

TEST_CASE("the temperature of an ensemble scales the mean") {
  ModelBundle bundle = two_nets(class_spec());
  bundle.model["temperature"] = 0.5;
  const Predictor predictor(bundle, &first_input_plus);
  const Table rows = table_of(class_spec(), "x\n0.5\n", NeedTarget::kNo);
  // 0.4375 : 0.5625 = 7 : 9, squared.
  CHECK(predictor.predict(rows).values[1] == Approx(81.0 / (49 + 81)));
}

TEST_CASE("the nets of an ensemble come apart as they went in") {
  const DataSpec spec = regression_spec();
  const auto members = members_of(two_nets(spec));
  REQUIRE(members.size() == 2);
  CHECK(members[0].weight == 0.75);
  CHECK(members[1].weight == 0.25);
  const EnsembleMember second = member(spec, 1, 0.25F, 10);
  CHECK(members[1].bundle.model == second.bundle.model);
  CHECK(members[1].bundle.features == second.bundle.features);
  CHECK((members[1].bundle.state == second.bundle.state));
  CHECK((members[1].bundle.arrays == second.bundle.arrays));
}

TEST_CASE("one net is a model of one member") {
  const ModelBundle net = member(regression_spec(), 1, 0, 10).bundle;
  CHECK_FALSE(is_ensemble(net));
  const auto members = members_of(net);
  REQUIRE(members.size() == 1);
  CHECK(members[0].weight == 1);
  CHECK((members[0].bundle.state == net.state));
}

TEST_CASE("a damaged ensemble is refused") {
  const auto refused = [](const auto& damage, const std::string& why) {
    ModelBundle bundle = two_nets(regression_spec());
    damage(bundle);
    CHECK_THROWS_WITH(members_of(bundle), why);
  };
  refused([](ModelBundle& b) { b.model["members"] = Json::array(); },
          "model: key \"members\": expected a list of nets");
  refused([](ModelBundle& b) { b.features["members"].erase(1); },
          "model: 2 members, features of 1");
  refused([](ModelBundle& b) { b.model["members"][1]["weight"] = 0; },
          "model.members[1]: key \"weight\": expected a number above 0");
  refused([](ModelBundle& b) { b.model["members"][0].erase("net"); },
          "model.members[0]: key \"net\" is missing");
  refused([](ModelBundle& b) { b.state.emplace("7.off", b.state.at("0.off")); },
          "model: 1 tensors belong to no member of the ensemble");
}
