#include "checkpoint/safetensors_header.h"

#include <catch2/catch.hpp>

#include "checkpoint/fixtures.h"
#include "checkpoint/safetensors.h"

using mlrun::HeaderLimits;
using mlrun::SafeTensorsHeader;
using mlrun::test::container;
using mlrun::test::refusal;

namespace {

// What the reader says of a header with four bytes of data.
std::string verdict(std::string_view header) {
  return refusal([&] { mlrun::parse_safetensors(container(header, "1234"), "m"); });
}

// The same for the tensor "a" with these three fields.
std::string tensor_verdict(const std::string& dtype, const std::string& shape,
                           const std::string& offsets) {
  return verdict("{\"a\":{\"dtype\":" + dtype + ",\"shape\":" + shape +
                 ",\"data_offsets\":" + offsets + "}}");
}

std::string named(const std::string& name) {
  return "{\"" + name + R"(":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})";
}

const std::string kGood = R"({"dtype":"F32","shape":[1],"data_offsets":[0,4]})";

}  // namespace

TEST_CASE("a header is parsed into metadata and tensors with their places", "[checkpoint]") {
  const std::string text = R"( {"__metadata__" : {"k":"v\n", "":""},)"
                           R"("b":{"shape":[2,3],"data_offsets":[0,6],"dtype":"U8"},)"
                           R"("\u00e9":{"dtype":"F64","shape":[],"data_offsets":[6,14]}} )";
  const SafeTensorsHeader header = mlrun::parse_header(text, HeaderLimits{}, "m");
  REQUIRE(header.metadata.size() == 2);
  CHECK(header.find("k")->value == "v\n");
  CHECK(header.find("k")->value_at == 8 + text.find("v\\n"));
  CHECK(header.find("k")->raw_bytes == 3);
  CHECK(header.find("")->raw_bytes == 0);
  CHECK(header.find("none") == nullptr);
  REQUIRE(header.tensors.size() == 2);
  CHECK(header.tensors[0].name == "b");
  CHECK(header.tensors[0].dtype == mlrun::Dtype::kU8);
  CHECK(header.tensors[0].shape == std::vector<int64_t>{2, 3});
  CHECK(header.tensors[0].end == 6);
  CHECK(header.tensors[0].at == 8 + text.find("\"b\""));
  CHECK(header.tensors[1].name == "é");
  CHECK(header.tensors[1].shape.empty());
  CHECK(header.data_start == 8 + text.size());
}

TEST_CASE("blanks of JSON may stand around the header", "[checkpoint]") {
  CHECK(verdict("\t\n\r " + named("a") + " \n") == "accepted");
  CHECK(verdict(named("a") + std::string(1, '\0')) ==
        "m: byte 62: expected the end of the header, got \"\\x00\"");
  CHECK(verdict(named("a") + "\v").starts_with("m: byte 62: expected the end of the header"));
  CHECK(verdict("\xEF\xBB\xBF" + named("a")).starts_with("m: byte 8: expected '{', got "));
}

TEST_CASE("a header is one JSON object", "[checkpoint]") {
  CHECK(verdict("") == "m: byte 8: expected '{', got the end of the header");
  CHECK(verdict("[]") == "m: byte 8: expected '{', got \"[\"");
  CHECK(verdict("null") == "m: byte 8: expected '{', got \"null\"");
  CHECK(verdict("{") == "m: byte 9: expected a tensor's name in quotes, got the end of the header");
  CHECK(verdict("{a:1}") == "m: byte 9: expected a tensor's name in quotes, got \"a\"");
  CHECK(verdict("{\"a\"}") == "m: byte 12: expected ':', got \"}\"");
  CHECK(verdict("{\"a\":" + kGood) == "m: byte 61: expected '}', got the end of the header");
  CHECK(verdict("{\"a\":" + kGood + ",}") ==
        "m: byte 62: expected a tensor's name in quotes, got \"}\"");
  CHECK(verdict("{\"a\":" + kGood + "}{}") ==
        "m: byte 62: expected the end of the header, got \"{\"");
  CHECK(verdict("{/*c*/\"a\":" + kGood + "}") ==
        "m: byte 9: expected a tensor's name in quotes, got \"/*c*/\"");
  CHECK(verdict("{\"\xFF\":" + kGood + "}") == "m: byte 10: the header is not valid UTF-8");
  CHECK(verdict("{\"\xED\xA0\x80\":" + kGood + "}") == "m: byte 10: the header is not valid UTF-8");
}

