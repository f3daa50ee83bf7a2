#include "checkpoint/safetensors_writer.h"

#include <catch2/catch.hpp>

#include "checkpoint/fixtures.h"
#include "checkpoint/safetensors.h"
#include "checkpoint/safetensors_header.h"

using mlrun::Dtype;
using mlrun::HostTensor;
using mlrun::NamedTensor;
using mlrun::SafeTensors;

namespace {

std::string header_of(const std::string& bytes) {
  uint64_t length = 0;
  std::memcpy(&length, bytes.data(), sizeof length);
  return bytes.substr(8, length);
}

}  // namespace

TEST_CASE("the container's bytes are these", "[checkpoint]") {
  SafeTensors contents;
  contents.metadata = {{"k", "v\""}};
  contents.tensors["a"] = HostTensor{Dtype::kU8, {2}, {std::byte{1}, std::byte{2}}};
  contents.tensors["b"] = HostTensor::of({}, std::vector<double>{1});
  contents.tensors["aa"] = HostTensor::of({1}, std::vector<double>{2});
  const std::string bytes = write_safetensors(contents);
  std::string header = R"({"__metadata__":{"k":"v\""},)"
                       R"("aa":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},)"
                       R"("b":{"dtype":"F64","shape":[],"data_offsets":[8,16]},)"
                       R"("a":{"dtype":"U8","shape":[2],"data_offsets":[16,18]}})";
  header.resize(248, ' ');  // 8 + 248 = 4 * 64
  CHECK(header_of(bytes) == header);
  CHECK(bytes.size() == 256 + 18);
  CHECK(bytes.substr(256) == std::string("\0\0\0\0\0\0\0\x40\0\0\0\0\0\0\xF0\x3F\1\2", 18));
}

TEST_CASE("data begin on a multiple of 64, tensors on one of their element's size",
          "[checkpoint]") {
  for (size_t length = 1; length < 130; ++length) {
    SafeTensors contents;
    contents.tensors[std::string(length, 'n')] = HostTensor::of({1}, std::vector<float>{1});
    contents.tensors["odd"] = HostTensor{Dtype::kBool, {3}, std::vector<std::byte>(3)};
    contents.tensors["zz"] = HostTensor::of({1}, std::vector<double>{1});
    const std::string bytes = write_safetensors(contents);
    mlrun::SafeTensorsHeader header = mlrun::parse_header(header_of(bytes), {}, "m");
    CHECK(header.data_start % 64 == 0);
    for (const mlrun::TensorEntry& entry : header.tensors) {
      CHECK(entry.begin % size_of(entry.dtype) == 0);
    }
  }
}

TEST_CASE("nothing is written that no reader would take", "[checkpoint]") {
  const auto one = HostTensor::of({1}, std::vector<float>{1});
  const auto write = [](const std::string& name, const HostTensor& tensor) {
    mlrun::write_container({}, {{name, &tensor}});
  };
  CHECK_THROWS_WITH(write("", one), "model file: cannot write a tensor with an empty name");
  CHECK_THROWS_WITH(write("__metadata__", one),
                    "model file: cannot write a tensor named \"__metadata__\"");
  CHECK_THROWS_WITH(write(std::string(513, 'n'), one),
                    "model file: cannot write a tensor's name of 513 bytes, at most 512");
  CHECK_THROWS_AS(write("a\n", one), mlrun::Error);
  CHECK_THROWS_AS(write("\xFF", one), mlrun::Error);
  CHECK_THROWS_WITH(write("a", HostTensor{Dtype::kF32, {3}, {}}),
                    "model file: cannot write tensor \"a\": F32 [3] with 0 bytes");
  CHECK_THROWS_AS(write("a", HostTensor::of({1, 1, 1, 1, 1, 1, 1, 1, 1}, std::vector<float>{1})),
                  mlrun::Error);
  CHECK_THROWS_WITH(mlrun::write_container({}, {{"a", &one}, {"b", &one}, {"a", &one}}),
                    "model file: cannot write two tensors named \"a\"");
  CHECK_THROWS_AS(mlrun::write_container({{"k", "\xFF"}}, {}), mlrun::Error);
}
