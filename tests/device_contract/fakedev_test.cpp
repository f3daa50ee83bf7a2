// The fake accelerator itself: it must refuse what a real one refuses, or it proves nothing.

#include <ATen/DeviceAccelerator.h>
#include <ATen/native/CPUFallback.h>
#include <sys/wait.h>
#include <torch/types.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>

#include "device_contract/plugin.h"

using namespace mlrun::test;
using Catch::Contains;

namespace {

at::Tensor on_device(const at::Tensor& tensor) { return tensor.to(kFake); }

// How a child process that runs `action` ends: the signal, 0 for none.
template <class Action>
int signal_of(const Action& action) {
  const pid_t child = fork();
  if (child == 0) {
    std::signal(SIGSEGV, SIG_DFL);
    action();
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

}  // namespace

TEST_CASE("the device is there, once") {
  CHECK(at::getAccelerator() == c10::DeviceType::PrivateUse1);
  CHECK(at::accelerator::deviceCount() == 1);
  CHECK(at::Device("fakedev:0") == kFake);
  CHECK(torch::empty({2}, at::Device("fakedev")).device() == kFake);
}

TEST_CASE("another device index is refused wherever it is named") {
  const at::Device second("fakedev:1");
  const auto sentence = Contains("invalid device ordinal");
  CHECK_THROWS_WITH(torch::empty({2}, second), sentence);
  CHECK_THROWS_WITH(torch::ones({2}).to(second), sentence);
  CHECK_THROWS_WITH(at::accelerator::setDeviceIndex(1), sentence);
  CHECK_THROWS_WITH(at::accelerator::synchronizeDevice(1), sentence);
  CHECK_THROWS_WITH(at::accelerator::getMemoryInfo(1), sentence);
  CHECK_THROWS_AS(torch::empty({2}, second), c10::AcceleratorError);
}

TEST_CASE("values survive the way there and back") {
  const at::Tensor home = torch::arange(12).view({3, 4}).t();
  const at::Tensor away = on_device(home);
  CHECK(away.to(at::kCPU).equal(home));
  CHECK((away + 1).narrow(0, 1, 2).to(at::kCPU).equal((home + 1).narrow(0, 1, 2)));
  CHECK(away.sum().item<int64_t>() == 66);
}

TEST_CASE("the host cannot touch the device's memory") {
  const at::Tensor away = on_device(torch::ones({4}));
  CHECK(signal_of([&] { (void)*static_cast<volatile const char*>(away.const_data_ptr()); }) ==
        SIGSEGV);
  CHECK(signal_of([&] { *static_cast<volatile char*>(away.data_ptr()) = 1; }) == SIGSEGV);
  CHECK(signal_of([&] { (void)(away + 1).to(at::kCPU); }) == 0);
}

TEST_CASE("tensors of two devices do not mix") {
  const at::Tensor home = torch::ones({3, 3});
  const at::Tensor away = on_device(home);
  const auto sentence = Contains("same device");
  CHECK_THROWS_WITH(away + home, sentence);
  CHECK_THROWS_WITH(home + away, sentence);
  CHECK_THROWS_WITH(away.matmul(home), sentence);
  CHECK_THROWS_WITH(away.index_select(0, torch::tensor({0, 1})), sentence);
  CHECK_THROWS_WITH(at::cat({away, home}), sentence);
  CHECK_THROWS_WITH(at::linear(away, home), sentence);
  CHECK_THROWS_WITH(at::mse_loss(away, home), sentence);
  CHECK_THROWS_WITH(at::where(home > 0, away, away), sentence);
}

TEST_CASE("a number on the host is a number, but not in a list") {
  const at::Tensor away = on_device(torch::ones({3}));
  CHECK((away * torch::tensor(2.0)).sum().item<float>() == 6);
  CHECK_THROWS_WITH(at::stack({away.sum(), torch::tensor(2.0F)}), Contains("same device"));
  std::vector<at::Tensor> parameter{away};
  std::vector<at::Tensor> gradient{on_device(torch::ones({3}))};
  std::vector<at::Tensor> first{on_device(torch::zeros({3}))};
  std::vector<at::Tensor> second{on_device(torch::zeros({3}))};
  std::vector<at::Tensor> steps{torch::ones({})};
  CHECK_THROWS_WITH(at::_fused_adamw_(parameter, gradient, first, second, {}, steps, 0.1, 0.9, 0.99,
                                      0.0, 1e-8, false, false),
                    Contains("same device"));
}

TEST_CASE("running statistics are written") {
  const at::Tensor x = torch::rand({8, 3});
  const auto options = at::TensorOptions(kFake);
  const at::Tensor mean = torch::zeros({3}, options);
  const at::Tensor variance = torch::ones({3}, options);
  const at::Tensor weight = torch::ones({3}, options);
  at::batch_norm(on_device(x), weight, torch::zeros({3}, options), mean, variance, true, 1.0, 1e-5,
                 false);
  CHECK(mean.to(at::kCPU).allclose(x.mean(0)));
  CHECK(variance.to(at::kCPU).allclose(x.var(0)));
}

TEST_CASE("draws are the CPU generator's") {
  torch::manual_seed(3);
  const at::Tensor home = torch::rand({5});
  torch::manual_seed(3);
  CHECK(torch::rand({5}, at::TensorOptions(kFake)).to(at::kCPU).equal(home));
}

TEST_CASE("autograd runs on the device") {
  const at::Tensor w = on_device(torch::full({3}, 2.0)).requires_grad_();
  (w * w).sum().backward();
  CHECK(w.grad().device() == kFake);
  CHECK(w.grad().to(at::kCPU).equal(torch::full({3}, 4.0)));
}

TEST_CASE("memory is counted, given back and limited") {
  constexpr int64_t kMiB = 1 << 20;
  const size_t before = fakedev().live_bytes();
  {
    const at::Tensor tensor = torch::empty({4 * kMiB}, at::TensorOptions(kFake).dtype(at::kByte));
    CHECK(fakedev().live_bytes() == before + 4 * kMiB);
  }
  CHECK(fakedev().live_bytes() == before);
  CHECK(fakedev().peak_bytes() >= before + 4 * kMiB);
  fakedev().reset_peak();
  CHECK(fakedev().peak_bytes() == before);

  const MemoryLimit limit(before + 16 * kMiB);
  const auto [free, total] = at::accelerator::getMemoryInfo(0);
  CHECK(free == 16 * kMiB);
  CHECK(total == before + 16 * kMiB);
  const auto bytes = at::TensorOptions(kFake).dtype(at::kByte);
  CHECK_THROWS_AS(torch::empty({20 * kMiB}, bytes), c10::OutOfMemoryError);
  CHECK_THROWS_WITH(
      torch::empty({20 * kMiB}, bytes),
      Contains("out of memory. Tried to allocate 20.00 MiB. ") && Contains("16.00 MiB is free"));
  CHECK_NOTHROW(torch::empty({16 * kMiB}, bytes));
}

TEST_CASE("freed pieces are joined again") {
  const auto bytes = at::TensorOptions(kFake).dtype(at::kByte);
  const size_t before = fakedev().live_bytes();
  std::vector<at::Tensor> pieces;
  for (int i = 0; i < 64; ++i) pieces.push_back(torch::empty({1 << 20}, bytes));
  for (size_t i = 0; i < 64; i += 2) pieces[i].reset();
  for (size_t i = 1; i < 64; i += 2) pieces[i].reset();
  CHECK(fakedev().live_bytes() == before);
  CHECK_NOTHROW(torch::empty({int64_t{3} << 30}, bytes));
}

TEST_CASE("operations are counted, views and allocations are not") {
  const at::Tensor away = on_device(torch::ones({2, 3}));
  const uint64_t start = fakedev().operations();
  (void)away.view({3, 2}).t().narrow(0, 0, 1);
  (void)torch::empty({2}, at::TensorOptions(kFake));
  CHECK(fakedev().operations() == start);
  (void)(away + away);
  CHECK(fakedev().operations() == start + 1);
  (void)away.to(at::kCPU);
  CHECK(fakedev().operations() == start + 2);
  (void)away.sum().item<float>();
  CHECK(fakedev().operations() == start + 4);
}

TEST_CASE("a fault comes at its operation and stays") {
  const at::Tensor away = on_device(torch::ones({2}));
  {
    const Fault fault(2);
    CHECK_NOTHROW(away + 1);
    CHECK_THROWS_AS(away + 1, c10::AcceleratorError);
    CHECK_THROWS_AS(away.to(at::kCPU), c10::AcceleratorError);
    CHECK_THROWS_AS(at::accelerator::synchronizeDevice(0), c10::AcceleratorError);
  }
  CHECK_NOTHROW(away + 1);
  CHECK_NOTHROW(at::accelerator::synchronizeDevice(0));
}

TEST_CASE("a stream may be recorded, a device waited for") {
  const at::Tensor away = on_device(torch::ones({2}));
  CHECK_NOTHROW(away.record_stream(at::accelerator::getCurrentStream(0)));
  CHECK_NOTHROW(at::accelerator::synchronizeDevice(0));
  CHECK_NOTHROW(at::accelerator::emptyCache());
  CHECK(at::accelerator::getDeviceStats(0).allocated_bytes[0].current ==
        static_cast<int64_t>(fakedev().live_bytes()));
}
