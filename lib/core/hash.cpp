#include "core/hash.h"

#include <xxhash.h>

#include <new>

namespace mlrun {
namespace {

std::string to_hex(XXH128_hash_t hash) {
  constexpr char kHex[] = "0123456789abcdef";
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, hash);
  std::string out;
  for (const unsigned char byte : canonical.digest) {
    out += kHex[byte >> 4];
    out += kHex[byte & 15];
  }
  return out;
}

}  // namespace

// The library allocates the state itself because it must be aligned to 64 bytes.
struct Xxh3::State {
  State() : stream(XXH3_createState()) {
    if (stream == nullptr) throw std::bad_alloc();
    XXH3_128bits_reset(stream);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { XXH3_freeState(stream); }
  XXH3_state_t* stream;
};

Xxh3::Xxh3() : state_(std::make_unique<State>()) {}
Xxh3::~Xxh3() = default;

void Xxh3::update(std::string_view bytes) {
  XXH3_128bits_update(state_->stream, bytes.data(), bytes.size());
}

std::string Xxh3::hex() const { return to_hex(XXH3_128bits_digest(state_->stream)); }

std::string xxh3_hex(std::string_view bytes) {
  return to_hex(XXH3_128bits(bytes.data(), bytes.size()));
}

}  // namespace mlrun
