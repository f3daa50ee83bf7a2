#include "mlrun/member_pruning.h"

#include <cmath>

#include "config/member_count.h"
#include "core/json_at.h"
#include "core/text.h"
#include "mlrun/calibration.h"
#include "predict/ensemble.h"

namespace mlrun {
namespace {

int64_t parameters_of(const ModelBundle& bundle) {
  int64_t count = 0;
  for (const auto& [name, tensor] : bundle.state) count += tensor.elements();
  return count;
}

// How well a model answers the rows that judge and, where there are any, those that test.
Json scores_of(const ModelBundle& bundle, const std::string& metric, const TrainingData& data,
               const LearnApi& learn, int threads) {
  const Predictor judge = make_judge(bundle, learn, threads);
  const auto at = [&](const Table& table) {
    return Json{{metric, to_json(score_table(judge, table))[metric]}};
  };
  Json scores{{"valid", at(data.valid)}};
  if (data.test) scores["test"] = at(*data.test);
  return scores;
}

// Returns how many members the net had.
int64_t prune_net(ModelBundle& net, int64_t members, Metric& metric, const Table& valid,
                  const LearnApi& learn, int threads) {
  const FeaturePipeline pipeline = load_pipeline(net);
  ModelDescription description = description_from_json(net.model, pipeline.layout(), "model");
  const MemberAnswers answers =
      learn.member_answers(description, net.state, pipeline.transform(valid), threads);
  const auto target = TargetTransform::from_json(net.features["target"]);
  const auto targets = targets_of(valid);
  const auto weights = weights_of(valid);
  const auto kept = choose_members(answers, members, {metric, target, targets, weights});
  net.state = learn.keep_members(description, net.state, kept);
  set_member_count(description.config, members);
  net.model["options"] = to_json(description.config);
  return answers.members;
}

}  // namespace

Json prune_members(ModelBundle& bundle, int64_t members, const std::string& metric,
                   const TrainingData& data, const LearnApi& learn, int threads) {
  const Json before = scores_of(bundle, metric, data, learn, threads);
  const int64_t parameters = parameters_of(bundle);
  const auto judge =
      make_metric(metric, data.spec.task, static_cast<int64_t>(data.spec.classes.size()));
  auto nets = members_of(bundle);
  int64_t had = 0;
  for (EnsembleMember& net : nets) {
    had = prune_net(net.bundle, members, *judge, data.valid, learn, threads);
  }
  if (is_ensemble(bundle)) {
    put_members(bundle, std::move(nets));
  } else {
    bundle.model = std::move(nets.front().bundle.model);
    bundle.state = std::move(nets.front().bundle.state);
  }
  const Json after = scores_of(bundle, metric, data, learn, threads);
  Json pruning{{"members", members},
               {"of", had},
               {"metric", metric},
               {"parameters", {{"before", parameters}, {"after", parameters_of(bundle)}}}};
  for (const auto& part : before.items()) {
    pruning[part.key()] = {{"before", part.value()}, {"after", after[part.key()]}};
  }
  return pruning;
}

std::string pruning_text(const Json& pruning) {
  const auto count = [&](const char* at) {
    const Json value = json_at(pruning, at);
    return value.is_number_integer() ? format_count(value.get<int64_t>()) : "?";
  };
  const Json metric = json_at(pruning, "/metric");
  std::string text = "pruned: " + count("/members") + " of " + count("/of") + " members, " +
                     count("/parameters/before") + " -> " + count("/parameters/after") +
                     " parameters";
  for (const char* part : {"valid", "test"}) {
    const Json scores = json_at(pruning, std::string("/") + part);
    if (!scores.is_object() || !metric.is_string()) continue;
    text += std::string("; ") + part + " " + change_text(scores, metric.get<std::string>());
  }
  return text;
}

}  // namespace mlrun
