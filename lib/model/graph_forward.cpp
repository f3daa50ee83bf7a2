#include "model/graph_forward.h"

#include "core/log.h"
#include "device/device.h"
#include "device/device_fault.h"
#include "model/torch_runtime.h"

namespace mlrun {
namespace {

constexpr int64_t kWarmUps = 3;

}  // namespace

GraphForward::GraphForward(Net& net, const at::Device& device, bool classification)
    : net_(net),
      device_(device),
      classification_(classification),
      graph_(std::make_unique<DeviceGraph>(device)) {}

GraphForward::~GraphForward() { settle(device_); }

at::Tensor GraphForward::answer(const NetInput& rows) {
  // The golden rows come first, and once; the chunks behind them repeat.
  if (!recorded_ && rows.rows() != rows_) {
    rows_ = rows.rows();
    warm_ups_ = 0;
  }
  if (graph_ == nullptr || rows.rows() != rows_) return net_answers(net_, rows, classification_);
  if (warm_ups_ < kWarmUps) {
    ++warm_ups_;
    graph_->warm_up([&] { answer_ = net_answers(net_, rows, classification_); });
    return answer_;
  }
  if (!recorded_) {
    record(rows);
    return recorded_ ? answer_ : net_answers(net_, rows, classification_);
  }
  input_.dense.copy_(rows.dense);
  if (rows.codes.defined()) input_.codes.copy_(rows.codes);
  graph_->replay();
  return answer_;
}

void GraphForward::record(const NetInput& rows) {
  input_.dense = rows.dense.clone();
  if (rows.codes.defined()) input_.codes = rows.codes.clone();
  try {
    graph_->record([this] { answer_ = net_answers(net_, input_, classification_); });
    recorded_ = true;
  } catch (const std::exception& error) {
    log::warn("no graph could be recorded, rows are answered step by step: " +
              first_line_of(error));
  }
  if (!recorded_) graph_.reset();
}

}  // namespace mlrun
