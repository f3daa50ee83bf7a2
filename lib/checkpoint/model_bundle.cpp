#include "checkpoint/model_bundle.h"

#include <algorithm>
#include <optional>
#include <unordered_set>

#include "checkpoint/digest.h"
#include "core/error.h"
#include "core/text.h"

namespace mlrun {

namespace {

constexpr std::string_view kDescriptions[] = {"data_spec", "features", "model",
                                              "golden",    "metrics",  "provenance"};
constexpr std::string_view kFeaturesPrefix = "features.";
constexpr std::string_view kModelPrefix = "model.";
constexpr std::string_view kAnswers = "golden.answers";

std::string text_of(const Json& json, std::string_view key) {
  try {
    return json.dump();
  } catch (const nlohmann::json::exception&) {
    throw Error(ErrorKind::kFailure, "model file: cannot write \"" + std::string(key) +
                                         "\": it holds text that is not valid UTF-8");
  }
}

std::optional<std::string> too_large(const DescriptionSize& size) {
  if (size.values > kMostDescriptionValues) {
    return "the metadata hold " + std::to_string(size.values) + " values, at most " +
           std::to_string(kMostDescriptionValues);
  }
  if (size.depth > kDeepestDescription) {
    return "the metadata are nested " + std::to_string(size.depth) + " levels deep, at most " +
           std::to_string(kDeepestDescription);
  }
  return std::nullopt;
}

void check_writable(const std::vector<std::pair<std::string, std::string>>& metadata) {
  DescriptionSize total;
  size_t bytes = 0;
  for (const auto& [key, text] : metadata) {
    const DescriptionSize size = measure_description(text);
    total.values += size.values;
    total.depth = std::max(total.depth, size.depth);
    bytes += text.size();
  }
  std::optional<std::string> wrong = too_large(total);
  // Half the header: quotes are escaped there, and the tensors' entries need their place.
  if (bytes > kModelLimits.header_bytes / 2) {
    wrong = "the metadata hold " + std::to_string(bytes) + " bytes, at most " +
            std::to_string(kModelLimits.header_bytes / 2);
  }
  if (wrong) {
    throw Error(ErrorKind::kFailure, "model file: cannot write: " + *wrong +
                                         " (are there columns with very many levels?)");
  }
}

// The descriptions of a file, each parsed once and freed.
class Descriptions {
 public:
  Descriptions(std::vector<MetadataEntry> entries, const std::string& source)
      : entries_(std::move(entries)), source_(source) {
    std::vector<std::string> missing;
    for (std::string_view key : kDescriptions) {
      if (find(key) == nullptr) missing.push_back(quoted(key));
    }
    if (!missing.empty()) {
      throw Error(ErrorKind::kModel, source + ": no " + join(missing, ", ") + " in __metadata__");
    }
  }

  std::string where(std::string_view key) const {
    return source_ + ": metadata \"" + std::string(key) + "\"";
  }

  Json take(std::string_view key) {
    MetadataEntry* entry = find(key);
    const DescriptionSize size = measure_description(entry->value);
    total_.values += size.values;
    total_.depth = size.depth;
    if (const auto wrong = too_large(total_)) {
      throw Error(ErrorKind::kModel,
                  source_ + ": byte " + std::to_string(entry->value_at) + ": " + *wrong);
    }
    const std::string text = std::move(entry->value);
    Json json = parse_json(text, where(key), ErrorKind::kModel);
    if (!json.is_object()) {
      throw Error(ErrorKind::kModel, where(key) + ": expected an object, got " + quoted(text, 20));
    }
    return json;
  }

 private:
  MetadataEntry* find(std::string_view key) {
    const auto found = std::find_if(entries_.begin(), entries_.end(),
                                    [key](const MetadataEntry& entry) { return entry.key == key; });
    return found == entries_.end() ? nullptr : &*found;
  }

  std::vector<MetadataEntry> entries_;
  const std::string& source_;
  DescriptionSize total_;
};

void check_golden_columns(const GoldenRows& golden, const DataSpec& spec,
                          const std::string& where) {
  std::unordered_set<std::string_view> known;
  for (const ColumnSpec& column : spec.columns) known.insert(column.name);
  for (const std::string& column : golden.columns) {
    if (!known.contains(column)) {
      throw Error(ErrorKind::kModel,
                  where + ": column " + quoted(column) + " is not in the data_spec");
    }
  }
}

}  // namespace

DescriptionSize measure_description(std::string_view json) {
  DescriptionSize size{1, 0};
  int64_t depth = 0;
  bool in_string = false;
  for (size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (c == '"') {
      in_string = !in_string;
    } else if (in_string) {
      if (c == '\\') ++i;
    } else if (c == '{' || c == '[') {
      ++size.values;
      size.depth = std::max(size.depth, ++depth);
    } else if (c == '}' || c == ']') {
      --depth;
    } else if (c == ',' || c == ':') {
      ++size.values;
    }
  }
  return size;
}

std::vector<std::pair<std::string, std::string>> metadata_of(const ModelBundle& bundle) {
  std::vector<std::pair<std::string, std::string>> metadata = {
      {"format", std::string(kModelFormat)},
      {"format_version", std::to_string(kFormatVersion)},
      {"oldest_reader", std::to_string(kOldestReader)},
      {std::string(kDigestKey), blank_digest()}};
  const std::pair<std::string_view, Json> parts[] = {{"data_spec", to_json(bundle.data_spec)},
                                                     {"features", bundle.features},
                                                     {"model", bundle.model},
                                                     {"golden", to_json(bundle.golden)},
                                                     {"metrics", bundle.metrics},
                                                     {"provenance", bundle.provenance}};
  for (const auto& [key, json] : parts) {
    if (!json.is_object()) {
      throw Error(ErrorKind::kFailure, "model file: cannot write \"" + std::string(key) +
                                           "\": expected an object, got " +
                                           quoted(text_of(json, key), 20));
    }
    metadata.emplace_back(key, text_of(json, key));
  }
  check_writable(metadata);
  return metadata;
}

ModelBundle bundle_from(std::vector<MetadataEntry> metadata, StateDict tensors,
                        const std::string& source) {
  Descriptions descriptions(std::move(metadata), source);
  ModelBundle bundle;
  bundle.data_spec = spec_from_json(descriptions.take("data_spec"), descriptions.where("data_spec"),
                                    ErrorKind::kModel);
  bundle.features = descriptions.take("features");
  bundle.model = descriptions.take("model");
  const auto answers = tensors.find(std::string(kAnswers));
  if (answers == tensors.end()) {
    throw Error(ErrorKind::kModel, source + ": no tensor \"golden.answers\"");
  }
  bundle.golden =
      golden_from_json(descriptions.take("golden"), answers->second, descriptions.where("golden"));
  tensors.erase(answers);
  check_golden_columns(bundle.golden, bundle.data_spec, descriptions.where("golden"));
  bundle.metrics = descriptions.take("metrics");
  bundle.provenance = descriptions.take("provenance");
  bundle.arrays = take_with_prefix(tensors, kFeaturesPrefix);
  bundle.state = take_with_prefix(tensors, kModelPrefix);
  if (!tensors.empty()) {
    throw Error(ErrorKind::kModel, source + ": tensor " + quoted(tensors.begin()->first) +
                                       " is none of features.*, model.*, golden.answers");
  }
  return bundle;
}

}  // namespace mlrun
