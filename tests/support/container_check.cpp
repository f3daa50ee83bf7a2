// Reads safetensors files and says of each whether the container reader takes it; with --write it
// writes a small model file. tests/checkpoint/oracle_test.py holds both against the reference
// reader.

#include <exception>
#include <iostream>
#include <string>

#include "checkpoint/fixtures.h"
#include "checkpoint/safetensors.h"
#include "core/error.h"
#include "core/file.h"

namespace {

// One line: "accept 3", the number of tensors, or "refuse " and the reason.
std::string answer(const std::string& path) {
  const std::string bytes = mlrun::read_file(path, mlrun::ErrorKind::kFailure);
  try {
    const mlrun::SafeTensors contents = mlrun::parse_safetensors(bytes, "container");
    return "accept " + std::to_string(contents.tensors.size());
  } catch (const mlrun::Error& error) {
    return std::string("refuse ") + error.what();
  }
}

}  // namespace

// container_check FILE... | container_check < LIST_OF_FILES | container_check --write FILE
int main(int argc, char** argv) {
  try {
    if (argc == 3 && std::string(argv[1]) == "--write") {
      mlrun::save_model(argv[2], mlrun::test::small_model());
      return 0;
    }
    for (int i = 1; i < argc; ++i) std::cout << answer(argv[i]) << '\n';
    std::string path;
    while (argc == 1 && std::getline(std::cin, path)) std::cout << answer(path) << '\n';
    return 0;
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
