#include "core/host.h"

#include <sched.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <ctime>
#include <optional>
#include <vector>

#include "core/cgroup.h"
#include "core/file.h"
#include "core/text.h"

namespace mlrun {
namespace {

std::optional<std::string> read_if_there(const std::string& path) {
  if (access(path.c_str(), R_OK) != 0) return std::nullopt;
  try {
    return read_file(path, ErrorKind::kFailure);
  } catch (const Error&) {
    // A cgroup file that vanished or refuses to answer sets no limit.
    return std::nullopt;
  }
}

// The text after the colon of the first line that starts with `key`.
std::optional<std::string> proc_value(const std::string& path, std::string_view key) {
  const std::string text = read_if_there(path).value_or("");
  for (const std::string_view line : split(text, '\n')) {
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos || trim(line.substr(0, colon)) != key) continue;
    return std::string(trim(line.substr(colon + 1)));
  }
  return std::nullopt;
}

int affinity_count() {
  // A host of more than 1024 processors refuses the small mask.
  for (size_t masks = 1; masks <= 64; masks *= 2) {
    std::vector<cpu_set_t> set(masks);
    const size_t bytes = masks * sizeof(cpu_set_t);
    if (sched_getaffinity(0, bytes, set.data()) == 0) return CPU_COUNT_S(bytes, set.data());
    if (errno != EINVAL) break;
  }
  return static_cast<int>(std::max(1L, sysconf(_SC_NPROCESSORS_ONLN)));
}

// The smallest of what `limit` finds in the directory of the process and in those above it.
template <class Limit>
auto tightest(std::string_view controller, Limit limit) {
  decltype(limit(CgroupPlace{}, std::string())) best;
  const auto place = find_cgroup(read_if_there("/proc/self/cgroup").value_or(""),
                                 read_if_there("/proc/self/mountinfo").value_or(""), controller);
  if (!place) return best;
  std::string path = place->path;
  while (true) {
    const auto found = limit(*place, place->mount + path + "/");
    if (found && (!best || *found < *best)) best = found;
    if (path.empty()) return best;
    path.resize(path.rfind('/'));
  }
}

std::optional<double> cpu_quota() {
  return tightest("cpu", [](const CgroupPlace& place, const std::string& directory) {
    if (place.version == 2) return parse_cpu_max(read_if_there(directory + "cpu.max").value_or(""));
    return parse_cfs_quota(read_if_there(directory + "cpu.cfs_quota_us").value_or(""),
                           read_if_there(directory + "cpu.cfs_period_us").value_or(""));
  });
}

std::optional<uint64_t> memory_limit() {
  return tightest("memory", [](const CgroupPlace& place, const std::string& directory) {
    const char* file = place.version == 2 ? "memory.max" : "memory.limit_in_bytes";
    return parse_memory_limit(read_if_there(directory + file).value_or(""));
  });
}

}  // namespace

int allowed_threads() {
  int threads = affinity_count();
  // Half a processor still needs a thread.
  if (const auto quota = cpu_quota(); quota && *quota < threads) {
    threads = static_cast<int>(std::ceil(*quota));
  }
  return std::max(threads, 1);
}

uint64_t allowed_memory() {
  const auto pages = static_cast<uint64_t>(std::max(0L, sysconf(_SC_PHYS_PAGES)));
  const auto host = pages * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
  return std::min(host, memory_limit().value_or(host));
}

std::string cpu_name() {
  if (const auto model = proc_value("/proc/cpuinfo", "model name")) return *model;
  // ARM hosts have no such line.
  utsname system{};
  return uname(&system) == 0 ? system.machine : "unknown";
}

std::string host_name() {
  std::array<char, 256> name{};
  return gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "unknown";
}

std::string now_utc() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text.data();
}

uint64_t peak_memory() {
  const std::string text = proc_value("/proc/self/status", "VmHWM").value_or("");
  // "  123456 kB"
  const auto kib = parse_int(std::string_view(text).substr(0, text.find(' ')));
  return kib ? static_cast<uint64_t>(*kib) * 1024 : 0;
}

}  // namespace mlrun
