#include "predict/native_dense.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/error.h"
#include "kernels/products.h"
#include "predict/nets.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

ModelDescription described(const DenseOptions& options, int64_t outputs = 1) {
  return {options, mixed_layout(), outputs, outputs > 1};
}

// One row through a net in double precision, in the plain way: one-hot, product, batch norm, ReLU.
std::vector<double> exactly(const DenseOptions& options, const StateDict& state,
                            const FeatureLayout& layout, const Features& rows, size_t row) {
  const auto dense = static_cast<size_t>(layout.dense_width());
  std::vector<double> x(rows.dense.begin() + static_cast<std::ptrdiff_t>(row * dense),
                        rows.dense.begin() + static_cast<std::ptrdiff_t>((row + 1) * dense));
  for (size_t c = 0; c < layout.cardinalities.size(); ++c) {
    const int32_t code = rows.codes[row * layout.cardinalities.size() + c];
    for (int32_t level = 0; level < layout.cardinalities[c]; ++level) x.push_back(level == code);
  }
  const auto product = [&](const std::string& path) {
    const auto weight = state.at(path + ".weight").doubles();
    auto sums = state.at(path + ".bias").doubles();
    for (size_t o = 0; o < sums.size(); ++o) {
      for (size_t i = 0; i < x.size(); ++i) sums[o] += weight[o * x.size() + i] * x[i];
    }
    x = sums;
  };
  for (size_t i = 0; i < options.hidden.size(); ++i) {
    const std::string at = std::to_string(i);
    product("hidden_" + at);
    for (size_t o = 0; o < x.size(); ++o) {
      if (options.batch_norm) {
        const auto of = [&](const char* name) {
          return state.at("norm_" + at + "." + name).doubles()[o];
        };
        x[o] = (x[o] - of("running_mean")) / std::sqrt(of("running_var") + 1e-5) * of("weight") +
               of("bias");
      }
      x[o] = std::max(x[o], 0.0);
    }
  }
  product("output");
  return x;
}

void check_net(const DenseOptions& options, int64_t outputs) {
  Random random(7, "net");
  const ModelDescription description = described(options, outputs);
  const StateDict state = dense_state(options, description, random);
  const Features rows = drawn_features(description.layout, 210, random);
  for (const Instructions set : sets_here()) {
    const NativeDense net(options, description, state, set);
    std::vector<float> got(210 * static_cast<size_t>(outputs));
    net.forward(rows, 0, 210, got.data());
    for (size_t row = 0; row < 210; ++row) {
      const auto wanted = exactly(options, state, description.layout, rows, row);
      for (size_t k = 0; k < wanted.size(); ++k) {
        REQUIRE(got[row * wanted.size() + k] == Approx(wanted[k]).epsilon(1e-4).margin(1e-4));
      }
    }
  }
}

struct Part {
  int64_t first, count;
};

// Rows asked for by parts have the bits that they have among all of so many.
void check_parts(const DenseOptions& options, int64_t outputs, int64_t count,
                 const std::vector<Part>& parts) {
  Random random(8, "rows");
  const ModelDescription description = described(options, outputs);
  const StateDict state = dense_state(options, description, random);
  const Features rows = drawn_features(description.layout, count, random);
  for (const Instructions set : sets_here()) {
    const NativeDense net(options, description, state, set);
    const auto answers = [&](const Part& part) {
      std::vector<float> out(static_cast<size_t>(part.count * outputs));
      net.forward(rows, part.first, part.count, out.data());
      return out;
    };
    const auto all = answers({0, count});
    for (const Part& part : parts) {
      const auto got = answers(part);
      REQUIRE(std::equal(got.begin(), got.end(), all.begin() + part.first * outputs));
    }
  }
}

}  // namespace

TEST_CASE("nets of all depths agree with double precision") {
  for (const bool batch_norm : {false, true}) {
    check_net({.hidden = {}, .batch_norm = batch_norm}, 1);
    check_net({.hidden = {1}, .batch_norm = batch_norm}, 1);
    check_net({.hidden = {33, 7, 20}, .batch_norm = batch_norm}, 1);
    check_net({.hidden = {64}, .batch_norm = batch_norm}, 5);
  }
}

TEST_CASE("a row's answer does not depend on which rows are asked for") {
  std::vector<Part> parts;
  for (const int64_t count : {1, 12, 95, 97, 511}) {
    for (const int64_t first : {0, 3, 100, 489}) parts.push_back({first, count});
  }
  check_parts({.hidden = {40, 300, 24}, .activation = "gelu", .batch_norm = true}, 3, 1000, parts);
}

TEST_CASE("rows that are answered in another order get their own answers") {
  std::vector<Part> parts{{790, 300}};
  for (int64_t row = 0; row < 1100; ++row) parts.push_back({row, 1});
  // Behind a relu there are 128 x 128 products: from so many on rows are put in order.
  check_parts({.hidden = {128, 128}}, 2, 1100, parts);
  check_net({.hidden = {130, 160}, .batch_norm = true}, 3);
}

TEST_CASE("tensors that do not fit are refused before anything is made of them") {
  Random random(9, "damage");
  const DenseOptions options{.hidden = {4}, .batch_norm = true};
  const ModelDescription description = described(options);
  const StateDict good = dense_state(options, description, random);
  const auto refused = [&](const StateDict& state, ModelDescription of) {
    try {
      const NativeDense net(options, of, state, host_instructions());
    } catch (const Error& error) {
      return error.kind() == ErrorKind::kModel;
    }
    return false;
  };
  CHECK_FALSE(refused(good, description));
  for (const auto& [path, tensor] : good) {
    INFO(path);
    StateDict missing = good;
    missing.erase(path);
    CHECK(refused(missing, description));
    StateDict reshaped = good;
    reshaped[path].shape.push_back(1);
    CHECK(refused(reshaped, description));
    StateDict typed = good;
    typed[path].dtype = Dtype::kI32;
    CHECK(refused(typed, description));
  }
  StateDict more = good;
  more["hidden_1.bias"] = good.at("output.bias");
  CHECK(refused(more, description));
  ModelDescription wider = description;
  wider.outputs = int64_t{1} << 60;
  CHECK(refused(good, wider));
}
