#include "plan/search_space.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <initializer_list>

#include "core/error.h"

namespace mlrun {
namespace {

constexpr double kWidthRoom = 1.6;  // of 640: the papers' 1024
constexpr int64_t kLeastWidth = 64;
constexpr int64_t kWidthStep = 16;

// Draws from one generator, in the order in which they are asked for.
class Draw {
 public:
  explicit Draw(Random& random) : random_(random) {}

  int64_t integer(int64_t low, int64_t high, int64_t step = 1) {
    const auto choices = static_cast<uint64_t>((high - low) / step + 1);
    return low + step * static_cast<int64_t>(random_.below(choices));
  }
  double uniform(double low, double high) { return rounded(random_.uniform(low, high)); }
  double log_uniform(double low, double high) {
    return rounded(std::exp(random_.uniform(std::log(low), std::log(high))));
  }
  bool heads() { return random_.below(2) == 0; }
  // Either nothing or something, half the time each.
  double zero_or_uniform(double low, double high) { return heads() ? 0 : uniform(low, high); }
  double zero_or_log_uniform(double low, double high) {
    return heads() ? 0 : log_uniform(low, high);
  }
  // Of several, each with its share.
  template <class T>
  T one_of(std::initializer_list<std::pair<T, double>> choices) {
    double left = random_.uniform();
    for (const auto& [choice, share] : choices) {
      left -= share;
      if (left < 0) return choice;
    }
    return std::prev(choices.end())->first;
  }

 private:
  // Three digits: what a person would type again.
  static double rounded(double value) {
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, value, std::chars_format::general, 3);
    double read = 0;
    std::from_chars(text, end.ptr, read);
    return read;
  }

  Random& random_;
};

int64_t random_width(int64_t base, Draw& draw) {
  const auto most = static_cast<int64_t>(static_cast<double>(base) * kWidthRoom);
  return draw.integer(kLeastWidth, std::max(most, kLeastWidth), kWidthStep);
}

void add_ple(Json& model, Draw& draw) {
  model["embedding"]["width"] = draw.integer(8, 32, 4);
  model["embedding"]["bins"] = draw.integer(2, 128);
}

Json optimizer(double lr, double weight_decay) {
  return {{"optimizer", {{"lr", lr}, {"weight_decay", weight_decay}}}};
}

Json settings_of(const DenseOptions& base, Draw& draw) {
  const bool embedded = base.embedding.type != "none";
  const auto layers = static_cast<size_t>(draw.integer(1, embedded ? 5 : 6));
  const int64_t widest =
      base.hidden.empty() ? 640 : *std::max_element(base.hidden.begin(), base.hidden.end());
  Json model{{"hidden", std::vector<int64_t>(layers, random_width(widest, draw))},
             {"dropout", draw.zero_or_uniform(0, 0.5)}};
  if (base.embedding.type == "ple") add_ple(model, draw);
  const double lr = draw.log_uniform(3e-5, 1e-3);
  return {{"model", model}, {"train", optimizer(lr, draw.zero_or_log_uniform(1e-4, 0.1))}};
}

Json settings_of(const ResNetOptions& base, Draw& draw) {
  Json model{{"blocks", draw.integer(1, 8)},
             {"width", draw.integer(64, 512)},
             {"hidden_factor", draw.uniform(1, 4)},
             {"dropout", draw.uniform(0, 0.5)},
             {"residual_dropout", draw.zero_or_uniform(0, 0.5)}};
  if (base.embedding.type == "ple") add_ple(model, draw);
  const double lr = draw.log_uniform(1e-5, 1e-2);
  return {{"model", model}, {"train", optimizer(lr, draw.zero_or_log_uniform(1e-6, 1e-3))}};
}

Json settings_of(const TabMOptions& base, Draw& draw) {
  Json model{{"blocks", draw.integer(1, 4)},
             {"width", random_width(base.width, draw)},
             {"dropout", draw.zero_or_uniform(0, 0.5)}};
  if (base.embedding.type == "ple") add_ple(model, draw);
  const double lr = draw.log_uniform(1e-4, 5e-3);
  return {{"model", model}, {"train", optimizer(lr, draw.zero_or_log_uniform(1e-4, 0.1))}};
}

Json settings_of(const RealMlpOptions&, Draw& draw) {
  using Widths = std::vector<int64_t>;
  Json model{{"hidden", draw.one_of<Widths>(
                            {{Widths(3, 256), 0.6}, {Widths(5, 64), 0.2}, {Widths{512}, 0.2}})},
             {"activation",
              draw.one_of<std::string>({{"relu", 1 / 3.0}, {"selu", 1 / 3.0}, {"mish", 1 / 3.0}})},
             {"scale", draw.one_of<bool>({{true, 0.6}, {false, 0.4}})},
             {"dropout", draw.one_of<double>({{0.0, 0.3}, {0.15, 0.5}, {0.3, 0.2}})}};
  model["embedding"] = {{"type", draw.heads() ? "none" : "pbld"},
                        {"frequency_scale", draw.log_uniform(0.05, 0.5)}};
  const double lr = draw.log_uniform(2e-2, 0.3);
  return {{"model", model}, {"train", optimizer(lr, draw.heads() ? 0.0 : 0.02)}};
}

Json settings_of(const AutoOptions&, Draw&) {
  throw Error(ErrorKind::kUsage, "a search needs nets, not auto");
}

}  // namespace

Json random_settings(const TrainConfig& base, Random& random) {
  Draw draw(random);
  return std::visit([&draw](const auto& options) { return settings_of(options, draw); },
                    base.model);
}

}  // namespace mlrun
