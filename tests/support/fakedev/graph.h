#pragma once

#include <functional>
#include <string>
#include <vector>

namespace fakedev {

struct Recorded {
  std::string operation;
  std::function<void()> run;  // once more, on the tensors of the recording
};

// Whether operations are being recorded, in whatever thread.
bool capturing();

// Appends to the recording under way.
void record(Recorded step);

// Throws c10::AcceleratorError: `what` has no place in a recording, which is lost.
[[noreturn]] void spoil_capture(const std::string& what);

}  // namespace fakedev
