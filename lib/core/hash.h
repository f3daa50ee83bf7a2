#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace mlrun {

// XXH3-128 of a stream of bytes, as 32 lower-case hex digits.
class Xxh3 {
 public:
  Xxh3();
  ~Xxh3();
  void update(std::string_view bytes);
  std::string hex() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::string xxh3_hex(std::string_view bytes);

}  // namespace mlrun
