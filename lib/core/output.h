#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/file.h"

namespace mlrun {

// Gives a closed stdin, stdout or stderr its number back, so that no file opened later is taken
// for it; reading and writing there still fails. Called first in main.
void reserve_standard_streams();

// Where a verb's data goes: an atomic file, or stdout for "-". Buffered; nothing is lost silently.
// A reader that went away (EPIPE on stdout) ends the process quietly by SIGPIPE's status.
class Output {
 public:
  // Opens the temporary file at once, so that a bad path fails before the work. Throws
  // Error(kFailure), also when stdout is closed.
  explicit Output(const std::string& path, Existing existing = Existing::kReplace);
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;
  ~Output();
  // Throws Error(kFailure) when a write fails (disk full, closed stdout).
  void write(std::string_view bytes);
  void flush();
  // Flushes and makes the file appear; for stdout flushes and checks.
  void commit();

 private:
  void write_through(std::string_view bytes);
  std::string buffer_;
  std::unique_ptr<AtomicFile> file_;  // empty for stdout
};

}  // namespace mlrun
