#include "checkpoint/state_dict.h"

#include <catch2/catch.hpp>
#include <limits>

#include "checkpoint/fixtures.h"

using mlrun::Dtype;
using mlrun::HostTensor;
using mlrun::StateDict;
using mlrun::test::refusal;

TEST_CASE("every dtype has its safetensors name and size", "[checkpoint]") {
  const std::vector<std::tuple<Dtype, std::string, size_t>> rows = {
      {Dtype::kBool, "BOOL", 1}, {Dtype::kU8, "U8", 1},     {Dtype::kI8, "I8", 1},
      {Dtype::kI16, "I16", 2},   {Dtype::kI32, "I32", 4},   {Dtype::kI64, "I64", 8},
      {Dtype::kF16, "F16", 2},   {Dtype::kBF16, "BF16", 2}, {Dtype::kF32, "F32", 4},
      {Dtype::kF64, "F64", 8}};
  for (const auto& [dtype, text, size] : rows) {
    CHECK(name(dtype) == text);
    CHECK(size_of(dtype) == size);
    CHECK(mlrun::dtype_named(text) == dtype);
  }
  CHECK(mlrun::dtype_named("f32") == std::nullopt);
  CHECK(mlrun::dtype_named("U64") == std::nullopt);
}

TEST_CASE("a tensor counts its elements as the product of its shape", "[checkpoint]") {
  CHECK(HostTensor{Dtype::kF32, {}, {}}.elements() == 1);
  CHECK(HostTensor{Dtype::kF32, {3, 4}, {}}.elements() == 12);
  CHECK(HostTensor{Dtype::kF32, {3, 0, 4}, {}}.elements() == 0);
}

TEST_CASE("values go into a tensor and come back", "[checkpoint]") {
  const float infinity = std::numeric_limits<float>::infinity();
  const auto floats = HostTensor::of({2, 2}, std::vector<float>{1.5F, -0.0F, infinity, 1e-45F});
  CHECK(floats.floats() == std::vector<float>{1.5F, -0.0F, infinity, 1e-45F});
  CHECK(floats.bytes.size() == 16);
  CHECK(floats.bytes[3] == std::byte{0x3F});  // 1.5f is 0x3FC00000, its last byte last
  CHECK(floats.doubles()[0] == 1.5);
  CHECK(HostTensor::of({1}, std::vector<double>{0.1}).doubles() == std::vector<double>{0.1});
  CHECK(HostTensor::of({}, std::vector<int64_t>{-7}).doubles() == std::vector<double>{-7});
  const HostTensor small{
      Dtype::kI32, {1}, {std::byte{0xFE}, std::byte{0xFF}, std::byte{0xFF}, std::byte{0xFF}}};
  CHECK(small.doubles() == std::vector<double>{-2});
}

TEST_CASE("values of the wrong type or number are refused", "[checkpoint]") {
  const auto doubles = HostTensor::of({2}, std::vector<double>{1, 2});
  CHECK(refusal([&] { doubles.floats(); }) == "expected an F32 tensor, got F64 [2]");
  const HostTensor bytes{Dtype::kU8, {1}, {std::byte{1}}};
  CHECK(refusal([&] { bytes.doubles(); }) == "expected an F64, F32, I64 or I32 tensor, got U8 [1]");
  CHECK_THROWS_WITH(HostTensor::of({2, 3}, std::vector<float>{1, 2}),
                    "a tensor F32 [2, 3] does not hold 2 values");
}

TEST_CASE("a tensor is described by type and shape", "[checkpoint]") {
  CHECK(describe(HostTensor{Dtype::kF32, {3, 4}, {}}) == "F32 [3, 4]");
  CHECK(describe(HostTensor{Dtype::kI64, {}, {}}) == "I64 []");
}

TEST_CASE("prefixes part and join a state dict", "[checkpoint]") {
  const auto one = HostTensor::of({1}, std::vector<float>{1});
  const auto two = HostTensor::of({1}, std::vector<float>{2});
  StateDict all = {{"mod", one}, {"model.a", one}, {"model.b.c", two}, {"modern.a", two}};
  const StateDict part = with_prefix_removed(all, "model.");
  CHECK(part == StateDict{{"a", one}, {"b.c", two}});
  CHECK(with_prefix_removed(all, "nothing.").empty());

  StateDict again;
  add_with_prefix(again, "model.", part);
  CHECK(again == StateDict{{"model.a", one}, {"model.b.c", two}});

  CHECK(take_with_prefix(all, "model.") == part);
  CHECK(all == StateDict{{"mod", one}, {"modern.a", two}});
}
