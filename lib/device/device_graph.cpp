#include "device/device_graph.h"

#include "core/error.h"
#include "device/device_symbol.h"

namespace mlrun {
namespace {

using ApiGetter = const DeviceGraphApi* (*)();

struct Found {
  const DeviceGraphApi* api = nullptr;
  std::string fault;
};

Found find_api(const at::Device& device) {
  Found found;
  if (device.is_cpu()) {
    found.fault = "a CPU has no graphs";
    return found;
  }
  const auto get = reinterpret_cast<ApiGetter>(
      device_symbol(device, "libmlrun_cuda.so", "mlrun_device_graph_api", found.fault));
  if (get != nullptr) found.api = get();
  return found;
}

const DeviceGraphApi& api_of(const at::Device& device) {
  const Found found = find_api(device);
  if (found.api != nullptr) return *found.api;
  throw Error(ErrorKind::kDevice, "device " + device.str() + ": no graph: " + found.fault);
}

// Work on the graph's stream, and back even when it throws.
class OnGraphStream {
 public:
  OnGraphStream(const DeviceGraphApi& api, void* graph) : api_(api), graph_(graph) {
    api_.enter(graph_);
  }
  OnGraphStream(const OnGraphStream&) = delete;
  OnGraphStream& operator=(const OnGraphStream&) = delete;
  // A device that has failed refuses this as well; what is on its way tells more.
  ~OnGraphStream() {
    try {
      api_.leave(graph_);
    } catch (const c10::Error&) {
      return;
    }
  }

 private:
  const DeviceGraphApi& api_;
  void* graph_;
};

}  // namespace

std::string graph_fault(const at::Device& device) { return find_api(device).fault; }

void require_graphs(const at::Device& device) { api_of(device); }

DeviceGraph::DeviceGraph(const at::Device& device) : api_(&api_of(device)) {
  graph_ = api_->create();
}

DeviceGraph::~DeviceGraph() { api_->destroy(graph_); }

void DeviceGraph::warm_up(const Work& work) {
  const OnGraphStream stream(*api_, graph_);
  work();
}

void DeviceGraph::record(const Work& work) {
  {
    const OnGraphStream stream(*api_, graph_);
    api_->begin(graph_);
    work();
    api_->end(graph_);
  }
  if (!api_->runs_while_recording) replay();
}

void DeviceGraph::replay() { api_->replay(graph_); }

}  // namespace mlrun