TEST_CASE("keys stand once at every level", "[checkpoint]") {
  CHECK(verdict("{\"a\":" + kGood + ",\"a\":" + kGood + "}") ==
        "m: byte 62: a second tensor \"a\"");
  CHECK(verdict("{\"a\":" + kGood + ",\"\\u0061\":" + kGood + "}") ==
        "m: byte 62: a second tensor \"a\"");
  CHECK(verdict(R"({"__metadata__":{},"__metadata__":{}})") ==
        "m: byte 27: a second \"__metadata__\"");
  CHECK(verdict(R"({"__metadata__":{"k":"1","k":"2"}})") ==
        "m: byte 38: a second metadata key \"k\"");
  CHECK(verdict(R"({"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}})") ==
        "m: byte 28: tensor \"a\": a second \"dtype\"");
  CHECK(verdict(R"({"a":{"dtype":"F32","shape":[1],"shape":[1],"data_offsets":[0,4]}})") ==
        "m: byte 40: tensor \"a\": a second \"shape\"");
  CHECK(verdict(R"({"a":{"data_offsets":[0,4],"dtype":"F32","data_offsets":[0,4],"shape":[1]}})") ==
        "m: byte 49: tensor \"a\": a second \"data_offsets\"");
}

TEST_CASE("an entry has exactly its three fields", "[checkpoint]") {
  CHECK(verdict(R"({"a":{}})") ==
        "m: byte 14: expected \"dtype\", \"shape\" or \"data_offsets\" in quotes, got \"}\"");
  CHECK(verdict(R"({"a":{"shape":[1],"data_offsets":[0,4]}})") ==
        "m: byte 9: tensor \"a\": no \"dtype\"");
  CHECK(verdict(R"({"a":{"dtype":"F32","data_offsets":[0,4]}})") ==
        "m: byte 9: tensor \"a\": no \"shape\"");
  CHECK(verdict(R"({"a":{"dtype":"F32","shape":[1]}})") ==
        "m: byte 9: tensor \"a\": no \"data_offsets\"");
  CHECK(verdict(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}})") ==
        "m: byte 61: tensor \"a\": unknown key \"x\"");
  CHECK(verdict(R"({"a":["F32",[1],[0,4]]})") == "m: byte 13: expected '{', got \"[\"");
  CHECK(verdict(R"({"a":null})") == "m: byte 13: expected '{', got \"null\"");
}

TEST_CASE("types are those that mlrun holds", "[checkpoint]") {
  const std::string known = " is not one of BOOL, U8, I8, I16, I32, I64, F16, BF16, F32, F64";
  CHECK(tensor_verdict("\"F32\"", "[1]", "[0,4]") == "accepted");
  CHECK(tensor_verdict("\"BF16\"", "[2]", "[0,4]") == "accepted");
  CHECK(tensor_verdict("\"f32\"", "[1]", "[0,4]") ==
        "m: byte 22: tensor \"a\": dtype \"f32\"" + known);
  CHECK(tensor_verdict("\"U32\"", "[1]", "[0,4]") ==
        "m: byte 22: tensor \"a\": dtype \"U32\"" + known);
  CHECK(tensor_verdict("32", "[1]", "[0,4]") ==
        "m: byte 22: expected a dtype in quotes, got \"32\"");
}

TEST_CASE("dimensions are unsigned integers, at most eight", "[checkpoint]") {
  const auto shape = [](const std::string& text) {
    return tensor_verdict("\"F32\"", text, "[0,4]");
  };
  CHECK(shape("[]") == "accepted");
  CHECK(shape("[1,1,1,1,1,1,1,1]") == "accepted");
  CHECK(shape("[1,1,1,1,1,1,1,1,1]") == "m: byte 53: tensor \"a\": more than 8 dimensions");
  CHECK(shape("[-1]") == "m: byte 37: expected a dimension as an unsigned integer, got \"-1\"");
  CHECK(shape("[1.0]") == "m: byte 37: expected a dimension as an unsigned integer, got \"1.0\"");
  CHECK(shape("[1e0]") == "m: byte 37: expected a dimension as an unsigned integer, got \"1e0\"");
  CHECK(shape("[\"1\"]") ==
        "m: byte 37: expected a dimension as an unsigned integer, got \"\\\"1\\\"\"");
  CHECK(shape("[18446744073709551616]") ==
        "m: byte 37: expected a dimension as an unsigned"
        " integer, got \"18446744073709551616\"");
  CHECK(shape("[9223372036854775808]") ==
        "m: byte 37: tensor \"a\": dimension 9223372036854775808 is above 2^63 - 1");
  CHECK(shape("[1,]") == "m: byte 39: expected a dimension as an unsigned integer, got \"]\"");
  CHECK(shape("[[1]]") == "m: byte 37: expected a dimension as an unsigned integer, got \"[\"");
  CHECK(shape("4") == "m: byte 36: expected '[', got \"4\"");
}

