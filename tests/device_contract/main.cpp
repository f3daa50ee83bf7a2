// The fake accelerator is loaded before LibTorch is asked anything: a device that comes later is
// not known to all of it.
#define CATCH_CONFIG_RUNNER
#include <ATen/Parallel.h>
#include <dlfcn.h>

#include <catch2/catch.hpp>
#include <cstdio>

#include "device_contract/plugin.h"

namespace mlrun::test {
namespace {

void* library = nullptr;

template <class Function>
void find(Function*& function, const char* name) {
  function = reinterpret_cast<Function*>(dlsym(library, name));
  if (function == nullptr) throw std::runtime_error(std::string("fakedev lacks ") + name);
}

Fakedev find_all() {
  Fakedev found{};
  find(found.operations, "fakedev_operations");
  find(found.live_bytes, "fakedev_live_bytes");
  find(found.peak_bytes, "fakedev_peak_bytes");
  find(found.reset_peak, "fakedev_reset_peak");
  find(found.set_limit, "fakedev_set_limit");
  find(found.set_fault, "fakedev_set_fault");
  find(found.graph_new, "fakedev_graph_new");
  find(found.graph_delete, "fakedev_graph_delete");
  find(found.graph_begin, "fakedev_graph_begin");
  find(found.graph_end, "fakedev_graph_end");
  find(found.graph_replay, "fakedev_graph_replay");
  find(found.graph_reset, "fakedev_graph_reset");
  find(found.graph_size, "fakedev_graph_size");
  return found;
}

}  // namespace

void load_fakedev() {
  library = dlopen(MLRUN_FAKEDEV, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) throw std::runtime_error(dlerror());
}

const Fakedev& fakedev() {
  static const Fakedev functions = find_all();
  return functions;
}

bool shares_storage(const at::Tensor& a, const at::Tensor& b) {
  return a.storage().data_ptr().get() == b.storage().data_ptr().get();
}

}  // namespace mlrun::test

int main(int argc, char** argv) {
  try {
    mlrun::test::load_fakedev();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  at::set_num_threads(1);
  return Catch::Session().run(argc, argv);
}
