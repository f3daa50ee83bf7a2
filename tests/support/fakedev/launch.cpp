#include "support/fakedev/launch.h"

#include <c10/util/Exception.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>

#include "support/fakedev/fakedev.h"
#include "support/fakedev/graph.h"

namespace fakedev {
namespace {

constexpr int kInvalidDevice = 101;
constexpr int kIllegalAddress = 700;

thread_local int depth = 0;
std::atomic<uint64_t> operations = 0;
std::atomic<uint64_t> fault_at = 0;  // a count of operations; 0: never

uint64_t number_in(const char* variable) {
  const char* text = std::getenv(variable);
  return text == nullptr ? 0 : std::strtoull(text, nullptr, 10);
}

// Whether the count has reached the operation that was to fail.
bool faulty(uint64_t count) { return fault_at != 0 && count >= fault_at; }

void require_healthy_at(uint64_t count, const std::string& what) {
  if (!faulty(count)) return;
  fail(kIllegalAddress, "an illegal memory access was encountered (" + what + ")");
}

const bool tracing = number_in("MLRUN_TEST_FAKEDEV_TRACE") > 0;
[[maybe_unused]] const uint64_t first_fault = fault_at = number_in("MLRUN_TEST_FAKEDEV_FAULT_AT");

}  // namespace

void fail(int code, const std::string& sentence) {
  throw c10::AcceleratorError({__func__, __FILE__, static_cast<uint32_t>(__LINE__)}, code,
                              "fakedev error: " + sentence);
}

void require_index(c10::DeviceIndex index) {
  if (index != 0 && index != -1) fail(kInvalidDevice, "invalid device ordinal");
}

void require_device(const std::optional<c10::Device>& device) {
  if (device) require_index(device->index());
}

Launch::Launch(const std::string& operation) {
  if (depth == 0) {
    const uint64_t count = ++operations;
    if (tracing) std::fprintf(stderr, "fakedev: %s\n", operation.c_str());
    require_healthy_at(count, operation);
  }
  ++depth;
}

Launch::~Launch() { --depth; }

bool Launch::outermost() const { return depth == 1; }

// A device that has failed fails every call from then on.
void require_healthy(const std::string& what) { require_healthy_at(operations, what); }

void require_waiting_allowed(const std::string& what) {
  require_healthy(what);
  if (capturing()) spoil_capture(what);
}

}  // namespace fakedev

uint64_t fakedev_operations() { return fakedev::operations; }

void fakedev_set_fault(uint64_t n) { fakedev::fault_at = n == 0 ? 0 : fakedev::operations + n; }
