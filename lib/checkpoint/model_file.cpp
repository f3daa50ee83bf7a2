#include "checkpoint/model_file.h"

#include <charconv>

#include "checkpoint/container_file.h"
#include "checkpoint/digest.h"
#include "checkpoint/model_bundle.h"
#include "checkpoint/safetensors_writer.h"
#include "core/error.h"
#include "core/file.h"
#include "core/text.h"

namespace mlrun {

namespace {

void check_format(const SafeTensorsHeader& header, const std::string& source) {
  const MetadataEntry* format = header.find("format");
  if (format == nullptr) {
    throw Error(ErrorKind::kModel, source +
                                       ": a safetensors file, but no model of mlrun: no"
                                       " \"format\" in __metadata__");
  }
  if (format->value != kModelFormat) {
    throw Error(ErrorKind::kModel, source + ": byte " + std::to_string(format->value_at) +
                                       ": format: expected \"mlrun-model\", got " +
                                       quoted(format->value));
  }
}

int64_t version_number(const SafeTensorsHeader& header, const std::string& key,
                       const std::string& source) {
  const MetadataEntry* entry = header.find(key);
  if (entry == nullptr) {
    throw Error(ErrorKind::kModel, source + ": no " + quoted(key) + " in __metadata__");
  }
  const std::string& text = entry->value;
  int64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end || value < 1) {
    throw Error(ErrorKind::kModel, source + ": byte " + std::to_string(entry->value_at) + ": " +
                                       key + ": expected a number of at least 1, got " +
                                       quoted(text));
  }
  return value;
}

ModelFileInfo check_versions(const SafeTensorsHeader& header, const std::string& source) {
  check_format(header, source);
  ModelFileInfo info;
  info.oldest_reader = version_number(header, "oldest_reader", source);
  if (info.oldest_reader > kFormatVersion) {
    throw Error(ErrorKind::kModel,
                source + ": needs mlrun file format >= " + std::to_string(info.oldest_reader) +
                    ", this program reads up to " + std::to_string(kFormatVersion));
  }
  info.format_version = version_number(header, "format_version", source);
  return info;
}

}  // namespace

std::string model_bytes(const ModelBundle& bundle) {
  const HostTensor answers = answers_of(bundle.golden);
  std::vector<NamedTensor> tensors = {{"golden.answers", &answers}};
  for (const auto& [name, tensor] : bundle.arrays) tensors.push_back({"features." + name, &tensor});
  for (const auto& [name, tensor] : bundle.state) tensors.push_back({"model." + name, &tensor});
  if (tensors.size() > kModelLimits.tensors) {
    throw Error(ErrorKind::kFailure, "model file: cannot write " + std::to_string(tensors.size()) +
                                         " tensors, at most " +
                                         std::to_string(kModelLimits.tensors));
  }
  std::string bytes = write_container(metadata_of(bundle), std::move(tensors));
  seal(bytes, kModelLimits);
  return bytes;
}

void save_model(const std::string& path, const ModelBundle& bundle, Existing existing) {
  const std::string bytes = model_bytes(bundle);
  AtomicFile file(path, existing);
  file.write(bytes);
  file.commit();
}

ModelBundle open_model(const std::string& path, ModelFileInfo* info) {
  ContainerFile file(path, kModelLimits);
  ModelFileInfo found = check_versions(file.header(), path);
  found.bytes = file.bytes();
  const uint64_t digits_at = digest_digits_at(file.header(), path);
  found.digest = file.header().find(kDigestKey)->value;
  ContainerFile::Data data = file.read_data(digits_at);
  const std::string digest = std::string(kDigestKind) + data.xxh3;
  if (digest != found.digest) {
    throw Error(ErrorKind::kModel,
                path + ": damaged: digest is " + digest + ", expected " + found.digest);
  }
  if (info != nullptr) *info = found;
  return bundle_from(std::move(file.header().metadata), std::move(data.tensors), path);
}

}  // namespace mlrun
