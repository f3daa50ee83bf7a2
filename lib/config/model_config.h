#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "config/fields.h"
#include "core/error.h"
#include "core/json.h"

namespace mlrun {

// Numeric inputs, each widened to `width` values before the net (Gorishniy et al. 2022). ple: a
// linear part plus a layer over a piecewise-linear encoding (version B of rtdl_num_embeddings);
// pbld: periodic, with biases, a layer and the input itself (RealMLP, Holzmueller et al. 2024);
// plr-lite: periodic, one shared layer, ReLU.
struct EmbeddingOptions {
  std::string type = "none";  // none | ple | pbld | plr-lite
  int64_t width = 16;         // values per input
  int64_t bins = 48;          // ple: at most, quantiles of the training rows
  // ple: a value that many rows share is given one bin, not those of all its rows, which would be
  // dropped as duplicates.
  bool spread_bins = false;
  int64_t frequencies = 16;      // pbld, plr-lite
  double frequency_scale = 0.1;  // pbld, plr-lite: deviation of the first frequencies
};

// n x [Linear(d) -> (batch norm) -> activation -> dropout], Linear(out). No hidden layers: linear
// or logistic regression. Source: the MLP of Gorishniy et al. 2021, section 3.1.
struct DenseOptions {
  std::vector<int64_t> hidden = {256, 256, 256};
  std::string activation = "relu";  // relu | gelu | silu | tanh | selu | mish
  double dropout = 0.1;
  bool batch_norm = false;
  EmbeddingOptions embedding;
};
void describe(FieldVisitor& visitor, DenseOptions& options);

// Linear(d), n x [x += Drop(Linear(Drop(ReLU(Linear(BatchNorm(x))))))], BatchNorm -> ReLU ->
// Linear. Source: the ResNet of Gorishniy et al. 2021, section 3.2.
struct ResNetOptions {
  int64_t blocks = 2;
  int64_t width = 192;
  double hidden_factor = 2;  // width inside a block, as a multiple of `width`
  double dropout = 0.15;     // inside a block
  double residual_dropout = 0;
  EmbeddingOptions embedding;
};
void describe(FieldVisitor& visitor, ResNetOptions& options);

// Members that share one MLP and train together (Gorishniy et al. 2025). mini: a scale of each
// member's own in front of the first layer only; full: BatchEnsemble in every layer.
struct TabMOptions {
  std::string variant = "mini";  // mini | full
  int64_t members = 32;
  int64_t blocks = 3;
  int64_t width = 640;
  double dropout = 0.1;
  std::string batches = "own";  // own: each member shuffles for itself | shared: all see the same
  EmbeddingOptions embedding = {.type = "ple"};
};
void describe(FieldVisitor& visitor, TabMOptions& options);

// RealMLP (Holzmueller et al. 2024, "Better by default"): `members` nets of their own weights and
// row orders, trained side by side.
struct RealMlpOptions {
  std::vector<int64_t> hidden = {256, 256, 256};
  std::string activation = "auto";  // auto (selu for classes, mish for numbers) | those of dense
  bool parametric_activation = true;
  bool scale = true;  // a factor per input in front of the first layer
  double dropout = 0.15;
  std::string init = "data";   // data: by the pre-activations of training rows | normal: N(0, 1)
  int64_t one_hot_limit = 8;   // categorical inputs of more levels get an embedding
  int64_t category_width = 8;  // of such an embedding
  int64_t members = 1;
  EmbeddingOptions embedding = {.type = "pbld", .width = 4};
};
void describe(FieldVisitor& visitor, RealMlpOptions& options);

// No net but a choice among them: the plan (plan/) picks nets, sizes and budgets by the table, the
// device and the effort. Never in a model file.
struct AutoOptions {
  std::string effort = "default";  // fast | default | best
};
void describe(FieldVisitor& visitor, AutoOptions& options);

// One alternative per net, and auto. The option structs stand in the torch-free half because
// `config`, `inspect` and answering without LibTorch read them too; the nets themselves are in
// model/.
using ModelConfig =
    std::variant<DenseOptions, ResNetOptions, TabMOptions, RealMlpOptions, AutoOptions>;

// {"auto", "dense", "resnet", "tabm", "realmlp"}.
const std::vector<std::string>& model_types();
std::string type_name(const ModelConfig& config);
bool is_auto(const ModelConfig& config);
// Options of a net by name with defaults. Throws Error(kUsage) naming the nearest known net.
ModelConfig default_model(const std::string& type);
// The "type" of a model's JSON object when it names a known net.
std::optional<std::string> known_model_type(const Json& model);
// {"type": "dense", "hidden": [...], ...}: declares the type and the options of the net in config.
void describe(FieldVisitor& visitor, ModelConfig& config);
Json to_json(const ModelConfig& config);
// Requires "type"; absent options keep their defaults. All mistakes in one Error(kind), a line
// each that begins with `where`.
ModelConfig model_config_from_json(const Json& json, const std::string& where, ErrorKind kind);

}  // namespace mlrun
