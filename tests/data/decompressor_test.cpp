#include "data/decompressor.h"

#include <zlib.h>
#include <zstd.h>

#include <catch2/catch.hpp>

#include "core/fixtures.h"
#include "core/random.h"
#include "data/byte_source.h"

using namespace mlrun;
using namespace mlrun::test;
using namespace std::string_literals;

namespace {

std::string gzip(const std::string& text) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string packed(deflateBound(&stream, text.size()) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

// A frame with a checksum.
std::string zstd(const std::string& text) {
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

std::string pack(Compression how, const std::string& text) {
  return how == Compression::kGzip ? gzip(text) : zstd(text);
}

constexpr Compression kBoth[] = {Compression::kGzip, Compression::kZstd};

// The plain text of bytes that come in pieces of so many.
std::string unpack(Compression how, const std::string& packed, size_t piece) {
  std::string text;
  const auto decompressor = make_decompressor(how, "t.csv");
  for (size_t at = 0; at < packed.size(); at += piece) {
    decompressor->add(packed.substr(at, piece), [&](std::string_view bytes) { text += bytes; });
  }
  decompressor->finish();
  return text;
}

std::string unpack_error(Compression how, const std::string& packed, size_t piece = 4096) {
  return error_of([&] { unpack(how, packed, piece); });
}

std::string some_text(size_t lines) {
  Random random(1, "packed");
  std::string text;
  for (size_t i = 0; i < lines; ++i) text += std::to_string(random.below(1'000'000)) + ",x\n";
  return text;
}

}  // namespace

TEST_CASE("compression is known by its magic bytes", "[data]") {
  for (const Compression how : kBoth) CHECK(compression_of(pack(how, "a")) == how);
  CHECK(compression_of("") == Compression::kNone);
  CHECK(compression_of("\x1F") == Compression::kNone);
  CHECK(compression_of("a,b\n") == Compression::kNone);
  CHECK(compression_of("\x28\xB5\x2F") == Compression::kNone);
  CHECK(name(Compression::kGzip) == "gzip");
  CHECK(name(Compression::kZstd) == "zstd");
}

TEST_CASE("packed texts come back, in pieces of any size", "[data]") {
  for (const Compression how : kBoth) {
    for (const std::string& text :
         {""s, "a"s, some_text(40), std::string(3 << 20, 'x'), std::string(1 << 17, 'x')}) {
      const std::string packed = pack(how, text);
      for (const size_t piece : {size_t{1}, size_t{7}, size_t{4096}, packed.size() + 1}) {
        if (piece == 1 && packed.size() > 20'000) continue;
        CAPTURE(text.size(), piece);
        CHECK(unpack(how, packed, piece) == text);
      }
    }
  }
}

TEST_CASE("several members one after the other are one text", "[data]") {
  for (const Compression how : kBoth) {
    const std::string packed = pack(how, "a,b\n1,") + pack(how, "") + pack(how, "2\n");
    for (size_t piece = 1; piece <= packed.size(); ++piece) {
      CHECK(unpack(how, packed, piece) == "a,b\n1,2\n");
    }
  }
}

TEST_CASE("zeros behind the last gzip member are padding", "[data]") {
  const std::string packed = gzip("a") + gzip("b") + std::string(600, '\0');
  for (const size_t piece : {1, 5, 512, 10'000}) {
    CHECK(unpack(Compression::kGzip, packed, piece) == "ab");
  }
}

TEST_CASE("other bytes behind the last member are damage", "[data]") {
  for (const Compression how : kBoth) {
    const std::string told = unpack_error(how, pack(how, "a") + "rest of something");
    CHECK(told.starts_with("data: t.csv: the " + std::string(name(how)) + " data is damaged: "));
  }
}

TEST_CASE("a text cut at any byte is told", "[data]") {
  for (const Compression how : kBoth) {
    const std::string packed = pack(how, some_text(100));
    for (size_t size = 0; size < packed.size(); ++size) {
      CAPTURE(size);
      REQUIRE(unpack_error(how, packed.substr(0, size), 33) ==
              "data: t.csv: the " + std::string(name(how)) +
                  " data ends in the middle; was the file copied whole?");
    }
  }
}

TEST_CASE("a flipped bit is told, or changes nothing", "[data]") {
  const std::string text = some_text(30);
  for (const Compression how : kBoth) {
    const std::string packed = pack(how, text);
    size_t told = 0;
    for (size_t bit = 0; bit < packed.size() * 8; ++bit) {
      std::string bad = packed;
      bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << bit % 8));
      std::string got;
      const std::string error = error_of([&] { got = unpack(how, bad, 4096); });
      CAPTURE(bit);
      REQUIRE((error != "no error" || got == text));
      if (error != "no error") ++told;
    }
    // The name and time of a gzip member are not looked at.
    CHECK(told > packed.size() * 8 - 100);
  }
}

TEST_CASE("a byte source unpacks what a file holds, whatever it is called", "[data]") {
  const TempDir dir;
  const std::string text = some_text(200'000);
  for (const Compression how : kBoth) {
    put(dir / "t.csv", pack(how, text));
    ByteSource source(dir / "t.csv");
    std::string got;
    std::string piece(100'000, '?');
    CHECK(source.head() == text.substr(0, source.head().size()));
    while (const size_t size = source.read(piece.data(), piece.size())) got.append(piece, 0, size);
    CHECK(got == text);
    CHECK(source.position() == source.size());
    CHECK(source.size() < text.size());
  }
}

TEST_CASE("a source of packed bytes may be left at any point", "[data]") {
  const TempDir dir;
  put(dir / "t.csv", gzip(std::string(64 << 20, 'x')));
  for (const size_t bytes : {0, 1, 1'000'000}) {
    ByteSource source(dir / "t.csv");
    std::string piece(bytes + 1, '?');
    if (bytes > 0) CHECK(source.read(piece.data(), bytes) > 0);
  }
}
