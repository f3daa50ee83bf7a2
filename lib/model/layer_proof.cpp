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

// Enough rows that sums over them go by parts, with a rest.
constexpr int64_t kRows = 2101;
constexpr int64_t kWidths[] = {20, 32, 24, 16};

struct Numbers {
  at::Tensor x;
  std::vector<at::Tensor> parameters;
  at::Tensor grad;
};

Numbers draw_numbers() {
  const at::Generator generator = at::make_generator<at::CPUGeneratorImpl>(1);
  const auto draw = [&](at::IntArrayRef sizes) {
    return at::randn(sizes, generator, at::TensorOptions().dtype(at::kDouble));
  };
  Numbers numbers{draw({kRows, 1, kWidths[0]}), {}, {}};
  for (size_t i = 1; i < std::size(kWidths); ++i) {
    numbers.parameters.push_back(draw({kWidths[i], kWidths[i - 1]}) / 4);
    numbers.parameters.push_back(draw({kWidths[i]}));
  }
  numbers.grad = draw({kRows, 1, kWidths[std::size(kWidths) - 1]});
  return numbers;
}

// The output, and the gradients of x and the parameters.
using Results = std::vector<at::Tensor>;

Results results_of(const Numbers& numbers, const at::Tensor& y) {
  y.backward(numbers.grad);
  Results results = {y.detach(), numbers.x.grad()};
  for (const auto& parameter : numbers.parameters) results.push_back(parameter.grad());
  return results;
}

// What is right. A relu that opens by a rounding moves gradients far more than the rounding itself:
// rows with a sum so near 0 get no gradient.
Results in_double(Numbers& numbers) {
  constexpr double kNear = 1e-4;
  numbers.x.requires_grad_();
  at::Tensor y = numbers.x;
  at::Tensor nearest = at::full({kRows}, kNear + 1, at::kDouble);
  for (size_t i = 0; i < numbers.parameters.size(); i += 2) {
    const at::Tensor sums = at::linear(y, numbers.parameters[i].requires_grad_(),
                                       numbers.parameters[i + 1].requires_grad_());
    nearest = at::minimum(nearest, sums.detach().abs().amax({1}).amin({1}));
    y = sums.relu();
  }
  numbers.grad = numbers.grad * (nearest > kNear).view({kRows, 1, 1});
  return results_of(numbers, y);
}

Results on_device(const LayerApi& api, const Numbers& numbers, const at::Device& device,
                  int64_t p) {
  const auto leaf = [&](const at::Tensor& values) {
    return values.detach().to(at::kFloat).to(device).requires_grad_();
  };
  Numbers there{leaf(numbers.x), {}, numbers.grad.to(at::kFloat).to(device)};
  for (const auto& parameter : numbers.parameters) there.parameters.push_back(leaf(parameter));
  return results_of(there, layers_at_once(api, there.x, there.parameters, p, 0));
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
    Numbers numbers = draw_numbers();
    const Results wanted = in_double(numbers);
    const double distance = largest_distance(on_device(api, numbers, device, p), wanted);
    std::ostringstream text;
    text << "a distance of " << distance << " from double precision";
    said = text.str();
    return distance <= tolerance(p);
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
    const auto [place, fresh] = known.try_emplace({device.str(), p}, false);
    if (fresh) place->second = pieces_hold(api, device, p);
    if (place->second) return p;
    if (p == 0) return std::nullopt;
    p = next_way(p);
  }
}

}  // namespace mlrun
