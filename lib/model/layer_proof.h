#pragma once

#include <cstdint>
#include <optional>

#include "device/layer_api.h"

namespace mlrun {

// Whether layers_at_once by p pieces gives what it should on this device: outputs and all gradients
// of a few small layers, with members' own ends and rows and without, against double precision on
// the host. Takes milliseconds, draws from no generator but its own.
bool pieces_hold(const LayerApi& api, const at::Device& device, int64_t p);

// p, or what takes its place where that does not hold on this device: three pieces for two, whole
// numbers for three; nothing where those do not hold either. Tried once in a process for each
// device and p, and said at level debug. Not while a graph is recorded: a warm-up comes first.
std::optional<int64_t> proven_pieces(const LayerApi& api, const at::Device& device, int64_t p);

}  // namespace mlrun
