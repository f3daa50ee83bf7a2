#include "predict/ensemble.h"

#include <cmath>
#include <utility>

#include "core/error.h"
#include "core/json.h"

namespace mlrun {
namespace {

constexpr auto kEnsemble = "ensemble";
constexpr ErrorKind kModel = ErrorKind::kModel;

std::string prefix_of(size_t member) { return std::to_string(member) + "."; }

std::string place_of(const char* where, size_t member) {
  return std::string(where) + ".members[" + std::to_string(member) + "]";
}

Json list_of(const Json& json, const char* where) {
  Json list = json_get<Json>(json, "members", where, kModel);
  if (list.is_array() && !list.empty()) return list;
  throw Error(kModel, std::string(where) + ": key \"members\": expected a list of nets");
}

double weight_of(const Json& entry, const std::string& where) {
  const auto weight = json_get<double>(entry, "weight", where, kModel);
  if (std::isfinite(weight) && weight > 0) return weight;
  throw Error(kModel, where + ": key \"weight\": expected a number above 0");
}

EnsembleMember member_of(const ModelBundle& bundle, const Json& nets, const Json& features,
                         size_t at) {
  const std::string where = place_of("model", at);
  EnsembleMember member;
  member.weight = weight_of(nets[at], where);
  member.bundle.data_spec = bundle.data_spec;
  member.bundle.features = features[at];
  member.bundle.model = json_get<Json>(nets[at], "net", where, kModel);
  member.bundle.arrays = with_prefix_removed(bundle.arrays, prefix_of(at));
  member.bundle.state = with_prefix_removed(bundle.state, prefix_of(at));
  return member;
}

// Every tensor is to belong to a member.
void check_tensors(const StateDict& all, size_t found, const char* where) {
  if (all.size() == found) return;
  throw Error(kModel, std::string(where) + ": " + std::to_string(all.size() - found) +
                          " tensors belong to no member of the ensemble");
}

}  // namespace

bool is_ensemble(const ModelBundle& bundle) {
  return bundle.model.is_object() && bundle.model.value("type", Json()) == kEnsemble;
}

std::vector<EnsembleMember> members_of(const ModelBundle& bundle) {
  if (!is_ensemble(bundle)) {
    EnsembleMember only;
    only.bundle.data_spec = bundle.data_spec;
    only.bundle.features = bundle.features;
    only.bundle.arrays = bundle.arrays;
    only.bundle.model = bundle.model;
    only.bundle.state = bundle.state;
    return {only};
  }
  const Json nets = list_of(bundle.model, "model");
  const Json features = list_of(bundle.features, "features");
  if (nets.size() != features.size()) {
    throw Error(kModel, "model: " + std::to_string(nets.size()) + " members, features of " +
                            std::to_string(features.size()));
  }
  std::vector<EnsembleMember> members;
  double sum = 0;
  size_t arrays = 0;
  size_t tensors = 0;
  for (size_t at = 0; at < nets.size(); ++at) {
    members.push_back(member_of(bundle, nets, features, at));
    sum += members.back().weight;
    arrays += members.back().bundle.arrays.size();
    tensors += members.back().bundle.state.size();
  }
  check_tensors(bundle.arrays, arrays, "features");
  check_tensors(bundle.state, tensors, "model");
  for (EnsembleMember& member : members) member.weight /= sum;
  return members;
}

void put_members(ModelBundle& bundle, std::vector<EnsembleMember> members) {
  double sum = 0;
  for (const EnsembleMember& member : members) sum += member.weight;
  Json nets = Json::array();
  Json features = Json::array();
  bundle.arrays.clear();
  bundle.state.clear();
  for (size_t at = 0; at < members.size(); ++at) {
    ModelBundle& part = members[at].bundle;
    nets.push_back({{"weight", members[at].weight / sum}, {"net", std::move(part.model)}});
    features.push_back(std::move(part.features));
    add_with_prefix(bundle.arrays, prefix_of(at), part.arrays);
    add_with_prefix(bundle.state, prefix_of(at), part.state);
  }
  bundle.model = {{"type", kEnsemble}, {"members", std::move(nets)}};
  bundle.features["kind"] = kEnsemble;
  bundle.features["members"] = std::move(features);
}

}  // namespace mlrun
