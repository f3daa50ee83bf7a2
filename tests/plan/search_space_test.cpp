#include "plan/search_space.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <set>

#include "config/resolve.h"

using namespace mlrun;

namespace {

ResolvedConfig resolved(std::vector<std::string> sets) {
  ConfigSources sources;
  sources.sets = std::move(sets);
  return resolve_config(sources);
}

// Many trials of a net, as whole configurations.
std::vector<TrainConfig> trials(const std::vector<std::string>& sets, int count = 400) {
  const ResolvedConfig base = resolved(sets);
  Random random(3);
  std::vector<TrainConfig> all;
  for (int i = 0; i < count; ++i) {
    all.push_back(resolve_trial(base, Json(), random_settings(base.config, random)).config);
  }
  return all;
}

template <class Get>
std::pair<double, double> range(const std::vector<TrainConfig>& all, const Get& get) {
  double low = 1e300;
  double high = -1e300;
  for (const TrainConfig& config : all) {
    low = std::min(low, static_cast<double>(get(config)));
    high = std::max(high, static_cast<double>(get(config)));
  }
  return {low, high};
}

template <class Options, class Get>
std::pair<double, double> net_range(const std::vector<TrainConfig>& all, const Get& get) {
  return range(all, [&](const TrainConfig& c) { return get(std::get<Options>(c.model)); });
}

double lr(const TrainConfig& config) { return config.train.optimizer.lr; }
double decay(const TrainConfig& config) { return config.train.optimizer.weight_decay; }

}  // namespace

TEST_CASE("tabm's space is the paper's") {
  const auto all = trials({"model.type=tabm"});
  using Pair = std::pair<double, double>;
  CHECK(net_range<TabMOptions>(all, [](const auto& o) { return o.blocks; }) == Pair{1, 4});
  const auto widths = net_range<TabMOptions>(all, [](const auto& o) { return o.width; });
  CHECK((widths.first >= 64 && widths.first < 100));
  CHECK((widths.second <= 1024 && widths.second > 980));
  const auto bins = net_range<TabMOptions>(all, [](const auto& o) { return o.embedding.bins; });
  CHECK((bins.first >= 2 && bins.second <= 128 && bins.second > 120));
  CHECK(net_range<TabMOptions>(all, [](const auto& o) { return o.embedding.width; }) ==
        Pair{8, 32});
  const auto rates = range(all, lr);
  CHECK((rates.first >= 1e-4 && rates.first < 1.2e-4));
  CHECK((rates.second <= 5e-3 && rates.second > 4.5e-3));
}

TEST_CASE("half of the trials have no dropout and no decay") {
  const auto all = trials({"model.type=tabm"});
  int dropless = 0;
  int undecayed = 0;
  for (const TrainConfig& config : all) {
    dropless += std::get<TabMOptions>(config.model).dropout == 0 ? 1 : 0;
    undecayed += decay(config) == 0 ? 1 : 0;
  }
  // 400 fair coins: 200 +- 10.
  CHECK((dropless > 150 && dropless < 250));
  CHECK((undecayed > 150 && undecayed < 250));
}

TEST_CASE("a small net stays one") {
  const auto all = trials({"model.type=tabm", "model.width=256"}, 1);
  // What the user sets holds; a plan's recipe does not bind the search.
  CHECK(std::get<TabMOptions>(all[0].model).width == 256);
  const ResolvedConfig automatic = resolved({});
  const Json recipe{{"model", {{"type", "tabm"}, {"width", 256}, {"members", 16}}}};
  const TrainConfig base = resolve_trial(automatic, recipe, Json::object()).config;
  Random random(1);
  int64_t widest = 0;
  for (int i = 0; i < 300; ++i) {
    const Json settings = random_settings(base, random);
    const auto net = std::get<TabMOptions>(resolve_trial(automatic, recipe, settings).config.model);
    CHECK(net.members == 16);
    widest = std::max(widest, net.width);
  }
  CHECK((widest <= 409 && widest > 380));
}

TEST_CASE("realmlp draws from what its code draws from") {
  const auto all = trials({"model.type=realmlp"});
  std::set<std::string> activations;
  std::set<std::vector<int64_t>> widths;
  std::set<double> dropouts;
  std::set<double> decays;
  for (const TrainConfig& config : all) {
    const auto& net = std::get<RealMlpOptions>(config.model);
    activations.insert(net.activation);
    widths.insert(net.hidden);
    dropouts.insert(net.dropout);
    decays.insert(decay(config));
  }
  CHECK(activations == std::set<std::string>{"mish", "relu", "selu"});
  CHECK(widths == std::set<std::vector<int64_t>>{{256, 256, 256}, {512}, {64, 64, 64, 64, 64}});
  CHECK(dropouts == std::set<double>{0, 0.15, 0.3});
  CHECK(decays == std::set<double>{0, 0.02});
  CHECK(range(all, lr).first >= 2e-2);
  CHECK(range(all, lr).second <= 0.3);
}

TEST_CASE("dense and resnet are searched too, embeddings where there are some") {
  const auto plain = trials({"model.type=dense"}, 200);
  const auto depth = [](const auto& o) { return o.hidden.size(); };
  CHECK(net_range<DenseOptions>(plain, depth) == std::pair<double, double>{1, 6});
  const Json first = to_json(plain[0].model);
  CHECK(first.at("embedding") == to_json(ModelConfig(DenseOptions{})).at("embedding"));
  const auto embedded = trials({"model.embedding.type=ple"}, 200);
  CHECK(net_range<DenseOptions>(embedded, depth) == std::pair<double, double>{1, 5});
  const auto residual = trials({"model.type=resnet"}, 200);
  CHECK(net_range<ResNetOptions>(residual, [](const auto& o) { return o.blocks; }) ==
        std::pair<double, double>{1, 8});
}

TEST_CASE("numbers have three digits and a seed gives them again") {
  const ResolvedConfig base = resolved({"model.type=tabm"});
  Random one(5);
  Random same(5);
  for (int i = 0; i < 50; ++i) {
    const Json settings = random_settings(base.config, one);
    CHECK(settings == random_settings(base.config, same));
    const double rate = settings.at("train").at("optimizer").at("lr");
    char text[32];
    std::snprintf(text, sizeof text, "%.3g", rate);
    CHECK(std::strtod(text, nullptr) == rate);
  }
}

TEST_CASE("auto has no space of its own") {
  Random random(1);
  CHECK_THROWS_AS(random_settings(resolved({}).config, random), Error);
}
