#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "checkpoint/safetensors_header.h"
#include "core/hash.h"

namespace mlrun {

inline constexpr std::string_view kDigestKey = "digest";
inline constexpr std::string_view kDigestKind = "xxh3-128:";
inline constexpr uint64_t kDigestDigits = 32;

// The value of the key before it is known: "xxh3-128:" and 32 zeros.
std::string blank_digest();

// The byte of the file at which the digest's 32 digits stand, taken from the header's own parse, so
// that it is the one place that counts. Throws Error(kModel) for a missing or ill-formed digest.
uint64_t digest_digits_at(const SafeTensorsHeader& header, const std::string& source);

// Feeds `bytes` with the 32 bytes from `digits_at` replaced by the character 0.
// Requires digits_at + 32 <= bytes.size().
void hash_with_zeros(Xxh3& hash, std::string_view bytes, uint64_t digits_at);

// Puts the digest into a whole container that carries a blank one. Throws Error(kModel) for a
// container whose header is not what parse_header takes within `limits`.
void seal(std::string& bytes, const HeaderLimits& limits);

}  // namespace mlrun
