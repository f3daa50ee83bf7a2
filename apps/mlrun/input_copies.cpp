#include "mlrun/input_copies.h"

#include <sys/mman.h>

#include <filesystem>

#include "core/error.h"
#include "core/file.h"
#include "data/input_file.h"

namespace mlrun {
namespace {

bool can_be_read_again(const std::string& path) {
  std::error_code unknown;
  return path != "-" && (!std::filesystem::exists(path, unknown) ||
                         std::filesystem::is_regular_file(path, unknown) ||
                         std::filesystem::is_directory(path, unknown));
}

int copied(const std::string& path) {
  constexpr size_t kBlock = size_t{1} << 20;
  const int fd = memfd_create("mlrun", MFD_CLOEXEC);
  InputFile file(path);
  if (fd < 0) throw Error(ErrorKind::kFailure, "no memory for a copy of " + file.name());
  std::vector<char> block(kBlock);
  while (const size_t got = file.read(block.data(), block.size())) {
    write_all(fd, {block.data(), got}, "the copy of " + file.name() + " in memory");
  }
  return fd;
}

}  // namespace

std::vector<std::string> read_once(std::vector<std::string> paths) {
  std::erase_if(paths, can_be_read_again);
  return paths;
}

void copy_inputs(const std::vector<std::string>& paths, ReadOptions& options) {
  for (const auto& path : paths) {
    if (path == "-") {
      options.stdin_fd = copied(path);
    } else if (options.copies.count(path) == 0) {
      options.copies[path] = copied(path);
    }
  }
}

}  // namespace mlrun
