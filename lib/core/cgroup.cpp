#include "core/cgroup.h"

#include <algorithm>
#include <vector>

#include "core/text.h"

namespace mlrun {
namespace {

// The first line of `text`, without blanks at its ends.
std::string_view first_line(std::string_view text) { return trim(text.substr(0, text.find('\n'))); }

bool lists(std::string_view comma_list, std::string_view word) {
  const auto words = split(comma_list, ',');
  return std::find(words.begin(), words.end(), word) != words.end();
}

// The path of the process in the hierarchy of `controller`; empty `controller`: version 2.
std::optional<std::string> process_path(std::string_view cgroup, std::string_view controller) {
  for (const std::string_view line : split(cgroup, '\n')) {
    // hierarchy-id:controllers:path, where the path may hold colons
    const size_t first = line.find(':');
    if (first == std::string_view::npos) continue;
    const size_t second = line.find(':', first + 1);
    if (second == std::string_view::npos) continue;
    const std::string_view controllers = line.substr(first + 1, second - first - 1);
    const bool found = controller.empty() ? controllers.empty() : lists(controllers, controller);
    if (found) return std::string(line.substr(second + 1));
  }
  return std::nullopt;
}

// Octal escapes of /proc: "\040" is a blank.
std::string unescape(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 3 < text.size()) {
      out +=
          static_cast<char>((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 + text[i + 3] - '0');
      i += 3;
    } else {
      out += text[i];
    }
  }
  return out;
}

struct Mount {
  std::string root;   // directory of the hierarchy that is mounted
  std::string point;  // where it is mounted
};

std::optional<Mount> find_mount(std::string_view mountinfo, std::string_view controller) {
  const std::string_view wanted = controller.empty() ? "cgroup2" : "cgroup";
  for (const std::string_view line : split(mountinfo, '\n')) {
    // id parent device root point options [optional fields] - type source super-options
    const size_t dash = line.find(" - ");
    if (dash == std::string_view::npos) continue;
    const auto before = split(line.substr(0, dash), ' ');
    const auto after = split(line.substr(dash + 3), ' ');
    if (before.size() < 5 || after.size() < 3 || after[0] != wanted) continue;
    if (!controller.empty() && !lists(after[2], controller)) continue;
    return Mount{unescape(before[3]), unescape(before[4])};
  }
  return std::nullopt;
}

std::optional<CgroupPlace> place(std::string_view cgroup, std::string_view mountinfo,
                                 std::string_view controller) {
  auto path = process_path(cgroup, controller);
  auto mount = find_mount(mountinfo, controller);
  if (!path || !mount) return std::nullopt;
  if (mount->root != "/") {
    // A container without its own cgroup namespace: its part of the tree is the mount.
    const bool below = *path == mount->root || path->starts_with(mount->root + "/");
    *path = below ? path->substr(mount->root.size()) : "";
  }
  // Outside the part that can be seen.
  if (path->starts_with("/..")) path->clear();
  while (path->ends_with('/')) path->pop_back();
  return CgroupPlace{mount->point, *path, controller.empty() ? 2 : 1};
}

}  // namespace

std::optional<CgroupPlace> find_cgroup(std::string_view cgroup, std::string_view mountinfo,
                                       std::string_view controller) {
  const auto old = place(cgroup, mountinfo, controller);
  return old ? old : place(cgroup, mountinfo, "");
}

std::optional<double> parse_cpu_max(std::string_view text) {
  const auto words = split(first_line(text), ' ');
  return words.size() == 2 ? parse_cfs_quota(words[0], words[1]) : std::nullopt;
}

std::optional<double> parse_cfs_quota(std::string_view quota, std::string_view period) {
  const auto time = parse_int(first_line(quota));
  const auto window = parse_int(first_line(period));
  if (!time || !window || *time <= 0 || *window <= 0) return std::nullopt;
  return static_cast<double>(*time) / static_cast<double>(*window);
}

std::optional<uint64_t> parse_memory_limit(std::string_view text) {
  const auto bytes = parse_int(first_line(text));
  if (!bytes || *bytes < 0) return std::nullopt;
  return static_cast<uint64_t>(*bytes);
}

}  // namespace mlrun
