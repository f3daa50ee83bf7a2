#include "data/decompressor.h"

#include "core/fixtures.h"
#include "data/packed.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

// What a packed text gives when it comes in pieces of so many bytes; "!" and the error at its end.
std::string unpacked(Compression kind, std::string_view packed, size_t piece = 1 << 20) {
  std::string text;
  const std::string error = error_of([&] {
    const auto decompressor = make_decompressor(kind, "t");
    for (size_t at = 0; at < packed.size(); at += piece) {
      decompressor->add(packed.substr(at, piece), [&text](std::string_view more) { text += more; });
    }
    decompressor->finish();
  });
  return error == "no error" ? text : text + "!" + error;
}

struct Kind {
  Compression compression;
  std::string (*pack)(std::string_view);
  std::string cut_short;
};

const Kind kKinds[] = {{Compression::kGzip, gzip_of,
                        "!data: t: the gzip data ends in the middle; was the file copied whole?"},
                       {Compression::kZstd, zstd_of,
                        "!data: t: the zstd data ends in the middle; was the file copied whole?"}};

}  // namespace

TEST_CASE("a compression is known by the first bytes", "[data]") {
  for (const Kind& kind : kKinds) CHECK(compression_of(kind.pack("text")) == kind.compression);
  CHECK(compression_of("") == Compression::kNone);
  CHECK(compression_of("\x1F") == Compression::kNone);
  CHECK(compression_of("\x28\xB5\x2F") == Compression::kNone);
  CHECK(compression_of("(a),b\n") == Compression::kNone);
  CHECK(name(Compression::kGzip) == "gzip");
  CHECK(name(Compression::kZstd) == "zstd");
  CHECK(name(Compression::kNone) == "none");
}

TEST_CASE("what was packed comes out, however the bytes come", "[data]") {
  for (const Kind& kind : kKinds) {
    for (const std::string& text : {std::string(), std::string("a"), rows_text(200)}) {
      const std::string packed = kind.pack(text);
      for (size_t piece = 1; piece <= packed.size() + 1; ++piece) {
        CAPTURE(name(kind.compression), text.size(), piece);
        REQUIRE(unpacked(kind.compression, packed, piece) == text);
      }
    }
    // More than a piece of the decompressor's own, from few bytes.
    const std::string zeros(1'000'000, '0');
    CHECK(unpacked(kind.compression, kind.pack(zeros)) == zeros);
    CHECK(unpacked(kind.compression, kind.pack(zeros), 7) == zeros);
  }
}

TEST_CASE("members one after the other are one text", "[data]") {
  for (const Kind& kind : kKinds) {
    const std::string packed =
        kind.pack("one,") + kind.pack("") + kind.pack(std::string(200'000, 'x')) + kind.pack("two");
    const std::string text = "one," + std::string(200'000, 'x') + "two";
    for (const size_t piece : {1, 2, 3, 7, 1000, 100'000}) {
      CHECK(unpacked(kind.compression, packed, piece) == text);
    }
  }
}

TEST_CASE("zeros behind the last gzip member are padding", "[data]") {
  const std::string packed = gzip_of("text") + std::string(1000, '\0');
  for (const size_t piece : {1, 2, 512, 5000}) {
    CHECK(unpacked(Compression::kGzip, packed, piece) == "text");
  }
}

TEST_CASE("what is cut short is told, wherever it is cut", "[data]") {
  for (const Kind& kind : kKinds) {
    const std::string text = rows_text(20);
    const std::string packed = kind.pack(text) + kind.pack(text);
    const size_t first = packed.size() / 2;
    for (size_t size = 4; size < packed.size(); ++size) {
      const std::string got = unpacked(kind.compression, std::string_view(packed).substr(0, size));
      CAPTURE(name(kind.compression), size);
      if (size == first) {
        CHECK(got == text);
      } else {
        CHECK(got.ends_with(kind.cut_short));
        const std::string rows = got.substr(0, got.size() - kind.cut_short.size());
        CHECK((text + text).starts_with(rows));
      }
    }
  }
}

TEST_CASE("a flipped bit never passes as another text", "[data]") {
  for (const Kind& kind : kKinds) {
    const std::string text = rows_text(10);
    const std::string packed = kind.pack(text);
    int errors = 0;
    for (size_t bit = 0; bit < packed.size() * 8; ++bit) {
      std::string damaged = packed;
      damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
      const std::string got = unpacked(kind.compression, damaged, 64);
      const bool told = got.find("!data: t: the ") != std::string::npos;
      errors += told ? 1 : 0;
      // Some bits of a header say nothing about the text, such as gzip's time.
      const bool safe = told || got == text;
      CAPTURE(name(kind.compression), bit);
      CHECK(safe);
    }
    CHECK(errors > static_cast<int>(packed.size() * 7));
  }
}

TEST_CASE("text that is not packed behind a member is told", "[data]") {
  for (const Kind& kind : kKinds) {
    const std::string got = unpacked(kind.compression, kind.pack("text") + "plain text");
    CHECK(got.starts_with("text!data: t: the " + std::string(name(kind.compression)) +
                          " data is damaged: "));
  }
}
