#include "predict/model_size.h"

namespace mlrun {
namespace {

// Adds up the layers of a net, front to back.
class Layers {
 public:
  // What stands in front of the first layer: embedded numeric inputs and the rest.
  Layers(const FeatureLayout& layout, const EmbeddingOptions& embedding, double coded_width,
         double copies)
      : copies_(copies) {
    const auto numeric = static_cast<double>(layout.numeric.size());
    width_ = static_cast<double>(layout.indicators.size()) + coded_width;
    if (embedding.type == "none") {
      width_ += numeric;
      return;
    }
    const auto width = static_cast<double>(embedding.width);
    const auto terms =
        static_cast<double>(embedding.type == "ple" ? embedding.bins : embedding.frequencies);
    width_ += numeric * width;
    size_.parameters += copies * numeric * (terms * width + 2 * terms);
    size_.products += copies * numeric * terms * width;
  }

  // A layer that all copies share counts its parameters once.
  void linear(double out, bool shared) {
    size_.parameters += (shared ? 1 : copies_) * (width_ + 1) * out;
    size_.products += copies_ * width_ * out;
    width_ = out;
  }
  void scale() { size_.parameters += copies_ * width_; }
  ModelSize size() const { return size_; }

 private:
  double copies_;
  double width_ = 0;
  ModelSize size_;
};

double one_hots(const FeatureLayout& layout) {
  return static_cast<double>(layout.one_hot_width() - layout.dense_width());
}

double coded_width(const FeatureLayout& layout, const RealMlpOptions& options) {
  double width = 0;
  for (const int64_t levels : layout.cardinalities) {
    width += static_cast<double>(levels > options.one_hot_limit ? options.category_width : levels);
  }
  return width;
}

ModelSize size_of_net(const DenseOptions& options, const ModelDescription& net) {
  Layers layers(net.layout, options.embedding, one_hots(net.layout), 1);
  for (const int64_t width : options.hidden) layers.linear(static_cast<double>(width), true);
  layers.linear(static_cast<double>(net.outputs), true);
  return layers.size();
}

ModelSize size_of_net(const ResNetOptions& options, const ModelDescription& net) {
  const auto width = static_cast<double>(options.width);
  Layers layers(net.layout, options.embedding, one_hots(net.layout), 1);
  layers.linear(width, true);
  for (int64_t i = 0; i < options.blocks; ++i) {
    layers.linear(width * options.hidden_factor, true);
    layers.linear(width, true);
  }
  layers.linear(static_cast<double>(net.outputs), true);
  return layers.size();
}

ModelSize size_of_net(const TabMOptions& options, const ModelDescription& net) {
  Layers layers(net.layout, options.embedding, one_hots(net.layout),
                static_cast<double>(options.members));
  layers.scale();
  for (int64_t i = 0; i < options.blocks; ++i) {
    layers.linear(static_cast<double>(options.width), true);
    if (options.variant == "full") layers.scale();
  }
  layers.linear(static_cast<double>(net.outputs), false);
  return layers.size();
}

ModelSize size_of_net(const RealMlpOptions& options, const ModelDescription& net) {
  Layers layers(net.layout, options.embedding, coded_width(net.layout, options),
                static_cast<double>(options.members));
  if (options.scale) layers.scale();
  for (const int64_t width : options.hidden) layers.linear(static_cast<double>(width), false);
  layers.linear(static_cast<double>(net.outputs), false);
  return layers.size();
}

// A choice among nets has no size of its own.
ModelSize size_of_net(const AutoOptions&, const ModelDescription&) { return {}; }

}  // namespace

ModelSize size_of(const ModelDescription& description) {
  return std::visit([&](const auto& options) { return size_of_net(options, description); },
                    description.config);
}

}  // namespace mlrun
