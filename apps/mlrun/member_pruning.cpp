#include "mlrun/member_pruning.h"

#include <algorithm>
#include <cmath>

#include "config/member_count.h"
#include "core/error.h"
#include "core/json_at.h"
#include "core/text.h"
#include "mlrun/calibration.h"
#include "mlrun/libtorch_predictor.h"
#include "predict/ensemble.h"

namespace mlrun {
namespace {

int64_t parameters_of(const ModelBundle& bundle) {
  int64_t count = 0;
  for (const auto& [name, tensor] : bundle.state) count += tensor.elements();
  return count;
}

// How well a model answers the rows that judge and, where there are any, those that test.
Json scores_of(const ModelBundle& bundle, const std::string& metric, const PruningRows& rows,
               const LearnApi& learn, int threads) {
  const Predictor judge = make_judge(bundle, learn, threads);
  const auto at = [&](const Table& table) {
    return Json{{metric, to_json(score_table(judge, table, {metric}))[metric]}};
  };
  Json scores{{"valid", at(rows.valid)}};
  if (rows.test != nullptr) scores["test"] = at(*rows.test);
  return scores;
}

ModelConfig config_of(const ModelBundle& net) {
  const Json options = json_get<Json>(net.model, "options", "model", ErrorKind::kModel);
  return model_config_from_json(options, "model.options", ErrorKind::kModel);
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

void check_prunable(const ModelConfig& net, int64_t members, const std::string& flag) {
  const int64_t there = member_count(net);
  if (members < there) return;
  const std::string sentence = flag + " " + std::to_string(members) + ": ";
  if (there > 1) {
    throw Error(ErrorKind::kUsage, sentence + "expected fewer than the " + std::to_string(there) +
                                       " members of the net (model.members)");
  }
  throw Error(ErrorKind::kUsage, sentence + "a net of type " + type_name(net) +
                                     " has no members to leave out here; --model tabm has");
}

void check_prunable(const ModelBundle& bundle, int64_t members, const std::string& flag) {
  const auto nets = members_of(bundle);
  const auto has_more = [members](const EnsembleMember& net) {
    return member_count(config_of(net.bundle)) > members;
  };
  if (std::any_of(nets.begin(), nets.end(), has_more)) return;
  check_prunable(config_of(nets.front().bundle), members, flag);
}

Json prune_members(ModelBundle& bundle, int64_t members, const std::string& metric,
                   const PruningRows& rows, const LearnApi& learn, int threads) {
  const Json before = scores_of(bundle, metric, rows, learn, threads);
  const int64_t parameters = parameters_of(bundle);
  const auto judge = make_metric(metric, rows.valid.spec.task,
                                 static_cast<int64_t>(rows.valid.spec.classes.size()));
  auto nets = members_of(bundle);
  int64_t had = 0;
  for (EnsembleMember& net : nets) {
    if (member_count(config_of(net.bundle)) <= members) continue;
    had = prune_net(net.bundle, members, *judge, rows.valid, learn, threads);
  }
  if (is_ensemble(bundle)) {
    put_members(bundle, std::move(nets));
  } else {
    bundle.model = std::move(nets.front().bundle.model);
    bundle.state = std::move(nets.front().bundle.state);
  }
  const Json after = scores_of(bundle, metric, rows, learn, threads);
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
