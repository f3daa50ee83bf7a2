#pragma once

#include "mlrun/learn/learn_api.h"
#include "predict/predictor.h"
#include "predict/runtime.h"

namespace mlrun {

// What answers for nets by LibTorch on a device.
RuntimeMaker by_libtorch(const LearnApi& learn, const DeviceChoice& device,
                         const RuntimeOptions& options);

// A predictor by LibTorch on a device, from a file's bundle.
Predictor make_predictor(const ModelBundle& bundle, const LearnApi& learn,
                         const DeviceChoice& device, const RuntimeOptions& options);

// A predictor on the CPU by what evaluate and predict answer with.
Predictor make_judge(const ModelBundle& bundle, const LearnApi& learn, int threads);

}  // namespace mlrun
