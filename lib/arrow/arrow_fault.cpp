#include "arrow/arrow_fault.h"

#include <parquet/exception.h>

#include <stdexcept>

#include "core/text.h"

namespace mlrun {
namespace {

// Arrow's reasons may have lines, and bytes of the file in them.
std::string one_line(const std::string& reason) {
  constexpr size_t kLimit = 200;
  std::string line;
  for (const char c : reason.substr(0, kLimit)) {
    const bool plain = c >= ' ' && c < '\x7F';
    if (plain || c == '\n') line += plain ? c : ' ';
  }
  const std::string_view text = trim(line);
  return text.empty() ? "the file is damaged" : std::string(text);
}

}  // namespace

void ArrowFaults::fail(const std::string& reason) const {
  throw Error(ErrorKind::kData, file_ + ": cannot be read as " + format_ + ": " + one_line(reason));
}

void ArrowFaults::rethrow(const std::exception& fault) const {
  const bool is_parquets = dynamic_cast<const parquet::ParquetException*>(&fault) != nullptr;
  // A damaged length that a container of the standard library refused.
  const bool is_length = dynamic_cast<const std::logic_error*>(&fault) != nullptr;
  if (is_parquets || is_length) fail(fault.what());
  throw;
}

}  // namespace mlrun
