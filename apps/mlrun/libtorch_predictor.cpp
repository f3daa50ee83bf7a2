#include "mlrun/libtorch_predictor.h"

#include "predict/native_runtime.h"

namespace mlrun {

RuntimeMaker by_libtorch(const LearnApi& learn, const DeviceChoice& device,
                         const RuntimeOptions& options) {
  return [&learn, device, options](const ModelDescription& net, const StateDict& state) {
    return learn.make_runtime(net, state, device, options);
  };
}

Predictor make_predictor(const ModelBundle& bundle, const LearnApi& learn,
                         const DeviceChoice& device, const RuntimeOptions& options) {
  return {bundle, by_libtorch(learn, device, options)};
}

Predictor make_judge(const ModelBundle& bundle, const LearnApi& learn, int threads) {
  return {bundle, native_or(by_libtorch(learn, DeviceChoice{}, {.threads = threads}))};
}

}  // namespace mlrun
