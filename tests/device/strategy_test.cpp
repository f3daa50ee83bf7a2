#include "device/strategy.h"

#include <torch/types.h>

#include <catch2/catch.hpp>

using namespace mlrun;

namespace {

// Two ranks that hold the same values: a sum doubles them, a broadcast brings rank 0's 7.
class Twins final : public ProcessGroup {
 public:
  int rank() const override { return 1; }
  int world() const override { return 2; }
  void broadcast(std::vector<at::Tensor>& tensors) override {
    for (auto& tensor : tensors) tensor.fill_(7);
  }
  void sum(at::Tensor& flat) override {
    ++sums;
    flat.mul_(2);
  }
  void barrier() override {}
  void drain() override { ++drained; }
  static inline int sums = 0;
  static inline int drained = 0;
};

}  // namespace

TEST_CASE("shares of a batch are contiguous, cover it and differ by one row at most") {
  for (const int64_t rows : {1, 2, 7, 64, 100}) {
    for (const int64_t parts : {1, 2, 3, 8}) {
      int64_t next = 0;
      for (int64_t i = 0; i < parts; ++i) {
        const BatchShare share = share_of(rows, i, parts);
        CHECK(share.begin == next);
        CHECK((share.count == rows / parts || share.count == rows / parts + 1));
        next += share.count;
      }
      CHECK(next == rows);
    }
  }
}

TEST_CASE("one device shares nothing") {
  const Strategy one;
  const at::Tensor x = torch::ones({2});
  one.sum({x});
  one.broadcast({x});
  CHECK(x.equal(torch::ones({2})));
  one.drain();
  CHECK(one.agree(3.5) == 3.5);
  CHECK((one.rank() == 0 && one.world() == 1));
}

TEST_CASE("ranks add up many tensors in one message, in place") {
  const Strategy two(std::make_unique<Twins>());
  const at::Tensor a = torch::ones({2, 3});
  const at::Tensor b = torch::full({}, 5.0F);
  Twins::sums = 0;
  two.sum({a, b});
  CHECK(Twins::sums == 1);
  CHECK(a.equal(torch::full({2, 3}, 2.0F)));
  two.drain();
  CHECK(Twins::drained == 1);
  CHECK(b.item<float>() == 10);
}

TEST_CASE("ranks take the values of rank 0, parameters that ask for a gradient too") {
  const Strategy two(std::make_unique<Twins>());
  const at::Tensor weight = torch::ones({2}).requires_grad_();
  two.broadcast({weight});
  CHECK(weight.equal(torch::full({2}, 7.0F)));
  CHECK(two.agree(1) == 7);
}
