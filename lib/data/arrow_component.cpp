#include "data/arrow_component.h"

#include <dlfcn.h>

#include <atomic>
#include <filesystem>

#include "core/error.h"
#include "core/version.h"

namespace mlrun {
namespace {

constexpr const char* kLibrary = "libmlrun_arrow.so";

std::filesystem::path library_path() {
  Dl_info info{};
  const auto* here = reinterpret_cast<const void*>(&arrow_component);
  if (dladdr(here, &info) == 0 || info.dli_fname == nullptr) return kLibrary;
  return std::filesystem::path(info.dli_fname).parent_path() / kLibrary;
}

const ArrowComponent* load() {
  void* library = dlopen(library_path().c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    const char* reason = dlerror();
    throw Error(ErrorKind::kFailure,
                std::string("Parquet and Arrow files need mlrun's component arrow, which cannot be "
                            "loaded: ") +
                    (reason != nullptr ? reason : kLibrary) +
                    "; docs/install.md says how to get it, and CSV needs no component");
  }
  auto* entry =
      reinterpret_cast<const ArrowComponent* (*)()>(dlsym(library, "mlrun_arrow_component"));
  if (entry == nullptr || entry()->version != version()) {
    throw Error(ErrorKind::kFailure,
                std::string(kLibrary) + " does not belong to mlrun " + std::string(version()));
  }
  return entry();
}

}  // namespace

const ArrowComponent& arrow_component() {
  static std::atomic<const ArrowComponent*> loaded = nullptr;
  if (loaded == nullptr) loaded = load();
  return *loaded;
}

}  // namespace mlrun
