#include "mlrun/rank_plan.h"

#include "config/resolve.h"
#include "core/error.h"
#include "core/log.h"
#include "core/progress.h"
#include "mlrun/local_ranks.h"

namespace mlrun {
namespace {

void check_count(const RankPlace& place, const TrainConfig& config) {
  if (config.device.devices == 1 || config.device.devices == place.world) return;
  throw Error(ErrorKind::kUsage, "device.devices is " + std::to_string(config.device.devices) +
                                     ", but the environment makes this process " + place.name());
}

RankPlan alone(const std::optional<RankPlace>& place) {
  if (place && place->world > 1) {
    log::warn("this process is " + place->name() +
              " by its environment, but trains by itself; --strategy mirrored joins the ranks");
  }
  return {};
}

}  // namespace

RankPlan plan_ranks(const TrainConfig& config, const std::vector<std::string>& read_once) {
  const auto place = rank_place_from(process_environment());
  if (config.device.strategy != "mirrored") return alone(place);
  const int64_t ranks = place ? place->world : config.device.devices;
  if (!read_once.empty() && ranks > 1) {
    throw Error(ErrorKind::kUsage,
                (read_once.front() == "-" ? "stdin" : read_once.front()) +
                    " can be read by one process only; a mirrored run takes its rows from files");
  }
  if (place) {
    check_count(*place, config);
    return {place, false};
  }
  if (ranks == 1) log::warn("a mirrored run of one rank; --devices N starts N of them");
  return {std::nullopt, ranks > 1};
}

void hush(const CommonOptions& common) {
  LogOptions options;
  options.format = common.log_format;
  options.color = common.color;
  options.errors_only = true;
  configure_log(options);
  set_progress_mode("off", true);
}

}  // namespace mlrun
