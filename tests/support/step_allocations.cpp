// A training step in its stride allocates nothing: counts what operator new gives while steps run.
// Exit status 0: nothing.
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <numeric>

#include "stack/tables.h"

namespace {
std::atomic<long> allocations{0};

void* counted(std::size_t size, std::size_t alignment) {
  ++allocations;
  void* memory = alignment > 0
                     ? std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment)
                     : std::malloc(size);
  if (memory == nullptr) std::abort();
  return memory;
}
}  // namespace

void* operator new(std::size_t size) { return counted(size, 0); }
void* operator new[](std::size_t size) { return counted(size, 0); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  return counted(size, static_cast<std::size_t>(alignment));
}
void* operator new[](std::size_t size, std::align_val_t alignment) {
  return counted(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }

int main() {
  using namespace mlrun;
  using namespace mlrun::test;
  const SmallTable table(tabm_shape());
  BackpropStepOptions options = options_of(table, 2);
  options.dropout = 0.1;
  options.clip_norm = 1;
  BackpropStep step(options);
  fill(step);
  std::vector<int64_t> rows(table.rows);
  std::iota(rows.begin(), rows.end(), int64_t{0});
  const BatchSource source = table.source();
  const BatchRows batch{rows.data(), rows.size(), false};
  step.run(source, batch, 1e-3);
  const long before = allocations;
  if (before == 0) return std::puts("no allocation was counted at all"), 2;
  double loss = 0;
  for (int i = 0; i < 100; ++i) loss += step.run(source, batch, 1e-3);
  std::printf("%ld allocations in 100 steps, mean loss %.3f\n", allocations - before, loss / 100);
  return allocations == before ? 0 : 1;
}
