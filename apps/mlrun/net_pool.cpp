#include "mlrun/net_pool.h"

#include "core/child_jobs.h"
#include "mlrun/net_message.h"

namespace mlrun {
namespace {

void hear_epoch(const NetEars& ears, size_t net, const EpochReport& epoch) {
  if (ears.epoch) ears.epoch(net, epoch);
}

void hear_trained(const NetEars& ears, size_t net, const TrainedNet& trained) {
  if (ears.trained) ears.trained(net, trained);
}

NetJob begun(NetJob job, const BeforeStart& before) {
  if (before) before(job);
  return job;
}

std::vector<TrainedNet> train_here(const std::vector<NetJob>& jobs, const Workshop& shop,
                                   const NetEars& ears, const BeforeStart& before) {
  std::vector<TrainedNet> nets;
  for (size_t i = 0; i < jobs.size(); ++i) {
    nets.push_back(train_net_or_fail(begun(jobs[i], before), shop, [&](const EpochReport& epoch) {
      hear_epoch(ears, i, epoch);
    }));
    hear_trained(ears, i, nets.back());
  }
  return nets;
}

// One pool's work: starts the next job whenever a process is free.
class Pool {
 public:
  Pool(const std::vector<NetJob>& jobs, const Workshop& shop, const NetEars& ears,
       const BeforeStart& before)
      : jobs_(jobs), shop_(shop), ears_(ears), before_(before), nets_(jobs.size()) {}

  std::vector<TrainedNet> run(size_t at_once) {
    while (next_ < jobs_.size() || children_.running() > 0) {
      while (next_ < jobs_.size() && children_.running() < at_once) start();
      hear(children_.next());
    }
    return std::move(nets_);
  }

 private:
  void start() {
    const NetJob job = begun(jobs_[next_], before_);
    nets_[next_].job = job;
    children_.start(static_cast<int64_t>(next_), [&shop = shop_, job](const Tell& tell) {
      return net_message(train_net_or_fail(
          job, shop, [&](const EpochReport& epoch) { tell(epoch_message(epoch)); }));
    });
    ++next_;
  }

  void hear(const ChildJobs::Event& event) {
    const auto net = static_cast<size_t>(event.job);
    if (!event.ended) return hear_epoch(ears_, net, epoch_of(event.text));
    nets_[net] = net_of(event.text, nets_[net].job, shop_.data.spec);
    hear_trained(ears_, net, nets_[net]);
  }

  const std::vector<NetJob>& jobs_;
  const Workshop& shop_;
  const NetEars& ears_;
  const BeforeStart& before_;
  std::vector<TrainedNet> nets_;
  size_t next_ = 0;
  ChildJobs children_;
};

}  // namespace

std::vector<TrainedNet> train_nets(const std::vector<NetJob>& jobs, const Workshop& shop,
                                   int at_once, const NetEars& ears, const BeforeStart& before) {
  const bool in_children = at_once > 1 && jobs.size() > 1 && shop.device.is_cpu() && !shop.place;
  if (!in_children) return train_here(jobs, shop, ears, before);
  return Pool(jobs, shop, ears, before).run(static_cast<size_t>(at_once));
}

}  // namespace mlrun
