#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace mlrun {

enum class Compression { kNone, kGzip, kZstd };

// By the magic bytes at the start of a file.
Compression compression_of(std::string_view head);
// "gzip", "zstd".
std::string_view name(Compression compression);

// Bytes in, plain bytes out, in pieces of whatever size. Several gzip members or zstd frames one
// after the other are one text, as gzip and zstd have it.
class Decompressor {
 public:
  virtual ~Decompressor() = default;
  // Hands all that `bytes` give to `out`. Throws Error(kData) naming the file when they are
  // damaged.
  virtual void add(std::string_view bytes, const std::function<void(std::string_view)>& out) = 0;
  // Throws Error(kData) when the input ends in the middle.
  virtual void finish() = 0;
};

// Requires a compression other than kNone; `file` is the name for messages.
std::unique_ptr<Decompressor> make_decompressor(Compression compression, std::string file);

}  // namespace mlrun