TEST_CASE("offsets are two unsigned integers", "[checkpoint]") {
  const auto offsets = [](const std::string& text) {
    return tensor_verdict("\"F32\"", "[1]", text);
  };
  CHECK(offsets("[0]") == "m: byte 57: expected ',', got \"]\"");
  CHECK(offsets("[]") == "m: byte 56: expected an offset as an unsigned integer, got \"]\"");
  CHECK(offsets("[0,4,8]") == "m: byte 59: expected ']', got \",\"");
  CHECK(offsets("[-0,4]") == "m: byte 56: expected an offset as an unsigned integer, got \"-0\"");
  CHECK(offsets("[0,4.5]") == "m: byte 58: expected an offset as an unsigned integer, got \"4.5\"");
  CHECK(offsets("{}") == "m: byte 55: expected '[', got \"{\"");
}

TEST_CASE("names are printable and of bearable length", "[checkpoint]") {
  CHECK(verdict(named("модель.0.weight")) == "accepted");
  CHECK(verdict(named(std::string(512, 'n'))) == "accepted");
  CHECK(verdict(named(std::string(513, 'n'))) ==
        "m: byte 9: a tensor's name of 513 bytes, at most 512");
  CHECK(verdict(named("")) == "m: byte 9: a tensor with an empty name");
  const std::string unprintable =
      "m: byte 9: a tensor's name with characters that cannot be printed";
  for (const std::string name :
       {"a\\u0000", "\\n", "a\\u001fb", "\x7F", "\\u007f", "\\u0085", "\xC2\x9F"}) {
    CAPTURE(name);
    CHECK(verdict(named(name)).starts_with(unprintable));
  }
  CHECK(verdict(named("\xC2\xA0")) == "accepted");
  CHECK(verdict(named("a\tb")) == "m: byte 11: a control character in a string");
}

TEST_CASE("metadata are texts", "[checkpoint]") {
  const auto metadata = [](const std::string& text) {
    return refusal(
        [&] { mlrun::parse_safetensors(container("{\"__metadata__\":" + text + "}"), "m"); });
  };
  CHECK(metadata("{}") == "accepted");
  CHECK(metadata(R"({"k":"v"})") == "accepted");
  CHECK(metadata(R"({"k":1})") ==
        "m: byte 29: expected the value of metadata key \"k\" in quotes, got \"1\"");
  CHECK(metadata(R"({"k":{"l":"m"}})") ==
        "m: byte 29: expected the value of metadata key \"k\" in quotes, got \"{\"");
  CHECK(metadata("null") == "m: byte 24: expected '{', got \"null\"");
  CHECK(metadata("\"text\"") == "m: byte 24: expected '{', got \"\\\"text\\\"\"");
  CHECK(metadata("[]") == "m: byte 24: expected '{', got \"[\"");
}

TEST_CASE("the limits on counts hold while reading", "[checkpoint]") {
  HeaderLimits limits;
  limits.tensors = 1;
  limits.metadata_keys = 1;
  const auto with = [&](const std::string& text) {
    return refusal([&] { mlrun::parse_header(text, limits, "m"); });
  };
  CHECK(with(R"({"__metadata__":{"k":""},"a":)" + kGood + "}") == "accepted");
  CHECK(with("{\"a\":" + kGood + ",\"b\":" + kGood + "}") == "m: byte 62: more than 1 tensors");
  CHECK(with(R"({"__metadata__":{"k":"","l":""}})") == "m: byte 32: more than 1 metadata keys");
}

TEST_CASE("the length before the header is checked against limit and file", "[checkpoint]") {
  const auto length = [](std::string_view bytes, uint64_t file_bytes) {
    return refusal([&] { mlrun::header_length(bytes, file_bytes, HeaderLimits{}, "m"); });
  };
  CHECK(length(container("{}"), 10) == "accepted");
  CHECK(length("", 0) == "m: byte 0: not a model file: it holds 0 bytes, expected at least 8");
  CHECK(length("1234567", 7) ==
        "m: byte 0: not a model file: it holds 7 bytes, expected at least 8");
  CHECK(length(container("{}"), 9) == "m: byte 8: header says 2 bytes, the file holds 1");
  CHECK(length("age,inco", 100) ==
        "m: byte 0: not a model file: it begins with \"age,inco\", expected the length of a header,"
        " at most 100000000");
  CHECK(length(std::string_view("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 8), 100)
            .starts_with("m: byte 0: not a model file"));
  CHECK(mlrun::header_length(std::string_view("\x00\xE1\xF5\x05\x00\x00\x00\x00", 8), 100'000'008,
                             HeaderLimits{}, "m") == 100'000'000);
  CHECK(length(std::string_view("\x01\xE1\xF5\x05\x00\x00\x00\x00", 8), 200'000'000)
            .starts_with("m: byte 0: not a model file"));
}
