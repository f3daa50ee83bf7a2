#include "core/rank_place.h"

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "core/error.h"
#include "core/text.h"

namespace mlrun {
namespace {

constexpr int64_t kMostRanks = 65536;

[[noreturn]] void refuse(const std::string& name, const std::string& expected,
                         const std::optional<std::string>& got) {
  throw Error(ErrorKind::kUsage, name + ": expected " + expected + ", got " +
                                     (got ? mlrun::quoted(*got) : std::string("nothing")));
}

class Variables {
 public:
  explicit Variables(const std::vector<std::pair<std::string, std::string>>& pairs)
      : pairs_(pairs) {}

  std::optional<std::string> get(std::string_view name) const {
    for (const auto& [key, value] : pairs_) {
      if (key == name) return value;
    }
    return std::nullopt;
  }
  bool has(std::string_view name) const { return get(name).has_value(); }

  int number(const std::string& name, const std::string& what, int64_t least, int64_t most) const {
    const auto text = get(name);
    const auto value = text ? parse_int(*text) : std::nullopt;
    if (!value || *value < least || *value > most) {
      refuse(name,
             what + " from " + std::to_string(least) + " to " + std::to_string(most) + beside(name),
             text);
    }
    return static_cast<int>(*value);
  }
  int number_or(const std::string& name, const std::string& what, int64_t least, int64_t most,
                int absent) const {
    return has(name) ? number(name, what, least, most) : absent;
  }
  bool flag(const std::string& name) const {
    const auto text = get(name);
    const std::string lower = lower_ascii(text.value_or("false"));
    if (lower == "true" || lower == "1") return true;
    if (lower == "false" || lower == "0") return false;
    refuse(name, "True or False", text);
  }
  std::string host(const std::string& name) const {
    const auto text = get(name);
    if (!text || text->empty() || text->find_first_of(" \t\r\n,/[]") != std::string::npos) {
      refuse(name, "a host name or address" + beside(name), text);
    }
    return *text;
  }

  // Why a variable that is absent is asked for: the one that made this process a rank.
  void because_of(std::string name) { cause_ = std::move(name); }

 private:
  std::string beside(const std::string& name) const {
    return has(name) || cause_.empty() ? "" : " (" + cause_ + " is set)";
  }

  const std::vector<std::pair<std::string, std::string>>& pairs_;
  std::string cause_;
};

RankPlace place_of_torchrun(const Variables& from) {
  RankPlace place;
  place.world = from.number("WORLD_SIZE", "a number of ranks", 1, kMostRanks);
  place.rank = from.number("RANK", "a rank", 0, place.world - 1);
  place.local_rank = from.number("LOCAL_RANK", "a rank on this host", 0, place.world - 1);
  place.local_world = from.number_or("LOCAL_WORLD_SIZE", "a number of ranks on this host",
                                     place.local_rank + 1, place.world, 1);
  place.master_address = from.host("MASTER_ADDR");
  place.master_port = from.number("MASTER_PORT", "a port", 1, 65535);
  place.agent_store = from.flag("TORCHELASTIC_USE_AGENT_STORE");
  place.attempt =
      from.number_or("TORCHELASTIC_RESTART_COUNT", "a number of restarts", 0, 1000000000, 0);
  return place;
}

// "gpu[03-05,07],big1" -> "gpu03": of every bracket the first number, up to the first comma
// outside of them.
std::string first_host(std::string_view list) {
  std::string host;
  bool inside = false;
  bool skipping = false;
  for (const char c : list) {
    if (!inside && c == ',') break;
    if (c == '[' || c == ']') {
      inside = c == '[';
      skipping = false;
    } else if (inside && (c == ',' || c == '-')) {
      skipping = true;
    } else if (!skipping) {
      host += c;
    }
  }
  return host;
}

std::string slurm_address(const Variables& from) {
  if (from.has("MASTER_ADDR")) return from.host("MASTER_ADDR");
  for (const char* name : {"SLURM_STEP_NODELIST", "SLURM_JOB_NODELIST"}) {
    const auto list = from.get(name);
    if (!list) continue;
    std::string host = first_host(*list);
    if (host.empty()) refuse(name, "a list of hosts", list);
    return host;
  }
  // Last, because srun may have been called on a host that runs no rank.
  if (from.has("SLURM_LAUNCH_NODE_IPADDR")) return from.host("SLURM_LAUNCH_NODE_IPADDR");
  return from.host("MASTER_ADDR");
}

// Below the ports that systems hand out by themselves; two steps of one job get different ones.
int slurm_port(const Variables& from) {
  if (from.has("MASTER_PORT")) return from.number("MASTER_PORT", "a port", 1, 65535);
  if (!from.has("SLURM_JOB_ID")) return from.number("MASTER_PORT", "a port", 1, 65535);
  const int64_t job = from.number("SLURM_JOB_ID", "a number", 0, INT32_MAX);
  const auto step = parse_int(from.get("SLURM_STEP_ID").value_or("0"));
  return static_cast<int>(10000 + (job + std::max<int64_t>(step.value_or(0), 0) * 97) % 20000);
}

RankPlace place_of_slurm(const Variables& from) {
  RankPlace place;
  place.world = from.number("SLURM_NTASKS", "a number of ranks", 1, kMostRanks);
  place.rank = from.number("SLURM_PROCID", "a rank", 0, place.world - 1);
  place.local_rank = from.number("SLURM_LOCALID", "a rank on this host", 0, place.world - 1);
  place.master_address = slurm_address(from);
  place.master_port = slurm_port(from);
  return place;
}

}  // namespace

std::string RankPlace::name() const {
  return "rank " + std::to_string(rank) + " of " + std::to_string(world);
}

std::optional<RankPlace> rank_place_from(
    const std::vector<std::pair<std::string, std::string>>& environment) {
  Variables from(environment);
  for (const char* name : {"RANK", "WORLD_SIZE", "LOCAL_RANK"}) {
    if (!from.has(name)) continue;
    from.because_of(name);
    return place_of_torchrun(from);
  }
  const bool step = from.has("SLURM_STEP_ID") || from.has("SLURM_STEPID");
  const bool met = from.has("MASTER_ADDR") && from.has("MASTER_PORT");
  if (!step && !(met && from.has("SLURM_PROCID"))) return std::nullopt;
  from.because_of(from.has("SLURM_PROCID") ? "SLURM_PROCID" : "SLURM_STEP_ID");
  return place_of_slurm(from);
}

}  // namespace mlrun
