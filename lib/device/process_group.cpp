#include "device/process_group.h"

#include <exception>
#include <string>

#include "core/error.h"
#include "core/log.h"
#include "core/stop.h"
#include "device/gloo_group.h"
#include "device/nccl_group.h"
#include "device/peer_failure.h"
#include "device/quiet.h"
#include "device/rank_group.h"
#include "device/transport_choice.h"

namespace mlrun {
namespace {

// A world of one needs no network.
class SingleRank : public ProcessGroup {
 public:
  int rank() const override { return 0; }
  int world() const override { return 1; }
  void broadcast(std::vector<at::Tensor>&) override {}
  void sum(at::Tensor&) override {}
  void barrier() override {}
};

Transport connect(const RankPlace& place, const RankStore& store, const at::Device& device,
                  const GroupTimes& times) {
  const std::string own = device.is_cuda() ? nccl_fault(device) : kNoAccelerator;
  const TransportChoice choice = choose_transport(own, place, *store, times.rendezvous);
  if (place.rank == 0 && !choice.complaint.empty()) log::warn(choice.complaint);
  return choice.nccl ? connect_nccl(place, store, device, times)
                     : connect_gloo(place, store, times);
}

std::unique_ptr<ProcessGroup> meet(const RankPlace& place, const at::Device& device,
                                   const GroupTimes& times) {
  RankStore store = open_rank_store(place, times.rendezvous);
  Transport transport = connect(place, store, device, times);
  return group_over(place, times, std::move(store), std::move(transport));
}

}  // namespace

std::unique_ptr<ProcessGroup> join_group(const RankPlace& place, const at::Device& device,
                                         const GroupTimes& times) {
  if (place.world == 1) return std::make_unique<SingleRank>();
  const QuietLog quiet;
  try {
    return meet(place, device, times);
  } catch (const Error& error) {
    throw Error(error.kind(), place.name() + ": " + error.what());
  } catch (const std::exception& error) {
    stop::check();
    throw Error(ErrorKind::kFailure, place.name() + ": the ranks could not meet at " +
                                         meeting_point(place) + ": " +
                                         transport_reason(error.what()));
  }
}

}  // namespace mlrun
