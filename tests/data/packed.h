#pragma once

#include <zlib.h>
#include <zstd.h>

#include <catch2/catch.hpp>
#include <string>
#include <string_view>

namespace mlrun::test {

// The text as one gzip member.
inline std::string gzip_of(std::string_view text) {
  z_stream stream{};
  constexpr int kGzip = 16 + MAX_WBITS;
  constexpr int kMemory = 8;
  REQUIRE(deflateInit2(&stream, 6, Z_DEFLATED, kGzip, kMemory, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string packed(deflateBound(&stream, text.size()) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  packed.resize(packed.size() - stream.avail_out);
  deflateEnd(&stream);
  return packed;
}

// The text as one zstd frame, with a checksum as the zstd program writes it.
inline std::string zstd_of(std::string_view text) {
  ZSTD_CCtx* const context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
  std::string packed(ZSTD_compressBound(text.size()), '\0');
  const size_t size =
      ZSTD_compress2(context, packed.data(), packed.size(), text.data(), text.size());
  ZSTD_freeCCtx(context);
  REQUIRE(ZSTD_isError(size) == 0);
  packed.resize(size);
  return packed;
}

// A text that packs to some bytes, not to almost none.
inline std::string rows_text(int rows) {
  std::string text = "a,b\n";
  uint64_t state = 1;
  for (int i = 0; i < rows; ++i) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    text += std::to_string(i) + "," + std::to_string(state >> 40) + "\n";
  }
  return text;
}

}  // namespace mlrun::test
