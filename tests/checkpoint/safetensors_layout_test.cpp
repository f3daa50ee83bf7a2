#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "checkpoint/fixtures.h"
#include "checkpoint/safetensors_header.h"

using mlrun::Dtype;
using mlrun::SafeTensorsHeader;
using mlrun::TensorEntry;
using mlrun::test::refusal;

namespace {

TensorEntry entry(const std::string& name, std::vector<int64_t> shape, uint64_t begin, uint64_t end,
                  Dtype dtype = Dtype::kF32) {
  return {name, dtype, std::move(shape), begin, end, static_cast<uint64_t>(name[0])};
}

std::string verdict(std::vector<TensorEntry> entries, uint64_t data_bytes) {
  SafeTensorsHeader header;
  header.tensors = std::move(entries);
  header.data_start = 1000;
  return refusal([&] { check_layout(header, data_bytes, "m"); });
}

constexpr int64_t kHuge = int64_t{1} << 62;

}  // namespace

TEST_CASE("tensors fill the data in any order of the header", "[checkpoint]") {
  CHECK(verdict({}, 0) == "accepted");
  CHECK(verdict({entry("a", {2}, 4, 12), entry("b", {1}, 0, 4)}, 12) == "accepted");
  CHECK(verdict({entry("a", {}, 0, 8, Dtype::kF64)}, 8) == "accepted");
}

TEST_CASE("empty tensors may share a place", "[checkpoint]") {
  CHECK(verdict({entry("a", {0}, 0, 0), entry("b", {2, 0}, 0, 0), entry("c", {1}, 0, 4)}, 4) ==
        "accepted");
  CHECK(verdict({entry("a", {1}, 0, 4), entry("b", {0}, 4, 4)}, 4) == "accepted");
  CHECK(verdict({entry("a", {1}, 0, 4), entry("b", {0}, 2, 2)}, 4) ==
        "m: byte 98: tensor \"b\": data begin at 2, expected 4 (overlap)");
  CHECK(verdict({entry("a", {0, kHuge, kHuge}, 0, 0)}, 0) == "accepted");
}

TEST_CASE("holes and overlaps are refused", "[checkpoint]") {
  CHECK(verdict({entry("a", {1}, 4, 8)}, 8) ==
        "m: byte 97: tensor \"a\": data begin at 4, expected 0 (hole)");
  CHECK(verdict({entry("a", {1}, 0, 4), entry("b", {1}, 8, 12)}, 12) ==
        "m: byte 98: tensor \"b\": data begin at 8, expected 4 (hole)");
  CHECK(verdict({entry("a", {2}, 0, 8), entry("b", {1}, 4, 8)}, 8) ==
        "m: byte 98: tensor \"b\": data begin at 4, expected 8 (overlap)");
  CHECK(verdict({entry("a", {1}, 0, 4), entry("b", {1}, 0, 4)}, 4) ==
        "m: byte 98: tensor \"b\": data begin at 0, expected 4 (overlap)");
}

TEST_CASE("a size other than shape and type ask for is refused", "[checkpoint]") {
  CHECK(verdict({entry("a", {2, 2}, 0, 4)}, 4) ==
        "m: byte 97: tensor \"a\": F32 [2, 2] takes 16 bytes, its data_offsets hold 4");
  CHECK(verdict({entry("a", {1}, 0, 4, Dtype::kF16)}, 4) ==
        "m: byte 97: tensor \"a\": F16 [1] takes 2 bytes, its data_offsets hold 4");
  CHECK(verdict({entry("a", {}, 0, 0)}, 0) ==
        "m: byte 97: tensor \"a\": F32 [] takes 4 bytes, its data_offsets hold 0");
  CHECK(verdict({entry("a", {0}, 0, 4)}, 4) ==
        "m: byte 97: tensor \"a\": F32 [0] takes 0 bytes, its data_offsets hold 4");
  CHECK(verdict({entry("a", {1}, 0, 4), entry("b", {1}, 4, 0)}, 4) ==
        "m: byte 98: tensor \"b\": data end at 0, before they begin at 4");
}

TEST_CASE("products beyond 64 bits are refused", "[checkpoint]") {
  CHECK(verdict({entry("a", {kHuge, 4}, 0, 0)}, 0) ==
        "m: byte 97: tensor \"a\": F32 [4611686018427387904, 4] is above 2^63 - 1 bytes");
  CHECK(verdict({entry("a", {kHuge, 2, 0}, 0, 0)}, 0) ==
        "m: byte 97: tensor \"a\": F32 [4611686018427387904, 2, 0] is above 2^63 - 1 bytes");
  CHECK(verdict({entry("a", {kHuge}, 0, 0)}, 0) ==
        "m: byte 97: tensor \"a\": F32 [4611686018427387904] is above 2^63 - 1 bytes");
}

TEST_CASE("data end exactly where the file does", "[checkpoint]") {
  CHECK(verdict({entry("a", {1}, 0, 4)}, 6) ==
        "m: byte 1004: the tensors end here, the file goes on for 2 bytes");
  CHECK(verdict({}, 1) == "m: byte 1000: the tensors end here, the file goes on for 1 bytes");
  CHECK(verdict({entry("a", {4}, 0, 16)}, 14) ==
        "m: byte 97: tensor \"a\": data end at 16, the file holds 14 bytes of data");
}
