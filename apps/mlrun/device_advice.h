#pragma once

#include "core/json.h"

namespace mlrun {

// What decides the advice: what this host can use.
struct DeviceSituation {
  int accelerators = 0;  // usable ones; 0: only the CPU
  int threads = 1;       // that this process may use
};

// What each --strategy would do here: {"one-device": "...", "mirrored": "..."}.
Json strategies_here(const DeviceSituation& host);

// By situation (production, debugging, several_devices) the command to type and why:
// {"production": {"command": "mlrun predict ...", "why": "..."}, ...}.
Json advice_here(const DeviceSituation& host);

}  // namespace mlrun
