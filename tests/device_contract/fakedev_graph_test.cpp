// Recorded steps of the fake accelerator: replay equals eager, and what a recording would freeze or
// may not contain shows.

#include <ATen/DeviceAccelerator.h>
#include <torch/types.h>

#include <catch2/catch.hpp>

#include "device_contract/plugin.h"

using namespace mlrun::test;
using Catch::Contains;

namespace {

// Ends a recording whatever happens.
class Graph {
 public:
  Graph() : graph_(fakedev().graph_new()) {}
  ~Graph() { fakedev().graph_delete(graph_); }
  Graph(const Graph&) = delete;
  Graph& operator=(const Graph&) = delete;

  template <class Body>
  void capture(const Body& body) {
    fakedev().graph_begin(graph_);
    body();
    fakedev().graph_end(graph_);
  }
  // The error of a body that may not be recorded.
  template <class Body>
  std::string refusal(const Body& body) {
    std::string sentence;
    fakedev().graph_begin(graph_);
    try {
      body();
    } catch (const c10::AcceleratorError& error) {
      sentence = error.what_without_backtrace();
    }
    CHECK_THROWS_WITH(fakedev().graph_end(graph_), Contains("previous error during capture"));
    CHECK(size() == 0);
    return sentence;
  }
  void replay() { fakedev().graph_replay(graph_); }
  void reset() { fakedev().graph_reset(graph_); }
  size_t size() const { return fakedev().graph_size(graph_); }
  FakedevGraph* get() { return graph_; }

 private:
  FakedevGraph* graph_;
};

at::Tensor fake(const at::Tensor& tensor) { return tensor.to(kFake); }

// A net of one hidden layer with everything a step needs, at fixed addresses.
struct Step {
  explicit Step(const at::Device& device) {
    torch::manual_seed(1);
    x = torch::randn({6, 3}).to(device);
    y = torch::randn({6}).to(device);
    rows = torch::arange(4).to(device);
    lr = torch::full({}, 0.1F).to(device);
    for (const auto& shape : std::vector<std::vector<int64_t>>{{5, 3}, {5}, {1, 5}, {1}}) {
      parameters.push_back(torch::randn(shape).to(device).requires_grad_());
    }
    loss = torch::zeros({}).to(device);
  }
  // Forward, backward and a plain update.
  void run(double decay = 1.0) {
    for (auto& parameter : parameters) parameter.mutable_grad().reset();
    const at::Tensor hidden =
        at::relu(at::linear(x.index_select(0, rows), parameters[0], parameters[1]));
    const at::Tensor answers = at::linear(hidden, parameters[2], parameters[3]).squeeze(1);
    const at::Tensor now = at::mse_loss(answers, y.index_select(0, rows));
    now.backward();
    const torch::NoGradGuard no_grad;
    for (auto& parameter : parameters) parameter.mul_(decay).sub_(parameter.grad() * lr);
    loss.copy_(now.detach());
  }
  float host_loss() const { return loss.item<float>(); }

  at::Tensor x, y, rows, lr, loss;
  std::vector<at::Tensor> parameters;
};

}  // namespace

TEST_CASE("replayed steps equal eager ones") {
  Step eager(at::kCPU);
  Step recorded(kFake);
  Graph graph;
  graph.capture([&] { recorded.run(); });
  eager.run();
  CHECK(recorded.host_loss() == eager.host_loss());
  CHECK(graph.size() > 10);
  for (int i = 0; i < 4; ++i) {
    graph.replay();
    eager.run();
    CHECK(recorded.host_loss() == eager.host_loss());
  }
  for (size_t i = 0; i < eager.parameters.size(); ++i) {
    CHECK(recorded.parameters[i].to(at::kCPU).equal(eager.parameters[i]));
  }
}

TEST_CASE("tensors on the device may change between replays") {
  Step eager(at::kCPU);
  Step recorded(kFake);
  Graph graph;
  graph.capture([&] { recorded.run(); });
  eager.run();
  const torch::NoGradGuard no_grad;
  for (Step* step : {&eager, &recorded}) {
    step->rows.copy_(torch::tensor({5, 4, 1, 0}));
    step->lr.fill_(0.01);
  }
  graph.replay();
  {
    const c10::AutoGradMode grad(true);
    eager.run();
  }
  CHECK(recorded.host_loss() == eager.host_loss());
  CHECK(recorded.parameters[0].to(at::kCPU).equal(eager.parameters[0]));
}

