#include "core/host.h"

#include <sched.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <regex>

#include "core/fixtures.h"

namespace mlrun {
namespace {

TEST_CASE("threads and memory are within the host's") {
  CHECK(allowed_threads() >= 1);
  CHECK(allowed_threads() <= sysconf(_SC_NPROCESSORS_CONF));
  CHECK(allowed_memory() > 0);
  CHECK(allowed_memory() <= static_cast<uint64_t>(sysconf(_SC_PHYS_PAGES)) *
                                static_cast<uint64_t>(sysconf(_SC_PAGESIZE)));
}

TEST_CASE("the affinity mask counts") {
  CHECK(test::child_status([] {
          cpu_set_t set;
          sched_getaffinity(0, sizeof set, &set);
          int first = 0;
          while (!CPU_ISSET(first, &set)) ++first;
          CPU_ZERO(&set);
          CPU_SET(first, &set);
          sched_setaffinity(0, sizeof set, &set);
          if (allowed_threads() != 1) _exit(50);
        }) == 0);
}

TEST_CASE("names of the host") {
  CHECK_FALSE(cpu_name().empty());
  CHECK_FALSE(host_name().empty());
}

TEST_CASE("the time is UTC in RFC 3339") {
  CHECK(std::regex_match(now_utc(), std::regex(R"(20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ)")));
}

TEST_CASE("peak memory grows with what is used") {
  const uint64_t before = peak_memory();
  CHECK(before > 1024 * 1024);
  const std::string large(256 * 1024 * 1024, 'x');
  CHECK(peak_memory() >= large.size());
  CHECK(peak_memory() >= before);
}

}  // namespace
}  // namespace mlrun
