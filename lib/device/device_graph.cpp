#include "device/device_graph.h"

#include <dlfcn.h>

#include <filesystem>

#include "core/error.h"
#include "device/device_plugin.h"

namespace mlrun {
namespace {

using ApiGetter = const DeviceGraphApi* (*)();

struct Found {
  const DeviceGraphApi* api = nullptr;
  std::string fault;
};

// The library for CUDA graphs lies beside this one; what it needs of LibTorch is loaded already.
void* open_cuda_plugin(std::string& fault) {
  Dl_info info{};
  const auto* here = reinterpret_cast<const void*>(&graph_fault);
  std::filesystem::path folder;
  if (dladdr(here, &info) != 0 && info.dli_fname != nullptr) {
    folder = std::filesystem::path(info.dli_fname).parent_path();
  }
  void* library = dlopen((folder / "libmlrun_cuda.so").c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) fault = dlerror();
  return library;
}

Found find_api(const at::Device& device) {
  Found found;
  if (device.is_cpu()) {
    found.fault = "a CPU has no graphs";
    return found;
  }
  void* library = device.is_cuda() ? open_cuda_plugin(found.fault) : device_plugin_handle();
  if (library == nullptr) {
    if (found.fault.empty()) found.fault = "its library has no graphs";
    return found;
  }
  const auto get = reinterpret_cast<ApiGetter>(dlsym(library, "mlrun_device_graph_api"));
  if (get == nullptr) {
    found.fault = "its library has no graphs";
  } else {
    found.api = get();
  }
  return found;
}

// Work on the graph's stream, and back even when it throws.
class OnGraphStream {
 public:
  OnGraphStream(const DeviceGraphApi& api, void* graph) : api_(api), graph_(graph) {
    api_.enter(graph_);
  }
  OnGraphStream(const OnGraphStream&) = delete;
  OnGraphStream& operator=(const OnGraphStream&) = delete;
  ~OnGraphStream() { api_.leave(graph_); }

 private:
  const DeviceGraphApi& api_;
  void* graph_;
};

}  // namespace

std::string graph_fault(const at::Device& device) { return find_api(device).fault; }

DeviceGraph::DeviceGraph(const at::Device& device) {
  const Found found = find_api(device);
  if (found.api == nullptr) {
    throw Error(ErrorKind::kDevice, "device " + device.str() + ": no graph: " + found.fault);
  }
  api_ = found.api;
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
