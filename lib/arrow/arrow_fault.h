#pragma once

#include <arrow/result.h>
#include <arrow/status.h>

#include <exception>
#include <string>
#include <utility>

#include "core/error.h"

namespace mlrun {

// What Arrow says of a file, as our error: `file: cannot be read as Parquet: reason`, in one line
// that is safe to print. Throws Error(kData); std::bad_alloc and stop::Stopped pass as they are.
class ArrowFaults {
 public:
  // format: as a person calls it, "Parquet" or "Arrow IPC".
  ArrowFaults(std::string file, std::string format)
      : file_(std::move(file)), format_(std::move(format)) {}

  void check(const arrow::Status& status) const {
    if (!status.ok()) fail(status.message());
  }
  template <class T>
  T take(arrow::Result<T> result) const {
    check(result.status());
    return std::move(result).ValueUnsafe();
  }
  // A call that may throw exceptions of Arrow's or Parquet's own.
  template <class Call>
  auto guard(const Call& call) const {
    try {
      return call();
    } catch (const std::exception& fault) {
      rethrow(fault);
    }
  }
  [[noreturn]] void fail(const std::string& reason) const;

 private:
  // In a handler only.
  [[noreturn]] void rethrow(const std::exception& fault) const;
  std::string file_;
  std::string format_;
};

}  // namespace mlrun
