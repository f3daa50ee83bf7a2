#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "checkpoint/golden.h"
#include "checkpoint/state_dict.h"
#include "core/file.h"
#include "core/json.h"
#include "data/spec.h"

namespace mlrun {

inline constexpr int64_t kFormatVersion = 1;
inline constexpr int64_t kOldestReader = 1;

// All that a model file holds (docs/model_file.md). No device, no path, no code.
struct ModelBundle {
  DataSpec data_spec;
  Json features;      // FeaturePipeline::to_json() and the target transform under "target"
  StateDict arrays;   // tensors features.*, prefix taken off
  Json model;         // {"type": "dense", "options": {...}, "layout": ..., "outputs": n}
  StateDict state;    // tensors model.*, prefix taken off
  GoldenRows golden;  // tensors golden.*
  Json metrics;       // {"train": {...}, "valid": {...}, "test": {...}}
  Json provenance;
};

// What open() found beside the bundle.
struct ModelFileInfo {
  std::string digest;  // "xxh3-128:..."
  int64_t format_version = 0;
  int64_t oldest_reader = 0;
  uint64_t bytes = 0;
};

// Writes atomically. The same bundle always gives the same bytes.
void save_model(const std::string& path, const ModelBundle& bundle,
                Existing existing = Existing::kReplace);
std::string model_bytes(const ModelBundle& bundle);

// Strict: container, digest, versions, every key and tensor. Throws Error(kModel) naming the file,
// the place and what was expected. Memory stays below the file's size + 64 MiB.
ModelBundle open_model(const std::string& path, ModelFileInfo* info = nullptr);

}  // namespace mlrun
