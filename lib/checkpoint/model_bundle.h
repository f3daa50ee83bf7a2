#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checkpoint/model_file.h"
#include "checkpoint/safetensors_header.h"

namespace mlrun {

inline constexpr std::string_view kModelFormat = "mlrun-model";

// A model file's own limits, tighter than the container's: whatever stays within them is read in
// the file's size + 64 MiB.
inline constexpr HeaderLimits kModelLimits = {
    .header_bytes = 16 << 20, .tensors = 50'000, .metadata_keys = 1'000};
inline constexpr int64_t kMostDescriptionValues = 250'000;
inline constexpr int64_t kDeepestDescription = 64;

// The __metadata__ of a bundle in the order of docs/model_file.md, with a blank digest.
// Throws Error(kFailure) for a description that no reader would take.
std::vector<std::pair<std::string, std::string>> metadata_of(const ModelBundle& bundle);

// Takes the metadata's texts and the tensors apart. Throws Error(kModel) naming the file and the
// key: missing ones, JSON that does not parse, tensors of an unknown prefix, golden rows that do
// not fit. Metadata keys it does not know are passed over.
ModelBundle bundle_from(std::vector<MetadataEntry> metadata, StateDict tensors,
                        const std::string& source);

// Counts the values of a JSON text and its deepest level without parsing it: a text of a few bytes
// per value takes many times its size once parsed.
struct DescriptionSize {
  int64_t values = 0;
  int64_t depth = 0;
};
DescriptionSize measure_description(std::string_view json);

}  // namespace mlrun