TEST_CASE("a number of the host is frozen") {
  Step eager(at::kCPU);
  Step recorded(kFake);
  Graph graph;
  double decay = 0.9;
  graph.capture([&] { recorded.run(decay); });
  eager.run(decay);
  CHECK(recorded.parameters[0].to(at::kCPU).equal(eager.parameters[0]));
  decay = 0.5;
  graph.replay();
  eager.run(decay);
  CHECK_FALSE(recorded.parameters[0].to(at::kCPU).equal(eager.parameters[0]));
}

TEST_CASE("so is a tensor of one number on the host") {
  const at::Tensor factor = torch::tensor(2.0F);
  const at::Tensor x = fake(torch::ones({2}));
  at::Tensor out;
  Graph graph;
  graph.capture([&] { out = x * factor; });
  factor.fill_(7);
  x.fill_(3);
  graph.replay();
  CHECK(out.to(at::kCPU).equal(torch::full({2}, 6.0)));
}

TEST_CASE("batch statistics, dropout and lists are replayed") {
  const at::Tensor x = fake(torch::randn({64, 2}));
  const at::Tensor mean = fake(torch::zeros({2}));
  const at::Tensor variance = fake(torch::ones({2}));
  std::vector<at::Tensor> steps{fake(torch::zeros({})), fake(torch::zeros({}))};
  at::Tensor dropped;
  Graph graph;
  graph.capture([&] {
    at::batch_norm(x, {}, {}, mean, variance, true, 0.5, 1e-5, false);
    dropped = at::dropout(x, 0.5, true);
    at::_foreach_add_(steps, 1);
  });
  const at::Tensor first = dropped.to(at::kCPU);
  graph.replay();
  CHECK(mean.to(at::kCPU).allclose(x.to(at::kCPU).mean(0) * 0.75));
  CHECK_FALSE(dropped.to(at::kCPU).equal(first));
  CHECK(steps[1].item<float>() == 2);
}

TEST_CASE("what the host waits for, or takes part in, cannot be recorded") {
  const at::Tensor x = fake(torch::ones({3}));
  Graph graph;
  const std::string start = "fakedev error: operation not permitted when stream is capturing (";
  CHECK(graph.refusal([&] { (void)x.sum().item<float>(); }) ==
        start + "read of a value by the host)");
  CHECK(graph.refusal([&] { (void)x.to(at::kCPU); }) == start + "copy to the host)");
  CHECK(graph.refusal([&] { (void)torch::ones({3}).to(kFake); }) == start + "copy from the host)");
  CHECK(graph.refusal([&] { (void)x.equal(x); }) == start + "aten::equal)");
  CHECK(graph.refusal([&] { (void)x.nonzero(); }) == start + "aten::nonzero)");
  CHECK(graph.refusal([&] { at::accelerator::synchronizeDevice(0); }) ==
        start + "synchronisation with the device)");
}

TEST_CASE("a recording is begun, ended and used in that order") {
  const at::Tensor x = fake(torch::ones({3}));
  Graph first;
  Graph second;
  CHECK_THROWS_WITH(first.replay(), Contains("holds no recording"));
  CHECK_THROWS_WITH(fakedev().graph_end(first.get()), Contains("is not being recorded"));
  first.capture([&] {
    x.add_(1);
    CHECK_THROWS_WITH(fakedev().graph_begin(second.get()), Contains("recorded already"));
  });
  CHECK_THROWS_WITH(fakedev().graph_begin(first.get()), Contains("holds a recording already"));
  first.replay();
  CHECK(x.sum().item<float>() == 9);
  first.reset();
  CHECK(first.size() == 0);
  fakedev().graph_begin(first.get());
  first.reset();
  CHECK_NOTHROW(x.sum().item<float>());
}

TEST_CASE("a graph keeps its tensors until it is reset") {
  const size_t before = fakedev().live_bytes();
  Graph graph;
  graph.capture([&] { torch::zeros({1000}, at::TensorOptions(kFake)).add_(1); });
  CHECK(fakedev().live_bytes() >= before + 4000);
  graph.reset();
  CHECK(fakedev().live_bytes() == before);
}

TEST_CASE("a faulty device fails in a replay too") {
  const at::Tensor x = fake(torch::ones({3}));
  Graph graph;
  graph.capture([&] { x.add_(1).mul_(2); });
  const Fault fault(2);
  CHECK_THROWS_AS(graph.replay(), c10::AcceleratorError);
}
