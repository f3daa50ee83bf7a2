#include "train/epoch_loop.h"

#include <ATen/Parallel.h>
#include <torch/types.h>

#include <algorithm>
#include <numeric>
#include <span>

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

// [rows], or [rows, members] that lies member after member: each order is drawn where it stays, by
// its own stream and so on any thread.
at::Tensor EpochLoop::order() {
  const auto members = static_cast<int64_t>(shuffles_.size());
  const at::Tensor orders = torch::empty({members, rows_}, at::kLong);
  int64_t* const first = orders.data_ptr<int64_t>();
  at::parallel_for(0, members, 1, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const std::span order(first + i * rows_, static_cast<size_t>(rows_));
      std::iota(order.begin(), order.end(), int64_t{0});
      shuffles_[static_cast<size_t>(i)].shuffle(order);
    }
  });
  const at::Tensor there = runner_.takes_host_rows() ? orders : place(orders, device_);
  return members == 1 ? there.squeeze(0) : there.t();
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
