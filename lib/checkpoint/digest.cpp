#include "checkpoint/digest.h"

#include "core/error.h"
#include "core/text.h"

namespace mlrun {

std::string blank_digest() { return std::string(kDigestKind) + std::string(kDigestDigits, '0'); }

uint64_t digest_digits_at(const SafeTensorsHeader& header, const std::string& source) {
  const MetadataEntry* digest = header.find(kDigestKey);
  if (digest == nullptr) {
    throw Error(ErrorKind::kModel, source + ": no \"digest\" in __metadata__");
  }
  const std::string& text = digest->value;
  const bool digits =
      text.starts_with(kDigestKind) &&
      text.find_first_not_of("0123456789abcdef", kDigestKind.size()) == std::string::npos;
  const uint64_t expected = kDigestKind.size() + kDigestDigits;
  // An escape inside would make the text in the file longer than its meaning.
  if (!digits || text.size() != expected || digest->raw_bytes != expected) {
    throw Error(ErrorKind::kModel, source + ": byte " + std::to_string(digest->value_at) +
                                       ": digest: expected \"xxh3-128:\" and 32 hexadecimal"
                                       " digits, got " +
                                       quoted(text));
  }
  return digest->value_at + kDigestKind.size();
}

void hash_with_zeros(Xxh3& hash, std::string_view bytes, uint64_t digits_at) {
  hash.update(bytes.substr(0, digits_at));
  hash.update(std::string(kDigestDigits, '0'));
  hash.update(bytes.substr(digits_at + kDigestDigits));
}

void seal(std::string& bytes, const HeaderLimits& limits) {
  const std::string source = "model file";
  const uint64_t length = header_length(bytes, bytes.size(), limits, source);
  const std::string_view text = std::string_view(bytes).substr(kPrefixBytes, length);
  const uint64_t place = digest_digits_at(parse_header(text, limits, source), source);
  Xxh3 hash;
  hash_with_zeros(hash, bytes, place);
  bytes.replace(place, kDigestDigits, hash.hex());
}

}  // namespace mlrun
