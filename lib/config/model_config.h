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

// n x [Linear(d) -> (batch norm) -> activation -> dropout], Linear(out). No hidden layers: linear
// or logistic regression. Source: the MLP of Gorishniy et al. 2021, section 3.1.
struct DenseOptions {
  std::vector<int64_t> hidden = {256, 256, 256};
  std::string activation = "relu";  // relu | gelu | silu | tanh | selu | mish
  double dropout = 0.1;
  bool batch_norm = false;
};
void describe(FieldVisitor& visitor, DenseOptions& options);

// One alternative per net. The option structs stand in the torch-free half because `config`,
// `inspect` and answering without LibTorch read them too; the nets themselves are in model/.
using ModelConfig = std::variant<DenseOptions>;

// Names of the nets: {"dense"}.
const std::vector<std::string>& model_types();
std::string type_name(const ModelConfig& config);
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
