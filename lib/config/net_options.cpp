#include "config/model_config.h"

namespace mlrun {
namespace {

constexpr int64_t kWidest = 65536;
constexpr Bounds kWidth = {1, kWidest};
constexpr Bounds kDropout = {.low = 0, .high = 1, .high_open = true};
constexpr Bounds kMembers = {1, 1024};
constexpr Bounds kPositive = {.low = 0, .low_open = true};

const std::vector<std::string>& activations() {
  static const std::vector<std::string> names = {"relu", "gelu", "silu", "tanh", "selu", "mish"};
  return names;
}

void describe_embedding(FieldVisitor& visitor, EmbeddingOptions& options) {
  visitor.begin_section("embedding", "How each numeric input is widened before the net.");
  visitor.choice("type", options.type, {"none", "ple", "pbld", "plr-lite"},
                 "none; ple: piecewise linear; pbld, plr-lite: periodic.");
  visitor.integer("width", options.width, {1, 1024}, "Values per numeric input.");
  visitor.integer("bins", options.bins, {2, 4096},
                  "ple: bins per numeric input at most, by quantiles of the training rows.");
  visitor.boolean("spread_bins", options.spread_bins,
                  "ple: a value that many rows share takes one bin, and the others get the rest.");
  visitor.integer("frequencies", options.frequencies, {1, 4096},
                  "pbld, plr-lite: frequencies per numeric input.");
  visitor.real("frequency_scale", options.frequency_scale, kPositive,
               "pbld, plr-lite: deviation of the frequencies at the start.");
  visitor.end_section();
}

}  // namespace

void describe(FieldVisitor& visitor, AutoOptions& options) {
  visitor.choice("effort", options.effort, {"fast", "default", "best"},
                 "auto: how much time to spend; default is about ten times fast.");
}

void describe(FieldVisitor& visitor, DenseOptions& options) {
  visitor.integers("hidden", options.hidden, kWidth,
                   "Widths of the hidden layers; [] is linear or logistic regression.");
  visitor.choice("activation", options.activation, activations(), "Behind each hidden layer.");
  visitor.real("dropout", options.dropout, kDropout,
               "Share of the activations dropped behind each hidden layer while training.");
  visitor.boolean("batch_norm", options.batch_norm,
                  "Batch normalisation between each hidden layer and its activation.");
  describe_embedding(visitor, options.embedding);
}

void describe(FieldVisitor& visitor, ResNetOptions& options) {
  visitor.integer("blocks", options.blocks, {1, 1000}, "Residual blocks.");
  visitor.integer("width", options.width, kWidth, "Values between the blocks.");
  visitor.real("hidden_factor", options.hidden_factor, kPositive,
               "Width inside a block, as a multiple of width.");
  visitor.real("dropout", options.dropout, kDropout,
               "Share of the activations dropped inside a block while training.");
  visitor.real("residual_dropout", options.residual_dropout, kDropout,
               "Share of a block's answer dropped while training.");
  describe_embedding(visitor, options.embedding);
}

void describe(FieldVisitor& visitor, TabMOptions& options) {
  visitor.choice("variant", options.variant, {"mini", "full"},
                 "mini: members differ by a scale of the inputs; full: by scales of every layer.");
  visitor.integer("members", options.members, kMembers, "Members that share the net.");
  visitor.integer("blocks", options.blocks, {1, 1000}, "Hidden layers.");
  visitor.integer("width", options.width, kWidth, "Width of the hidden layers.");
  visitor.real("dropout", options.dropout, kDropout,
               "Share of the activations dropped behind each hidden layer while training.");
  visitor.choice(
      "batches", options.batches, {"own", "shared"},
      "own: each member trains in a row order of its own; shared: all in one (cheaper).");
  describe_embedding(visitor, options.embedding);
}

void describe(FieldVisitor& visitor, RealMlpOptions& options) {
  std::vector<std::string> choices = activations();
  choices.insert(choices.begin(), "auto");
  visitor.integers("hidden", options.hidden, kWidth, "Widths of the hidden layers.");
  visitor.choice("activation", options.activation, choices,
                 "Behind each hidden layer; auto: selu for classes, mish for numbers.");
  visitor.boolean("parametric_activation", options.parametric_activation,
                  "Each unit learns how much of the activation it takes.");
  visitor.boolean("scale", options.scale, "A learned factor per input before the first layer.");
  visitor.real("dropout", options.dropout, kDropout,
               "Share of the activations dropped behind each hidden layer while training.");
  visitor.choice("init", options.init, {"data", "normal"},
                 "First weights: fitted to the training rows' pre-activations, or N(0, 1).");
  visitor.integer("one_hot_limit", options.one_hot_limit, {0, 1000000},
                  "Categorical columns of more levels get a learned embedding.");
  visitor.integer("category_width", options.category_width, {1, 1024}, "Of such an embedding.");
  visitor.integer("members", options.members, kMembers,
                  "Nets of their own weights and row orders, trained side by side and averaged.");
  describe_embedding(visitor, options.embedding);
}

}  // namespace mlrun
