#include "model/layer_proof.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/randn.h>
#include <torch/types.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <mutex>
#include <sstream>

#include "core/log.h"
#include "model/layers_at_once.h"

namespace mlrun {
namespace {

// Enough rows that sums over them go by parts, with a rest; a layer of more columns than a block of
// threads has.
constexpr int64_t kRows = 2101;
constexpr int64_t kMembers = 5;
constexpr int64_t kWidths[] = {20, 32, 24, 136};

// What members have of their own.
enum class Own { kNothing, kEnds, kRowsToo };

struct Numbers {
  LayerStack stack;
  at::Tensor grad;  // of the output
};

Numbers draw_numbers(Own own) {
  const bool of_members = own != Own::kNothing;
  const at::Generator generator = at::make_generator<at::CPUGeneratorImpl>(1);
  const auto draw = [&](at::IntArrayRef sizes) {
    const auto options = at::TensorOptions().dtype(at::kDouble);
    return at::randn(sizes, generator, options);
  };
  const auto leaf = [&](at::IntArrayRef sizes, double scale) {
    return (draw(sizes) * scale).requires_grad_();
  };
  const int64_t n = of_members ? kRows / kMembers : kRows;
  const int64_t each = own == Own::kRowsToo ? kMembers : 1;
  Numbers numbers{{leaf({n, each, kWidths[0]}, 1), {}, {}, {}}, {}};
  for (size_t i = 1; i < std::size(kWidths); ++i) {
    numbers.stack.layers.push_back(
        {leaf({kWidths[i], kWidths[i - 1]}, 0.25), leaf({kWidths[i]}, 1)});
  }
  const int64_t width = kWidths[std::size(kWidths) - 1];
  numbers.grad = draw({n, of_members ? kMembers : 1, of_members ? 1 : width});
  if (!of_members) return numbers;
  numbers.stack.factors = leaf({kMembers, kWidths[0]}, 1);
  numbers.stack.heads = {leaf({kMembers, width}, 0.25), leaf({kMembers}, 1)};
  return numbers;
}

// The output, and all gradients.
using Results = std::vector<at::Tensor>;

Results results_of(const Numbers& numbers, const at::Tensor& y) {
  y.backward(numbers.grad);
  Results results = {y.detach(), numbers.stack.x.grad()};
  for (const auto& leaf : numbers.stack.parameters()) results.push_back(leaf.grad());
  return results;
}

// What is right. A relu that opens by a rounding moves gradients far more than the rounding itself:
// rows with a sum so near 0 get no gradient.
Results in_double(Numbers& numbers) {
  constexpr double kNear = 1e-4;
  const LayerStack& stack = numbers.stack;
  at::Tensor y = stack.factors.defined() ? stack.x * stack.factors : stack.x;
  at::Tensor far = at::ones({y.size(0), y.size(1), 1}, at::kDouble);
  for (const auto& layer : stack.layers) {
    const at::Tensor sums = at::linear(y, layer.weight, layer.bias);
    far = far * (sums.detach().abs().amin({2}, true) > kNear);
    y = sums.relu();
  }
  if (stack.factors.defined()) {
    y = (y * stack.heads.weight).sum(2, true) + stack.heads.bias.unsqueeze(1);
  }
  numbers.grad = numbers.grad * far;
  return results_of(numbers, y);
}

Results on_device(const LayerApi& api, const Numbers& numbers, const at::Device& device,
                  int64_t p) {
  const auto there = [&](const at::Tensor& values) {
    if (!values.defined()) return values;
    return values.detach().to(at::kFloat).to(device).requires_grad_();
  };
  const LayerStack& here = numbers.stack;
  Numbers moved{
      {there(here.x), there(here.factors), {}, {there(here.heads.weight), there(here.heads.bias)}},
      there(numbers.grad).detach()};
  for (const auto& layer : here.layers) {
    moved.stack.layers.push_back({there(layer.weight), there(layer.bias)});
  }
  return results_of(moved, layers_at_once(api, moved.stack, p, 0));
}

double largest_distance(const Results& got, const Results& wanted) {
  double largest = 0;
  for (size_t i = 0; i < wanted.size(); ++i) {
    const at::Tensor difference = got[i].cpu().to(at::kDouble) - wanted[i];
    const double distance = (difference.norm() / wanted[i].norm()).item<double>();
    if (std::isnan(distance)) return distance;
    largest = std::max(largest, distance);
  }
  return largest;
}

// A lost piece of fp32 is 1e-5 and more, rounding 1e-6 and less.
double tolerance(int64_t p) {
  constexpr double kWhole = 5e-6;
  constexpr double kCut = 0.2;  // a rounding of bfloat16 opens many a relu
  const bool cut = p == 1 || (p == 0 && at::globalContext().allowTF32CuBLAS());
  return cut ? kCut : kWhole;
}

bool hold(const LayerApi& api, const at::Device& device, int64_t p, std::string& said) {
  const at::AutoGradMode with_gradients(true);
  try {
    double largest = 0;
    for (const Own own : {Own::kNothing, Own::kEnds, Own::kRowsToo}) {
      Numbers numbers = draw_numbers(own);
      const Results wanted = in_double(numbers);
      const double distance = largest_distance(on_device(api, numbers, device, p), wanted);
      largest = std::isnan(distance) ? distance : std::max(largest, distance);
      if (std::isnan(largest)) break;
    }
    std::ostringstream text;
    text << "a distance of " << largest << " from double precision";
    said = text.str();
    return largest <= tolerance(p);
  } catch (const c10::OutOfMemoryError&) {
    throw;  // of the device as it is now, not of the way
  } catch (const std::exception& error) {
    said = error.what();
    return false;
  }
}

int64_t next_way(int64_t p) { return p == 2 ? 3 : 0; }

}  // namespace

bool pieces_hold(const LayerApi& api, const at::Device& device, int64_t p) {
  std::string said;
  const bool held = hold(api, device, p, said);
  log::debug("hidden layers by " + std::to_string(p) + " pieces on " + device.str() +
             (held ? " hold: " : " do not hold: ") + said.substr(0, said.find('\n')));
  return held;
}

std::optional<int64_t> proven_pieces(const LayerApi& api, const at::Device& device, int64_t p) {
  static std::mutex mutex;
  static std::map<std::pair<std::string, int64_t>, bool> known;
  const std::scoped_lock lock(mutex);
  while (true) {
    const std::pair<std::string, int64_t> key{device.str(), p};
    if (!known.contains(key)) known[key] = pieces_hold(api, device, p);
    if (known[key]) return p;
    if (p == 0) return std::nullopt;
    p = next_way(p);
  }
}

}  // namespace mlrun
