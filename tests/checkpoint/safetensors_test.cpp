#include "checkpoint/safetensors.h"

#include <catch2/catch.hpp>
#include <limits>
#include <sstream>

#include "checkpoint/fixtures.h"
#include "core/file.h"

using mlrun::ErrorKind;
using mlrun::HostTensor;
using mlrun::SafeTensors;
using mlrun::test::container;
using mlrun::test::refusal;

namespace {

std::string shared_folder() {
  const char* given = std::getenv("MLRUN_SHARED");
  return given != nullptr ? given : MLRUN_SOURCE_DIR "/../shared";
}

}  // namespace

TEST_CASE("the shared headers are taken or refused as their manifest says", "[checkpoint]") {
  const std::string folder = shared_folder() + "/cases/safetensors-headers/";
  if (!std::filesystem::exists(folder + "MANIFEST.tsv")) {
    WARN("skipped: no " + folder + "MANIFEST.tsv (MLRUN_SHARED names the folder of shared cases)");
    return;
  }
  std::istringstream manifest(mlrun::read_file(folder + "MANIFEST.tsv", ErrorKind::kFailure));
  std::string line;
  std::getline(manifest, line);
  int files = 0;
  while (std::getline(manifest, line)) {
    const std::string name = line.substr(0, line.find('\t'));
    const std::string expected = line.substr(line.rfind('\t') + 1);
    const std::string bytes = mlrun::read_file(folder + name, ErrorKind::kFailure);
    const std::string got = refusal([&] { mlrun::parse_safetensors(bytes, name); });
    CAPTURE(name, expected, got);
    CHECK((got == "accepted") == (expected == "accept"));
    ++files;
  }
  CHECK(files == 22);
}

TEST_CASE("data are copied out of the bytes", "[checkpoint]") {
  std::string bytes = container(R"({"b":{"dtype":"U8","shape":[2],"data_offsets":[4,6]},)"
                                R"("a":{"dtype":"F32","shape":[],"data_offsets":[0,4]},)"
                                R"("c":{"dtype":"I64","shape":[3,0],"data_offsets":[6,6]}})",
                                std::string("\x00\x00\xC0\x3F\x07\x08", 6));
  const SafeTensors contents = mlrun::parse_safetensors(bytes, "m");
  bytes.assign(bytes.size(), 'x');
  CHECK(contents.tensors.at("a").floats() == std::vector<float>{1.5F});
  CHECK(contents.tensors.at("b").bytes == std::vector{std::byte{7}, std::byte{8}});
  CHECK(contents.tensors.at("c").shape == std::vector<int64_t>{3, 0});
  CHECK(contents.metadata.empty());
}

TEST_CASE("NaN and infinity are data like any other", "[checkpoint]") {
  const float infinity = std::numeric_limits<float>::infinity();
  SafeTensors contents;
  contents.tensors["a"] = HostTensor::of({2}, std::vector<float>{std::nanf(""), -infinity});
  const SafeTensors again = mlrun::parse_safetensors(write_safetensors(contents), "m");
  CHECK(again.tensors == contents.tensors);
}

TEST_CASE("what is written is read back", "[checkpoint]") {
  SafeTensors contents;
  contents.metadata = {{"z", "first"}, {"a", "\"quoted\"\n\\ é \x7F"}, {"", ""}};
  contents.tensors["w"] = HostTensor::of({2, 1}, std::vector<double>{0.1, -3});
  contents.tensors["\"odd\\ name é"] = HostTensor::of({}, std::vector<int64_t>{9});
  contents.tensors["empty"] = HostTensor::of({0}, std::vector<float>{});
  const SafeTensors again = mlrun::parse_safetensors(write_safetensors(contents), "m");
  CHECK(again.metadata == contents.metadata);
  CHECK(again.tensors == contents.tensors);
  CHECK(mlrun::parse_safetensors(mlrun::write_safetensors({}), "m").tensors.empty());
}
