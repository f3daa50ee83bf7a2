#include "device/own_kernels.h"

#include <ATen/Context.h>
#include <ATen/autocast_mode.h>

#include <map>
#include <mutex>

#include "core/log.h"
#include "device/device_symbol.h"

namespace mlrun {
namespace {

thread_local int scopes = 0;

template <class Api>
const Api* find_api(const at::Device& device, const char* symbol) {
  std::string fault;
  const auto get = reinterpret_cast<const Api* (*)()>(
      device_symbol(device, "libmlrun_cuda_kernels.so", symbol, fault));
  const Api* api = get == nullptr ? nullptr : get();
  if (api != nullptr) fault = api->fault(device);
  if (!fault.empty()) log::debug("no kernels of mlrun's own on " + device.str() + ": " + fault);
  return fault.empty() ? api : nullptr;
}

// Looked for once per device; what that finds stays.
template <class Api>
const Api* known_api(const at::Device& device, const char* symbol) {
  static std::mutex mutex;
  static std::map<std::string, const Api*> known;
  if (device.is_cpu()) return nullptr;
  const std::scoped_lock lock(mutex);
  const auto [place, fresh] = known.try_emplace(device.str(), nullptr);
  if (fresh) place->second = find_api<Api>(device, symbol);
  return place->second;
}

}  // namespace

OwnKernelsScope::OwnKernelsScope() { ++scopes; }
OwnKernelsScope::~OwnKernelsScope() { --scopes; }
bool OwnKernelsScope::open() { return scopes > 0; }

const LayerApi* layer_api(const at::Device& device) {
  return known_api<LayerApi>(device, "mlrun_layer_api");
}

const UpdateApi* update_api(const at::Device& device) {
  return known_api<UpdateApi>(device, "mlrun_update_api");
}

int64_t factor_pieces(const LayerApi& api, const at::Device& device, double multiply_adds) {
  if (at::autocast::is_autocast_enabled(device.type())) return 1;
  if (at::globalContext().allowTF32CuBLAS()) return 0;
  return api.pieces_for(device, multiply_adds);
}

}  // namespace mlrun
