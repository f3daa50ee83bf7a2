#include "predict/stack_shape.h"

#include <cmath>

#include "core/error.h"
#include "core/text.h"

namespace mlrun {
namespace {

std::vector<size_t> sizes_of(const std::vector<int64_t>& values) {
  return {values.begin(), values.end()};
}

void add_embedding(const EmbeddingOptions& options, NetShape& shape) {
  if (options.type == "none" || shape.numeric == 0) return;
  shape.embedding_width = static_cast<size_t>(options.width);
  const bool ple = options.type == "ple";
  shape.terms = static_cast<size_t>(ple ? options.bins : options.frequencies);
  shape.embedding = ple                      ? NumberEmbedding::kPle
                    : options.type == "pbld" ? NumberEmbedding::kPbld
                                             : NumberEmbedding::kPlrLite;
}

}  // namespace

NetShape input_shape(const ModelDescription& description, const EmbeddingOptions& embedding) {
  NetShape shape;
  shape.numeric = description.layout.numeric.size();
  shape.codes = one_hot_columns(description.layout.indicators.size(),
                                sizes_of(description.layout.cardinalities));
  shape.outputs = static_cast<size_t>(description.outputs);
  add_embedding(embedding, shape);
  return shape;
}

namespace {

std::optional<NetShape> shape_of(const DenseOptions& dense, const ModelDescription& description) {
  if (dense.batch_norm) return std::nullopt;
  NetShape shape = input_shape(description, dense.embedding);
  shape.hidden = sizes_of(dense.hidden);
  shape.activation = epilogue_named(dense.activation);
  return shape;
}

std::optional<NetShape> shape_of(const TabMOptions& tabm, const ModelDescription& description) {
  NetShape shape = input_shape(description, tabm.embedding);
  shape.hidden.assign(static_cast<size_t>(tabm.blocks), static_cast<size_t>(tabm.width));
  shape.members = static_cast<size_t>(tabm.members);
  shape.scaled = true;
  shape.layer_scales = tabm.variant == "full";
  return shape;
}

std::optional<NetShape> shape_of(const RealMlpOptions& realmlp,
                                 const ModelDescription& description) {
  std::optional<NetShape> shape = input_shape(description, realmlp.embedding);
  shape->hidden = sizes_of(realmlp.hidden);
  const std::string automatic = description.classification ? "selu" : "mish";
  shape->activation = epilogue_named(realmlp.activation == "auto" ? automatic : realmlp.activation);
  shape->blended = realmlp.parametric_activation;
  shape->scaled = realmlp.scale;
  shape->tangent = true;
  shape->codes = {};
  shape->category_width = static_cast<size_t>(realmlp.category_width);
  const auto& levels = description.layout.cardinalities;
  for (size_t i = 0; i < levels.size(); ++i) {
    if (levels[i] <= realmlp.one_hot_limit) continue;
    shape->embedded.emplace_back(i, shape->embedded_rows);
    shape->embedded_rows += static_cast<size_t>(levels[i]) + 1;
  }
  return shape;
}

std::optional<NetShape> shape_of(const ResNetOptions&, const ModelDescription&) { return {}; }
std::optional<NetShape> shape_of(const AutoOptions&, const ModelDescription&) { return {}; }

// Scaled, then clipped smoothly at +-3.
float clipped(float value, float center, float factor) {
  const float x = (value - center) * factor;
  return x / std::sqrt(1 + (x / 3) * (x / 3));
}

std::string path_of(const std::string& slot, const ModelConfig& config) {
  if (!std::holds_alternative<TabMOptions>(config)) return slot;
  const bool full = std::get<TabMOptions>(config).variant == "full";
  if (slot == "scale") return full ? "hidden_0.input_scale" : "member_scale";
  return slot.starts_with("output.") ? "heads." + slot.substr(7) : slot;
}

// The shape of a slot's tensor in the module of a net without members of their own.
std::vector<int64_t> plain_shape(const ParameterSlot& slot, const NetShape& shape) {
  const auto rows = static_cast<int64_t>(slot.rows);
  const auto columns = static_cast<int64_t>(slot.columns);
  if (slot.name == "embedding.weight") {
    const auto inputs = static_cast<int64_t>(shape.numeric);
    if (shape.embedding == NumberEmbedding::kPle) return {inputs, rows / inputs, columns};
    if (shape.embedding == NumberEmbedding::kPlrLite) return {1, columns, rows};
    return {inputs, columns, rows / inputs};
  }
  if (shape.layer_scales && slot.name.ends_with(".bias") && slot.name.starts_with("hidden_")) {
    return {rows, columns};
  }
  const bool flat = slot.name.ends_with("bias") && !slot.name.starts_with("embedding.");
  if (flat || slot.name.starts_with("activation_")) return {columns};
  return {rows, columns};
}

}  // namespace

Epilogue epilogue_named(const std::string& activation) {
  if (activation == "gelu") return Epilogue::kGelu;
  if (activation == "mish") return Epilogue::kMish;
  if (activation == "relu") return Epilogue::kRelu;
  if (activation == "selu") return Epilogue::kSelu;
  if (activation == "silu") return Epilogue::kSilu;
  if (activation == "tanh") return Epilogue::kTanh;
  throw Error(ErrorKind::kUsage, "unknown activation " + mlrun::quoted(activation));
}

std::optional<NetShape> stack_shape(const ModelDescription& description) {
  return std::visit([&](const auto& options) { return shape_of(options, description); },
                    description.config);
}

int64_t single_value(int64_t code, int64_t levels) {
  if (code < 0) return levels == 1 ? -1 : 0;
  return 1 - 2 * code;
}

size_t plain_width(const FeatureLayout& layout, int64_t one_hot_limit) {
  size_t width = layout.indicators.size();
  for (const int64_t levels : layout.cardinalities) {
    if (levels <= one_hot_limit) width += levels <= 2 ? 1 : static_cast<size_t>(levels);
  }
  return width;
}

CodeColumns plain_columns(const FeatureLayout& layout, int64_t one_hot_limit,
                          const std::vector<float>& center, const std::vector<float>& factor) {
  CodeColumns columns;
  columns.width = center.size();
  const auto value = [&](size_t column, int64_t raw) {
    return clipped(static_cast<float>(raw), center[column], factor[column]);
  };
  for (size_t i = 0; i < columns.width; ++i) columns.base.push_back(value(i, 0));
  for (size_t i = 0; i < layout.indicators.size(); ++i) {
    columns.rise.push_back(value(i, 1) - columns.base[i]);
  }
  columns.levels.resize(layout.cardinalities.size());
  size_t next = layout.indicators.size();
  // Categories of one column stand before those of more.
  for (const bool single : {true, false}) {
    for (size_t c = 0; c < columns.levels.size(); ++c) {
      const int64_t levels = layout.cardinalities[c];
      if (levels > one_hot_limit || (levels <= 2) != single) continue;
      auto& known = columns.levels[c];
      known.resize(static_cast<size_t>(levels) + 1);
      if (single) columns.base[next] = value(next, single_value(-1, levels));
      for (int64_t code = 0; code < levels; ++code) {
        const size_t column = single ? next : next + static_cast<size_t>(code);
        known[static_cast<size_t>(code) + 1] = {
            {column, value(column, single ? single_value(code, levels) : 1)}};
      }
      next += single ? 1 : static_cast<size_t>(levels);
    }
  }
  return columns;
}

std::vector<SlotPath> slot_paths(const NetShape& shape, const ParameterSlots& slots,
                                 const ModelConfig& config) {
  const auto* realmlp = std::get_if<RealMlpOptions>(&config);
  const bool tabm = std::holds_alternative<TabMOptions>(config);
  std::vector<SlotPath> paths;
  for (const ParameterSlot& slot : slots.all()) {
    SlotPath path{slot, path_of(slot.name, config), plain_shape(slot, shape), false};
    const bool head = slot.name.starts_with("output.");
    const bool embedding = slot.name.starts_with("embedding.");
    const auto columns = static_cast<int64_t>(slot.columns);
    if (tabm && head) {
      const auto outputs = static_cast<int64_t>(shape.outputs);
      const auto members = static_cast<int64_t>(shape.members);
      path.turned = slot.name.ends_with("weight");
      path.shape = path.turned ? std::vector<int64_t>{members, columns, outputs}
                               : std::vector<int64_t>{members, outputs};
    }
    if (embedding && slot.name.ends_with("weight") && shape.embedding != NumberEmbedding::kPle) {
      path.turned = true;
    }
    if (realmlp != nullptr) {
      const bool layer = head || slot.name.starts_with("hidden_");
      if (layer && slot.name.ends_with("weight")) {
        path.turned = true;
        path.shape = {columns, static_cast<int64_t>(slot.rows)};
      }
      if (slot.name == "scale") path.shape = {columns};
      if (embedding) {
        path.shape[0] *= realmlp->members;
      } else {
        path.shape.insert(path.shape.begin(), realmlp->members);
      }
    }
    paths.push_back(std::move(path));
  }
  return paths;
}

}  // namespace mlrun
