#include "checkpoint/container_file.h"

#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "checkpoint/fixtures.h"
#include "checkpoint/safetensors.h"
#include "core/hash.h"

using mlrun::ContainerFile;
using mlrun::HeaderLimits;
using mlrun::test::container;
using mlrun::test::refusal;
using mlrun::test::ScratchFolder;
using mlrun::test::write_bytes;

namespace {

std::string open_refusal(const std::string& path) {
  return refusal([&] { ContainerFile(path, HeaderLimits{}); });
}

}  // namespace

TEST_CASE("a container is read from disk in one pass", "[checkpoint]") {
  const ScratchFolder folder;
  mlrun::SafeTensors contents;
  contents.metadata = {{"digits", std::string(32, 'f')}};
  // Several chunks, the last one not whole.
  contents.tensors["large"] = mlrun::HostTensor::of({700'001}, std::vector<float>(700'001, 0.5F));
  contents.tensors["small"] = mlrun::HostTensor::of({1}, std::vector<double>{3});
  contents.tensors["none"] = mlrun::HostTensor::of({0}, std::vector<double>{});
  std::string bytes = write_safetensors(contents);
  write_bytes(folder.file("c"), bytes);

  ContainerFile file(folder.file("c"), HeaderLimits{});
  CHECK(file.bytes() == bytes.size());
  const uint64_t place = file.header().find("digits")->value_at;
  const ContainerFile::Data data = file.read_data(place);
  CHECK(data.tensors == contents.tensors);
  CHECK(data.xxh3 == mlrun::xxh3_hex(bytes.replace(place, 32, std::string(32, '0'))));
}

TEST_CASE("what is no container on disk is refused without waiting", "[checkpoint]") {
  const ScratchFolder folder;
  const std::string missing = folder.file("missing");
  CHECK(open_refusal(missing) ==
        missing + ": cannot open the model file: No such file or directory");
  const std::string directory = folder.file("directory");
  std::filesystem::create_directory(directory);
  CHECK(open_refusal(directory) == directory + ": is a directory, expected a model file");
  const std::string pipe = folder.file("pipe");
  REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
  CHECK(open_refusal(pipe) == pipe + ": is not a regular file, expected a model file");
  CHECK(open_refusal("/dev/zero") == "/dev/zero: is not a regular file, expected a model file");
}

TEST_CASE("errors of the header name the file", "[checkpoint]") {
  const ScratchFolder folder;
  const std::string path = folder.file("m.mlrun");
  const auto verdict = [&](std::string_view bytes) {
    write_bytes(path, bytes);
    return open_refusal(path).substr(path.size());
  };
  CHECK(verdict("") == ": byte 0: not a model file: it holds 0 bytes, expected at least 8");
  CHECK(verdict("age,income\n31,2\n") ==
        ": byte 0: not a model file: it begins with \"age,inco\", expected the length of a header,"
        " at most 100000000");
  CHECK(verdict(container("{}").substr(0, 9)) == ": byte 8: header says 2 bytes, the file holds 1");
  CHECK(verdict(container("[]")) == ": byte 8: expected '{', got \"[\"");
  CHECK(verdict(container("{}", "x")) ==
        ": byte 10: the tensors end here, the file goes on for 1 bytes");
}
