// docs/model_file.md shows a file byte by byte; this is the file.

#include <catch2/catch.hpp>
#include <sstream>

#include "checkpoint/digest.h"
#include "checkpoint/fixtures.h"
#include "checkpoint/safetensors.h"
#include "core/file.h"

namespace {

std::string example_file() {
  mlrun::SafeTensors contents;
  contents.metadata = {{"format", "mlrun-model"}, {"digest", mlrun::blank_digest()}};
  contents.tensors["model.bias"] = mlrun::HostTensor::of({2}, std::vector<float>{1.5F, -2.0F});
  std::string bytes = write_safetensors(contents);
  mlrun::seal(bytes, mlrun::HeaderLimits{});
  return bytes;
}

// As `xxd` prints it, without blanks at the ends of lines.
std::string hex_dump(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string dump;
  for (size_t line = 0; line < bytes.size(); line += 16) {
    const std::string_view part = bytes.substr(line, 16);
    for (int shift = 28; shift >= 0; shift -= 4) dump += kDigits[(line >> shift) & 0xF];
    dump += ": ";
    std::string text;
    for (size_t i = 0; i < 16; ++i) {
      const auto byte = i < part.size() ? static_cast<unsigned char>(part[i]) : 0U;
      dump += i < part.size() ? std::string{kDigits[byte >> 4], kDigits[byte & 0xF]} : "  ";
      if (i % 2 == 1) dump += ' ';
      if (i < part.size()) text += byte >= 0x20 && byte < 0x7F ? static_cast<char>(byte) : '.';
    }
    dump += " " + text;
    dump.erase(dump.find_last_not_of(' ') + 1);
    dump += "\n";
  }
  return dump;
}

// The lines of the page that begin with a hexadecimal address.
std::string dump_in(const std::string& page) {
  std::istringstream lines(page);
  std::string dump;
  std::string line;
  while (std::getline(lines, line)) {
    const bool address =
        line.size() > 9 && line[8] == ':' && line.find_first_not_of("0123456789abcdef") == 8;
    if (address) dump += line + "\n";
  }
  return dump;
}

}  // namespace

TEST_CASE("the page on the model file shows these bytes", "[checkpoint]") {
  const std::string page =
      mlrun::read_file(MLRUN_SOURCE_DIR "/docs/model_file.md", mlrun::ErrorKind::kFailure);
  CHECK(dump_in(page) == hex_dump(example_file()));
}
