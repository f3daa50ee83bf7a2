#include "mlrun/learn_half.h"

#include <dlfcn.h>

#include "core/error.h"
#include "core/version.h"

namespace mlrun {
namespace {

const LearnApi* loaded = nullptr;

const LearnApi* load() {
  // Found beside this program's own libraries: its run path says where.
  void* library = dlopen("libmlrun_learn.so", RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    throw Error(ErrorKind::kFailure, std::string("this verb needs LibTorch: ") + dlerror());
  }
  auto* entry = reinterpret_cast<const LearnApi* (*)()>(dlsym(library, "mlrun_learn_api"));
  if (entry == nullptr || entry()->version != version()) {
    throw Error(ErrorKind::kFailure,
                "libmlrun_learn.so does not belong to mlrun " + std::string(version()));
  }
  return entry();
}

}  // namespace

const LearnApi& learn_half() {
  if (loaded == nullptr) loaded = load();
  return *loaded;
}

bool has_learn_half() { return true; }

bool learn_half_loaded() { return loaded != nullptr; }

}  // namespace mlrun
