#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace mlrun {

// Why a run failed; the value is the exit code of the program (docs/cli.md).
enum class ErrorKind : int {
  kFailure = 1,     // not named below: I/O error, disk full, host memory
  kUsage = 2,       // command line or configuration
  kData = 3,        // input rows: unreadable, malformed, none
  kModel = 4,       // model file: unreadable, damaged, too new, does not fit the data
  kDevice = 5,      // device: not there, driver too old, out of device memory
  kResult = 6,      // result not good enough: diverged, --fail-under not met
  kTemporary = 75,  // try again: lock held, preempted with a checkpoint written
};

// The name used in JSON logs: "failure", "usage", "data", "model", "device", "result", "temporary".
std::string_view name(ErrorKind kind);

// The operating system's words for an errno value, as they stand inside a sentence:
// "no space left on device".
std::string system_reason(int code);

// The one exception of mlrun: a kind and a sentence (or a report of several lines) for the user.
class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}
  ErrorKind kind() const { return kind_; }
  int exit_code() const { return static_cast<int>(kind_); }

 private:
  ErrorKind kind_;
};

}  // namespace mlrun
