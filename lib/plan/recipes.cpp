#include "plan/recipes.h"

namespace mlrun {
namespace {

Recipe realmlp() { return {"realmlp", {{"model", {{"type", "realmlp"}}}}}; }

Recipe dense_ple() {
  const Json model = {
      {"type", "dense"},
      {"hidden", {512, 512, 512}},
      {"dropout", 0.4},
      {"embedding", {{"type", "ple"}, {"width", 24}, {"bins", 48}, {"spread_bins", true}}}};
  const Json train = {{"epochs", 300}, {"optimizer", {{"lr", 3e-4}, {"weight_decay", 0.1}}}};
  return {"dense+ple", {{"model", model}, {"train", train}}};
}

// TabM at a twentieth of its paper's work a step; being narrow it takes a higher learning rate.
Recipe small_tabm() {
  const Json model = {
      {"type", "tabm"},
      {"members", 16},
      {"blocks", 2},
      {"width", 256},
      {"dropout", 0.1},
      {"batches", "shared"},
      {"embedding", {{"type", "ple"}, {"width", 12}, {"bins", 32}, {"spread_bins", true}}}};
  const Json train = {{"patience", 12}, {"optimizer", {{"lr", 0.004}}}};
  return {"tabm-small", {{"model", model}, {"train", train}}};
}

// The preset linear.
Recipe linear() {
  const Json model = {{"type", "dense"}, {"hidden", Json::array()}, {"dropout", 0.0}};
  const Json train = {{"epochs", 100},
                      {"patience", 0},
                      {"clip_norm", 0.0},
                      {"optimizer", {{"type", "adamw"}, {"lr", 0.003}, {"weight_decay", 0.0}}},
                      {"schedule", {{"type", "cosine"}, {"final_fraction", 0.0}}}};
  return {"linear", {{"features", {{"numeric", "standard"}}}, {"model", model}, {"train", train}}};
}

Recipe tabm() { return {"tabm", {{"model", {{"type", "tabm"}}}}}; }

}  // namespace

Recipe quick_recipe() {
  const Json model = {{"type", "dense"}, {"hidden", {128, 128}}, {"dropout", 0.0}};
  const Json train = {{"epochs", 20},
                      {"patience", 5},
                      {"optimizer", {{"lr", 0.003}}},
                      {"schedule", {{"type", "cosine"}, {"warmup_fraction", 0.05}}}};
  return {"quick", {{"model", model}, {"train", train}}};
}

std::vector<Recipe> recipes(const RecipeRequest& request) {
  std::vector<Recipe> all;
  if (request.linear) all.push_back(linear());
  all.push_back(request.accelerator ? tabm() : small_tabm());
  all.push_back(realmlp());
  all.push_back(dense_ple());
  if (request.log1p) {
    Recipe logarithm = realmlp();
    logarithm.name += " log1p";
    logarithm.config["features"]["target"] = "log1p";
    all.push_back(std::move(logarithm));
  }
  return all;
}

}  // namespace mlrun
