#pragma once

#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "core/fixtures.h"
#include "data/row_reader.h"
#include "data/table_reader.h"
#include "predict/predictor.h"

namespace mlrun::test {

// A net that needs no LibTorch. Regression: the first dense input. Classes: class 1 with the
// probability of the first input.
class FirstInput final : public Runtime {
 public:
  FirstInput(int64_t width, bool classes, float off)
      : width_(width), classes_(classes), off_(off) {}
  std::string description() const override { return "first input on cpu"; }
  std::string device() const override { return "cpu"; }
  bool concurrent() const override { return true; }
  std::vector<float> answer(const Features& rows) const override {
    std::vector<float> out;
    for (int64_t r = 0; r < rows.rows; ++r) {
      const float x = rows.dense[static_cast<size_t>(r * width_)] + off_;
      if (classes_) out.push_back(1 - x);
      out.push_back(x);
    }
    return out;
  }

 private:
  int64_t width_;
  bool classes_;
  float off_;
};

inline DataSpec regression_spec() {
  DataSpec spec;
  spec.columns = {{"x", ColumnType::kNumeric, Role::kFeature, {}, false},
                  {"y", ColumnType::kNumeric, Role::kTarget, {}, false}};
  return spec;
}

inline DataSpec class_spec() {
  DataSpec spec = regression_spec();
  spec.columns[1] = {"y", ColumnType::kCategorical, Role::kTarget, {"no", "yes"}, false};
  spec.task = Task::kBinary;
  spec.classes = {"no", "yes"};
  return spec;
}

// Rows of a CSV text, through a real file.
inline std::unique_ptr<RowReader> rows_of(const TempDir& dir, const std::string& text) {
  std::ofstream(dir / "rows.csv") << text;
  return open_rows({dir / "rows.csv"}, {});
}

inline Table table_of(const DataSpec& spec, const std::string& text, NeedTarget need) {
  const TempDir dir;
  return read_table(*rows_of(dir, text), spec, need);
}

// Numbers as they are; the target's units are 10 + 2 x.
inline ModelBundle bundle_of(const DataSpec& spec, const Table& train) {
  std::vector<std::string> remarks;
  const FeaturePipeline pipeline = FeaturePipeline::fit(train, {"none", "standard"}, 0, remarks);
  ModelBundle bundle;
  bundle.data_spec = spec;
  bundle.features = pipeline.to_json();
  bundle.features["target"] = TargetTransform{10, 2}.to_json();
  bundle.arrays = state_of(pipeline);
  return bundle;
}

inline Predictor predictor_of(const DataSpec& spec, float off = 0) {
  const Table train = table_of(
      spec, spec.is_classification() ? "x,y\n0,no\n1,yes\n0.5,no\n" : "x,y\n0,1\n1,2\n0.5,3\n",
      NeedTarget::kYes);
  return {bundle_of(spec, train), std::make_unique<FirstInput>(1, spec.is_classification(), off)};
}

}  // namespace mlrun::test
