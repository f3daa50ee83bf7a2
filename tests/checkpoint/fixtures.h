#pragma once

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>

#include "checkpoint/model_file.h"
#include "core/error.h"

namespace mlrun::test {

// A folder that goes away with its owner.
class ScratchFolder {
 public:
  ScratchFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "mlrun-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
    path_ = pattern;
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

inline void write_bytes(const std::string& path, std::string_view bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!file.flush()) throw std::runtime_error("cannot write " + path);
}

// The length, the header and the data.
inline std::string container(std::string_view header, std::string_view data = {}) {
  const uint64_t length = header.size();
  std::string bytes(sizeof length, '\0');
  std::memcpy(bytes.data(), &length, sizeof length);
  bytes += header;
  bytes += data;
  return bytes;
}

// The message of the Error(kModel) that `run` throws; other outcomes are told in words.
template <class Run>
std::string refusal(Run run) {
  try {
    run();
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::kModel) return std::string("another kind: ") + error.what();
    return error.what();
  }
  return "accepted";
}

// Two input columns, a linear net of one output, three golden rows: every part holds something.
inline ModelBundle small_model() {
  ModelBundle bundle;
  bundle.data_spec.columns = {
      {"age", ColumnType::kNumeric, Role::kFeature, {}, false},
      {"city", ColumnType::kCategorical, Role::kFeature, {"Köln", "Paris"}, true},
      {"y", ColumnType::kNumeric, Role::kTarget, {}, false}};
  bundle.features =
      Json::parse(R"({"numeric": "quantile-normal", "target": {"mean": 0.5, "scale": 2.0}})");
  bundle.arrays["age.quantiles"] = HostTensor::of({3}, std::vector<double>{-1.5, 0.25, 1e300});
  bundle.arrays["none"] = HostTensor::of({0, 4}, std::vector<double>{});
  bundle.model = Json::parse(R"({"type": "dense", "options": {"hidden": []}, "outputs": 1})");
  bundle.state["0.weight"] = HostTensor::of({16, 16}, std::vector<float>(256, -2.5F));
  bundle.state["0.bias"] = HostTensor::of({1}, std::vector<float>{0.125F});
  bundle.state["steps"] = HostTensor::of({}, std::vector<int64_t>{42});
  bundle.golden.columns = {"age", "city"};
  bundle.golden.cells = {{"31", "Paris"}, {"", "\"K\u00f6ln\""}, {"1e3", ""}};
  bundle.golden.outputs = 1;
  bundle.golden.answers = {1.5F, -0.25F, 1e-20F};
  bundle.golden.device = "cpu";
  bundle.golden.precision = "fp32";
  bundle.metrics = Json::parse(R"({"train": {"rmse": 0.25}, "valid": {"rmse": 0.5}})");
  bundle.provenance = Json::parse(R"({"mlrun": "0.1.0", "seed": 7})");
  return bundle;
}

}  // namespace mlrun::test
