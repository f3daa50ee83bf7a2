#pragma once

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "core/error.h"

namespace mlrun::test {

// A fresh directory, removed with all it holds at the end of the test.
class TempDir {
 public:
  TempDir() {
    std::string name = (std::filesystem::temp_directory_path() / "mlrun-test-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw Error(ErrorKind::kFailure, "no temporary directory");
    path_ = name;
  }
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  ~TempDir() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }
  const std::string& path() const { return path_; }
  // Number of names in it, hidden ones too.
  long count() const {
    const std::filesystem::directory_iterator all(path_);
    return std::distance(begin(all), end(all));
  }

 private:
  std::string path_;
};

inline void put(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

// A file of its own each time: writing an old one anew can mean waiting for the disk.
inline void put_anew(const std::string& path, const std::string& bytes) {
  std::filesystem::remove(path);
  put(path, bytes);
}

inline std::string slurp(const std::string& path) {
  std::stringstream bytes;
  bytes << std::ifstream(path, std::ios::binary).rdbuf();
  return bytes.str();
}

// What is written to a descriptor (1, 2) between construction and text().
class Capture {
 public:
  explicit Capture(int fd) : fd_(fd), saved_(dup(fd)) {
    const int file = open((dir_ / "out").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    dup2(file, fd_);
    close(file);
  }
  Capture(const Capture&) = delete;
  Capture& operator=(const Capture&) = delete;
  ~Capture() { restore(); }
  std::string text() {
    restore();
    return slurp(dir_ / "out");
  }

 private:
  void restore() {
    if (saved_ < 0) return;
    dup2(saved_, fd_);
    close(saved_);
    saved_ = -1;
  }
  TempDir dir_;
  int fd_;
  int saved_;
};

// "usage: the message" of the Error that `body` throws, "no error" otherwise.
template <class Body>
std::string error_of(Body body) {
  try {
    body();
  } catch (const Error& error) {
    return std::string(name(error.kind())) + ": " + error.what();
  }
  return "no error";
}

// Runs `body` in a child process and returns its wait status; an Error exits with its code.
template <class Body>
int child_status(Body body) {
  const pid_t child = fork();
  if (child == 0) {
    try {
      body();
    } catch (const Error& error) {
      _exit(error.exit_code());
    } catch (...) {
      _exit(99);
    }
    _exit(0);
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
  }
  return status;
}

}  // namespace mlrun::test
