#include "train/epoch_loop.h"

#include <torch/types.h>

#include <algorithm>

#include "core/stop.h"
#include "device/device.h"
#include "train/schedule.h"

namespace mlrun {
namespace {

// A last batch of one row has no variance to normalise by: it is left out.
int64_t steps_in(int64_t rows, int64_t batch_size, bool drop_last) {
  const int64_t full = rows / batch_size;
  const bool rest = !drop_last && rows % batch_size > 1;
  return std::max<int64_t>(1, full + (rest ? 1 : 0));
}

}  // namespace

EpochLoop::EpochLoop(Net& net, StepRunner& runner, const TrainConfig& config, int64_t rows,
                     int64_t batch_size, int64_t launch, const at::Device& device,
                     std::function<void(double)> on_launch, TimeLimit* limit)
    : net_(net),
      runner_(runner),
      config_(config),
      rows_(rows),
      batch_size_(std::min(batch_size, rows)),
      launch_(launch),
      device_(device),
      steps_(steps_in(rows, batch_size, config.train.last_batch == "drop")),
      on_launch_(std::move(on_launch)),
      limit_(limit) {
  const auto seed = static_cast<uint64_t>(config.seed);
  shuffles_.emplace_back(seed, "shuffle");
  for (int64_t i = 1; net.trains_per_member() && i < net.members(); ++i) {
    shuffles_.emplace_back(seed, "shuffle " + std::to_string(i));
  }
}

double EpochLoop::run() {
  net_.train();
  const at::Tensor loss = train(order());
  runner_.drain();
  return loss.item<double>() / static_cast<double>(done_);
}

// [rows], or [rows, members].
at::Tensor EpochLoop::order() {
  std::vector<at::Tensor> orders;
  for (Random& shuffle : shuffles_) {
    orders.push_back(torch::tensor(shuffle.permutation(rows_), at::kLong));
  }
  return place(orders.size() == 1 ? orders[0] : torch::stack(orders, 1), device_);
}

at::Tensor EpochLoop::train(const at::Tensor& order) {
  const int64_t total = steps_ * config_.train.epochs;
  std::vector<double> rates;
  for (int64_t i = 0; i < steps_; ++i) {
    rates.push_back(
        learning_rate(config_.train.schedule, config_.train.optimizer.lr, step_++, total));
  }
  const std::vector<float> narrow(rates.begin(), rates.end());
  const at::Tensor rates_there = place(torch::tensor(narrow), device_);
  at::Tensor sum = place(torch::zeros({}), device_);
  const int64_t full = rows_ / batch_size_;
  for (int64_t i = 0; i < steps_;) {
    stop::check();
    const int64_t count = i < full ? std::min(launch_, full - i) : 1;
    const int64_t batch = i < full ? batch_size_ : rows_ - full * batch_size_;
    const at::Tensor rows =
        order.narrow(0, i * batch_size_, count * batch).unflatten(0, {count, batch});
    if (on_launch_) {
      on_launch_(static_cast<double>(step_ - steps_ + i) / static_cast<double>(total));
    }
    sum += runner_.run(
        {rows, std::span(rates).subspan(static_cast<size_t>(i), static_cast<size_t>(count)),
         rates_there.narrow(0, i, count)});
    i += count;
    done_ = i;
    if (out_of_time()) break;
  }
  return sum;
}

}  // namespace mlrun
