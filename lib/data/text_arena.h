#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

namespace mlrun {

// Texts made while a batch is split (doubled quotes taken out, numbers written as text). The views
// it gives last until clear(), which keeps the memory.
class TextArena {
 public:
  std::string_view keep(std::string_view text);
  // Room for up to `bytes`; what was used of it is told by commit(). One reserve at a time.
  char* reserve(size_t bytes);
  std::string_view commit(size_t bytes);
  void clear();

 private:
  struct Chunk {
    std::unique_ptr<char[]> bytes;
    size_t size = 0;
  };
  std::vector<Chunk> chunks_;
  size_t current_ = 0;  // chunk being filled
  size_t used_ = 0;     // of it
};

}  // namespace mlrun
