#pragma once

#include <cstdint>
#include <string>

namespace mlrun {

// Processors this process may use: its affinity mask, cut by the cgroup's CPU quota (v1 and v2),
// at least 1.
int allowed_threads();
// Memory this process may use: the host's, cut by the cgroup's limit; bytes.
uint64_t allowed_memory();
std::string cpu_name();
std::string host_name();
// UTC, RFC 3339, whole seconds: 2026-01-31T12:00:00Z.
std::string now_utc();
// Peak resident memory of this process, bytes.
uint64_t peak_memory();

}  // namespace mlrun
