#include "predict/native_runtime.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <thread>

#include "core/error.h"
#include "predict/nets.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

// Logits that are the dense inputs.
class Echo final : public NativeNet {
 public:
  void forward(const Features& rows, int64_t, int64_t, float* out) const override {
    std::copy(rows.dense.begin(), rows.dense.end(), out);
  }
};

std::vector<float> echoed(bool classes, const std::vector<float>& logits, int64_t outputs) {
  const ModelDescription description{DenseOptions{}, {}, outputs, classes};
  const NativeRuntime runtime(std::make_unique<Echo>(), description);
  return runtime.answer({static_cast<int64_t>(logits.size()) / outputs, logits, {}});
}

}  // namespace

TEST_CASE("classes are answered by probabilities, targets as they are") {
  CHECK(echoed(false, {1.5F, -2}, 1) == std::vector<float>{1.5F, -2});
  CHECK(echoed(true, {3, 3, 200, -200}, 2) == std::vector<float>{0.5F, 0.5F, 1, 0});
  const auto three = echoed(true, {0, 1, 2}, 3);
  const double sum = 1 + std::exp(1.0) + std::exp(2.0);
  CHECK(three[0] == Approx(1 / sum).epsilon(1e-6));
  CHECK(three[2] == Approx(std::exp(2.0) / sum).epsilon(1e-6));
}

TEST_CASE("what it says of itself") {
  const NativeRuntime runtime(std::make_unique<Echo>(), {DenseOptions{}, {}, 1, false});
  CHECK(runtime.description() == "native on cpu");
  CHECK(runtime.device() == "cpu");
  CHECK(runtime.concurrent());
  CHECK(runtime.answer({0, {}, {}}).empty());
}

TEST_CASE("several threads are answered at once, each as if it were alone") {
  Random random(1, "threads");
  const DenseOptions options{.hidden = {64, 32}};
  const ModelDescription description{options, mixed_layout(), 3, true};
  const auto runtime = make_native_runtime(description, dense_state(options, description, random));
  REQUIRE(runtime != nullptr);
  const Features rows = drawn_features(description.layout, 500, random);
  const auto wanted = runtime->answer(rows);
  const auto last = runtime->answer(rows_of(rows, description.layout, 499, 1));
  CHECK(std::equal(last.begin(), last.end(), wanted.end() - 3));
  std::vector<int> same(4);
  std::vector<std::thread> threads;
  for (int& mine : same) {
    threads.emplace_back([&] {
      for (int i = 0; i < 10; ++i) mine += runtime->answer(rows) == wanted;
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(same == std::vector<int>(4, 10));
}

TEST_CASE("MLRUN_CPU takes less of the processor, never more") {
  CHECK(choose_instructions(nullptr) == host_instructions());
  CHECK(choose_instructions("") == host_instructions());
  CHECK(choose_instructions("baseline") == Instructions::kBaseline);
  CHECK_THROWS_WITH(choose_instructions("sse"),
                    "MLRUN_CPU: expected baseline, avx2, avx512 or avx512_bf16, got \"sse\"");
  for (const char* set : {"avx2", "avx512", "avx512_bf16"}) {
    if (host_has(*instructions_named(set))) {
      CHECK(name(choose_instructions(set)) == set);
    } else {
      CHECK_THROWS_AS(choose_instructions(set), Error);
    }
  }
}
