#include "core/cgroup.h"

#include <catch2/catch.hpp>

namespace mlrun {
namespace {

const std::string kMountV2 =
    "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n"
    "30 22 0:26 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate\n";
const std::string kMountV1 =
    "30 22 0:26 / /sys/fs/cgroup ro - tmpfs tmpfs ro\n"
    "33 30 0:30 / /sys/fs/cgroup/cpu,cpuacct rw shared:11 - cgroup cgroup rw,cpu,cpuacct\n"
    "34 30 0:31 / /sys/fs/cgroup/memory rw shared:12 master:3 - cgroup cgroup rw,memory\n"
    "35 30 0:32 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n";

TEST_CASE("version 2: one hierarchy for every controller") {
  const auto place = find_cgroup("0::/user.slice/session 1.scope\n", kMountV2, "cpu");
  REQUIRE(place);
  CHECK(place->mount == "/sys/fs/cgroup");
  CHECK(place->path == "/user.slice/session 1.scope");
  CHECK(place->version == 2);
  CHECK(find_cgroup("0::/\n", kMountV2, "memory")->path.empty());
}

TEST_CASE("version 1: each controller has its own mount") {
  const std::string cgroup = "5:memory:/m\n4:cpu,cpuacct:/jobs/a:b\n1:name=systemd:/s\n0::/u\n";
  const auto cpu = find_cgroup(cgroup, kMountV1, "cpu");
  REQUIRE(cpu);
  CHECK(cpu->mount == "/sys/fs/cgroup/cpu,cpuacct");
  CHECK(cpu->path == "/jobs/a:b");
  CHECK(cpu->version == 1);
  CHECK(find_cgroup(cgroup, kMountV1, "memory")->mount == "/sys/fs/cgroup/memory");
}

TEST_CASE("hybrid: a controller that version 1 has not is looked for in version 2") {
  const auto place = find_cgroup("1:name=systemd:/s\n0::/u\n", kMountV1, "cpu");
  REQUIRE(place);
  CHECK(place->mount == "/sys/fs/cgroup/unified");
  CHECK(place->path == "/u");
  CHECK(place->version == 2);
}

TEST_CASE("a container without a cgroup namespace mounts its own part") {
  const std::string mount = "9 8 0:30 /docker/ab /sys/fs/cgroup/cpu ro - cgroup cgroup rw,cpu\n";
  CHECK(find_cgroup("4:cpu:/docker/ab\n", mount, "cpu")->path.empty());
  CHECK(find_cgroup("4:cpu:/docker/ab/sub\n", mount, "cpu")->path == "/sub");
  CHECK(find_cgroup("4:cpu:/docker/abc\n", mount, "cpu")->path.empty());
  CHECK(find_cgroup("0::/../other\n", kMountV2, "cpu")->path.empty());
}

TEST_CASE("escaped blanks in a mount point") {
  const std::string mount = "9 8 0:30 / /mnt/a\\040b rw - cgroup2 cgroup2 rw\n";
  CHECK(find_cgroup("0::/\n", mount, "cpu")->mount == "/mnt/a b");
}

TEST_CASE("no cgroups, or texts that are none") {
  CHECK_FALSE(find_cgroup("", "", "cpu"));
  CHECK_FALSE(find_cgroup("0::/\n", "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n", "cpu"));
  CHECK_FALSE(find_cgroup("nonsense\n:\n", "a b - cgroup2\n - cgroup2 x y\n", "cpu"));
}

TEST_CASE("limits") {
  CHECK(parse_cpu_max("150000 100000\n") == 1.5);
  CHECK_FALSE(parse_cpu_max("max 100000\n"));
  CHECK_FALSE(parse_cpu_max(""));
  CHECK_FALSE(parse_cpu_max("100000"));
  CHECK_FALSE(parse_cpu_max("0 0"));
  CHECK(parse_cfs_quota("200000\n", "100000\n") == 2.0);
  CHECK_FALSE(parse_cfs_quota("-1\n", "100000\n"));
  CHECK(parse_memory_limit("2147483648\n") == 2147483648u);
  CHECK(parse_memory_limit("9223372036854771712\n") == 9223372036854771712u);
  CHECK_FALSE(parse_memory_limit("max\n"));
  CHECK_FALSE(parse_memory_limit(""));
}

}  // namespace
}  // namespace mlrun
