// libmlrun_cuda.so: CUDA graphs, loaded only where a CUDA device trains or answers.
#include <ATen/cuda/CUDAEvent.h>
#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDAStream.h>

#include <memory>

#include "device/graph_api.h"

namespace mlrun {
namespace {

struct Graph {
  c10::cuda::CUDAStream side = c10::cuda::getStreamFromPool();
  c10::cuda::CUDAStream before = c10::cuda::getCurrentCUDAStream();
  std::unique_ptr<at::cuda::CUDAGraph> graph = std::make_unique<at::cuda::CUDAGraph>();
  bool recording = false;
};

Graph& of(void* graph) { return *static_cast<Graph*>(graph); }

// Whatever comes on `later` waits for what was queued on `earlier`.
void order(const c10::cuda::CUDAStream& earlier, const c10::cuda::CUDAStream& later) {
  at::cuda::CUDAEvent event;
  event.record(earlier);
  event.block(later);
}

void* create() { return new Graph; }

void enter(void* graph) {
  of(graph).before = c10::cuda::getCurrentCUDAStream();
  order(of(graph).before, of(graph).side);
  c10::cuda::setCurrentCUDAStream(of(graph).side);
}

void leave(void* graph) {
  // A recording that was broken off must be ended, or the stream stays unusable.
  if (of(graph).recording) {
    of(graph).recording = false;
    try {
      of(graph).graph->capture_end();
    } catch (const c10::Error&) {
      of(graph).graph->reset();
    }
  }
  order(of(graph).side, of(graph).before);
  c10::cuda::setCurrentCUDAStream(of(graph).before);
}

// Other threads (the clone that judges) may use the device meanwhile: thread-local mode.
void begin(void* graph) {
  of(graph).graph->capture_begin({0, 0}, cudaStreamCaptureModeThreadLocal);
  of(graph).recording = true;
}

void end(void* graph) {
  of(graph).recording = false;
  of(graph).graph->capture_end();
}

void replay(void* graph) { of(graph).graph->replay(); }

void destroy(void* graph) { delete static_cast<Graph*>(graph); }

}  // namespace
}  // namespace mlrun

extern "C" const mlrun::DeviceGraphApi* mlrun_device_graph_api() {
  static const mlrun::DeviceGraphApi api{&mlrun::create,  &mlrun::enter, &mlrun::leave,
                                         &mlrun::begin,   &mlrun::end,   &mlrun::replay,
                                         &mlrun::destroy, false};
  return &api;
}
