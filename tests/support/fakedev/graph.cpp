#include "support/fakedev/graph.h"

#include <ATen/core/LegacyTypeDispatch.h>
#include <c10/core/GradMode.h>
#include <c10/util/Exception.h>

#include <atomic>
#include <mutex>
#include <utility>

#include "support/fakedev/fakedev.h"
#include "support/fakedev/launch.h"

struct FakedevGraph {
  std::vector<fakedev::Recorded> steps;
};

namespace fakedev {
namespace {

// CUDA's numbers for its errors of stream capture.
constexpr int kUnsupported = 900;
constexpr int kInvalidated = 901;
constexpr int kIllegalState = 401;

// A backward pass records from a thread of its own.
std::mutex mutex;
std::atomic<FakedevGraph*> current = nullptr;
bool spoilt = false;

void stop_capture() {
  current = nullptr;
  spoilt = false;
}

}  // namespace

bool capturing() { return current != nullptr; }

void record(Recorded step) {
  const std::lock_guard<std::mutex> lock(mutex);
  if (FakedevGraph* graph = current) graph->steps.push_back(std::move(step));
}

void spoil_capture(const std::string& what) {
  {
    const std::lock_guard<std::mutex> lock(mutex);
    spoilt = true;
  }
  fail(kUnsupported, "operation not permitted when stream is capturing (" + what + ")");
}

}  // namespace fakedev

using namespace fakedev;

FakedevGraph* fakedev_graph_new() { return new FakedevGraph; }

void fakedev_graph_delete(FakedevGraph* graph) {
  if (graph == nullptr) return;
  fakedev_graph_reset(graph);
  delete graph;
}

void fakedev_graph_begin(FakedevGraph* graph) {
  const std::lock_guard<std::mutex> lock(mutex);
  if (capturing()) fail(kIllegalState, "a graph is being recorded already");
  if (!graph->steps.empty()) fail(kIllegalState, "this graph holds a recording already");
  spoilt = false;
  current = graph;
}

void fakedev_graph_end(FakedevGraph* graph) {
  const std::lock_guard<std::mutex> lock(mutex);
  if (current != graph) fail(kIllegalState, "this graph is not being recorded");
  const bool lost = spoilt;
  stop_capture();
  if (!lost) return;
  graph->steps.clear();
  fail(kInvalidated, "operation failed due to a previous error during capture");
}

void fakedev_graph_replay(FakedevGraph* graph) {
  if (capturing()) spoil_capture("replay of a graph");
  if (graph->steps.empty()) fail(kIllegalState, "this graph holds no recording");
  // The operations were recorded below autograd, and run there again.
  const c10::AutoGradMode no_grad(false);
  const at::AutoDispatchBelowADInplaceOrView below_autograd;
  for (const Recorded& step : graph->steps) {
    const Launch launch(step.operation);
    step.run();
  }
}

void fakedev_graph_reset(FakedevGraph* graph) {
  std::vector<Recorded> forgotten;  // let go after the lock: tensors take locks of their own
  const std::lock_guard<std::mutex> lock(mutex);
  if (current == graph) stop_capture();
  forgotten.swap(graph->steps);
}

size_t fakedev_graph_size(const FakedevGraph* graph) { return graph->steps.size(); }
