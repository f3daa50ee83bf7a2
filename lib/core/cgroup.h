#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mlrun {

// Where the files of one cgroup controller of this process lie: under `mount`, in `path` and in
// every directory above it up to `mount` itself; the tightest limit on the way counts.
struct CgroupPlace {
  std::string mount;  // "/sys/fs/cgroup"
  std::string path;   // "/user.slice/x", or "" for the mount itself
  int version = 2;    // 1 or 2: the names and forms of the files differ
};

// The place of `controller` ("cpu", "memory") out of the texts of /proc/self/cgroup and
// /proc/self/mountinfo; nullopt when it is not mounted.
std::optional<CgroupPlace> find_cgroup(std::string_view cgroup, std::string_view mountinfo,
                                       std::string_view controller);

// Processors worth of time out of cpu.max ("150000 100000" is 1.5); nullopt for "max".
std::optional<double> parse_cpu_max(std::string_view text);
// The same out of cpu.cfs_quota_us and cpu.cfs_period_us of version 1; nullopt for a quota of -1.
std::optional<double> parse_cfs_quota(std::string_view quota, std::string_view period);
// Bytes out of memory.max or memory.limit_in_bytes; nullopt for "max".
std::optional<uint64_t> parse_memory_limit(std::string_view text);

}  // namespace mlrun
