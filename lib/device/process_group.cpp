#include "device/process_group.h"

#include "device/gloo_group.h"

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

}  // namespace

std::unique_ptr<ProcessGroup> join_group(const RankPlace& place, const at::Device&,
                                         const GroupTimes& times) {
  if (place.world == 1) return std::make_unique<SingleRank>();
  return join_gloo(place, times);
}

}  // namespace mlrun
