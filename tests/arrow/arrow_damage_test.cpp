// Damaged files: whatever the damage, the reader gives rows or an Error(kData), and never more.
#include <random>

#include "arrow/files.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

// Reads all that can be read; the error, or "".
std::string outcome(const std::string& path) {
  return data_error([&] {
    auto reader = open_arrow(path);
    read_rows(reader);
  });
}

const std::vector<std::string> kFiles = {
    "all_types.parquet",        "all_types.arrow",     "all_types.arrows",  "groups_zstd.parquet",
    "groups_snappy.parquet",    "groups_gzip.parquet", "groups_zstd.arrow", "groups_lz4.arrow",
    "groups_checksums.parquet", "bad_texts.arrow",     "empty.parquet"};

std::string name_of(const std::string& name) { return "t" + name.substr(name.find('.')); }

}  // namespace

TEST_CASE("a file that was cut is an error in one line that names it") {
  const TempDir dir;
  for (const std::string& name : kFiles) {
    const std::string whole = slurp(arrow_file(name));
    const std::string path = dir / name_of(name);
    size_t silent = 0;
    for (size_t size = 0; size < whole.size(); size += 97) {
      put(path, whole.substr(0, size));
      const std::string error = outcome(path);
      silent += error.empty() ? 1 : 0;
      CHECK(error.find('\n') == std::string::npos);
      if (!error.empty()) CHECK_THAT(error, Catch::StartsWith(path + ": "));
    }
    CAPTURE(name);
    // A stream may end between two messages.
    CHECK(silent <= (name == "all_types.arrows" ? 1u : 0u));
  }
}

TEST_CASE("flipped bits give rows or an error") {
  const TempDir dir;
  for (const std::string& name : kFiles) {
    const std::string whole = slurp(arrow_file(name));
    const std::string path = dir / name_of(name);
    std::mt19937_64 random(7);
    for (int round = 0; round < 150; ++round) {
      std::string bytes = whole;
      for (int flips = 1 + round % 5; flips > 0; --flips) {
        bytes[random() % bytes.size()] ^= static_cast<char>(1 << random() % 8);
      }
      put(path, bytes);
      outcome(path);
    }
  }
}

TEST_CASE("a flipped bit in a page with a checksum is found") {
  const TempDir dir;
  const std::string path = dir / "t.parquet";
  std::string bytes = slurp(arrow_file("groups_checksums.parquet"));
  bytes[bytes.find("row 500")] ^= 1;
  put(path, bytes);
  CHECK_THAT(outcome(path), Catch::Contains("CRC") || Catch::Contains("checksum"));
}

TEST_CASE("noise is neither Parquet nor Arrow") {
  const TempDir dir;
  std::mt19937_64 random(11);
  const std::string path = dir / "t.arrow";
  for (int round = 0; round < 200; ++round) {
    std::string bytes(random() % 400, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    const std::string magic = round % 3 == 0 ? "PAR1" : round % 3 == 1 ? "ARROW1" : "";
    put(path, magic + bytes + magic);
    if (!bytes.empty()) CHECK(!outcome(path).empty());
  }
}
