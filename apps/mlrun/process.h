#pragma once

#include <functional>

namespace mlrun {

// Runs the program's body with signals, streams and errors in order, and leaves with its exit
// code: an Error by its kind, a stop signal by the signal, anything unforeseen by 1.
int run_process(const std::function<int()>& body);

}  // namespace mlrun
