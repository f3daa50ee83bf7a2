#include "mlrun/read_progress.h"

#include <algorithm>
#include <chrono>
#include <memory>

#include "core/error.h"
#include "core/progress.h"
#include "core/text.h"

namespace mlrun {
namespace {

constexpr uint64_t kMega = 1'000'000;

int64_t per_second(uint64_t rows, double seconds) {
  constexpr double kShortest = 1e-3;
  return static_cast<int64_t>(static_cast<double>(rows) / std::max(seconds, kShortest));
}

}  // namespace

std::function<void(const ReadCounts&)> read_progress(const std::string& label) {
  using Clock = std::chrono::steady_clock;
  // Made with the first rows, which know the size of the file.
  auto bar = std::make_shared<std::unique_ptr<Progress>>();
  return [bar, label, start = Clock::now()](const ReadCounts& counts) {
    if (*bar == nullptr) {
      *bar =
          std::make_unique<Progress>(label, static_cast<int64_t>(counts.total_bytes / kMega), "MB");
    }
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    (*bar)->update(static_cast<int64_t>(counts.bytes / kMega), [&] {
      return format_count(static_cast<int64_t>(counts.rows)) + " rows, " +
             format_count(per_second(counts.rows, seconds)) + " rows/s";
    }());
  };
}

std::string rate_text(uint64_t rows, double seconds) {
  return format_seconds(seconds) + " (" + format_count(per_second(rows, seconds)) + " rows/s)";
}

uint64_t parse_bytes(const std::string& flag, const std::string& text) {
  uint64_t unit = 1;
  const std::string units = "KMGT";
  std::string last = lower_ascii(text);
  if (last.ends_with("ib")) last.resize(last.size() - 2);
  if (last.ends_with('b')) last.resize(last.size() - 1);
  if (!last.empty()) {
    const size_t found = lower_ascii(units).find(last.back());
    if (found != std::string::npos) {
      unit = uint64_t{1} << (10 * (found + 1));
      last.pop_back();
    }
  }
  const auto value = parse_double(last);
  if (value && *value >= 0 && *value * static_cast<double>(unit) < 9e18) {
    return static_cast<uint64_t>(*value * static_cast<double>(unit));
  }
  throw Error(ErrorKind::kUsage,
              flag + ": expected bytes, or a size such as 512M or 4G, got " + mlrun::quoted(text));
}

}  // namespace mlrun
