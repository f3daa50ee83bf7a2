#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/json.h"
#include "data/table.h"
#include "features/features.h"
#include "features/named_array.h"

namespace mlrun {

struct FeatureOptions {
  std::string numeric = "quantile-normal";  // quantile-normal | robust-smooth | standard | none
  std::string target = "standard";          // standard | log1p | none (regression only)
  bool clamp_target = false;  // regression: answers within the training targets' range
  // Categorical levels that fewer training rows have share one code, with unseen ones.
  int64_t min_count = 2;
};

// Table -> Features, fitted on training rows only.
class FeaturePipeline {
 public:
  // Requires a table with at least one row and one feature that varies; throws Error(kData).
  // The seed draws the noise of the quantile fit. Remarks say which columns were left out.
  // Throws Error(kUsage) for an option that is not one of those above.
  static FeaturePipeline fit(const Table& train, const FeatureOptions& options, uint64_t seed,
                             std::vector<std::string>& remarks);
  // Rebuilds a fitted pipeline: transform() gives the same bits. Throws Error(kModel) for what does
  // not fit together. The key "target" of the model file is not looked at.
  static FeaturePipeline load(const Json& json, const std::vector<NamedArray>& arrays,
                              const DataSpec& spec);
  Json to_json() const;
  std::vector<NamedArray> arrays() const;

  FeaturePipeline(FeaturePipeline&&) noexcept;
  FeaturePipeline& operator=(FeaturePipeline&&) noexcept;
  ~FeaturePipeline();

  const FeatureLayout& layout() const;
  // Requires a table typed by the same spec, else throws Error(kData). The same rows give the same
  // floats on every host.
  Features transform(const Table& table) const;

 private:
  struct State;
  explicit FeaturePipeline(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace mlrun
