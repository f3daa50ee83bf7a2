#include "mlrun/training_data.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "core/error.h"
#include "core/file.h"
#include "core/hash.h"
#include "core/log.h"
#include "core/random.h"
#include "core/text.h"
#include "data/byte_source.h"
#include "data/table_builder.h"
#include "features/target.h"
#include "mlrun/common_options.h"

namespace mlrun {
namespace {

constexpr size_t kBlock = size_t{1} << 20;

std::string fingerprint(const std::vector<std::string>& paths, const ReadOptions& options) {
  Xxh3 hash;
  std::string block;
  for (const auto& path : paths) {
    ByteSource source(path, options.stdin_fd);
    while (source.read(block, kBlock)) {
      hash.update(block);
      block.clear();
    }
  }
  return "xxh3-128:" + hash.hex();
}

DataSpec given_spec(const std::string& path, const std::string& target, const std::string& task) {
  const Json json = read_json_file(path, ErrorKind::kUsage, JsonComments::kAllow);
  DataSpec spec =
      spec_from_json(json.contains("spec") ? json["spec"] : json, path, ErrorKind::kUsage);
  const auto found = spec.target();
  if (!found) throw Error(ErrorKind::kUsage, path + ": no column has the role target");
  if (!target.empty() && spec.columns[*found].name != target) {
    throw Error(ErrorKind::kUsage, "--target " + target + ": " + path + " says " +
                                       mlrun::quoted(spec.columns[*found].name));
  }
  if (task != "auto" && task != name(spec.task)) {
    throw Error(ErrorKind::kUsage,
                "data.task is " + task + ", but " + path + " says " + std::string(name(spec.task)));
  }
  return spec;
}

DataSpec inferred_spec(const DataSources& sources, const TrainConfig& config) {
  const auto reader = open_input(sources.train, sources.read);
  InferOptions options = sources.infer;
  options.task = config.data.task;
  options.missing = config.data.missing;
  if (options.target.empty()) {
    throw Error(ErrorKind::kUsage,
                "--target is missing: which column is to be predicted? The data "
                "has " +
                    join(reader->header(), ", ").substr(0, 300));
  }
  Inference inference = infer_spec(*reader, options);
  for (const auto& remark : inference.remarks) log::info(remark);
  for (const auto& warning : inference.warnings) log::warn(warning);
  return std::move(inference.spec);
}

// While there is no model yet, columns that do not fit are a fault of the data.
void require_columns(const DataSpec& spec, const std::vector<std::string>& header,
                     const std::string& path) {
  try {
    bind_columns(spec, header, NeedTarget::kYes, path);
  } catch (const Error& error) {
    throw Error(ErrorKind::kData, error.what());
  }
}

Table read_labelled(const std::string& path, const DataSpec& spec, const ReadOptions& options) {
  const auto reader = open_rows({path}, options);
  require_columns(spec, reader->header(), path);
  Table table = read_table(*reader, spec, NeedTarget::kYes);
  if (table.rows == 0) throw Error(ErrorKind::kData, path + ": a header but no rows");
  return table;
}

}  // namespace

void check_sources(const DataSources& sources) {
  const auto uses = std::count(sources.train.begin(), sources.train.end(), "-") +
                    (sources.valid == "-" ? 1 : 0) + (sources.test == "-" ? 1 : 0);
  if (uses > 1) {
    throw Error(ErrorKind::kUsage, "stdin is named more than once; its rows can have one use only");
  }
  if (sources.schema.empty()) return;
  const InferOptions& infer = sources.infer;
  const char* flag = !infer.weight.empty()   ? "--weight"
                     : !infer.ids.empty()    ? "--id"
                     : !infer.ignore.empty() ? "--ignore"
                                             : nullptr;
  if (flag == nullptr) return;
  throw Error(ErrorKind::kUsage,
              std::string(flag) + ": the roles of the columns stand in " + sources.schema);
}

bool reads_stdin(const DataSources& sources) {
  return sources.valid == "-" || sources.test == "-" ||
         std::find(sources.train.begin(), sources.train.end(), "-") != sources.train.end();
}

int copy_stdin() {
  const int fd = memfd_create("stdin", MFD_CLOEXEC);
  if (fd < 0) throw Error(ErrorKind::kFailure, "no memory for a copy of stdin");
  ByteSource source("-");
  std::string block;
  while (source.read(block, kBlock)) {
    write_all(fd, block, "the copy of stdin in memory");
    block.clear();
  }
  return fd;
}

Split split_rows(const Table& table, double valid_fraction, uint64_t seed) {
  if (table.rows < 2) {
    throw Error(ErrorKind::kData,
                "one row cannot both train and judge; --valid names rows that judge");
  }
  const auto targets = targets_of(table);
  const bool classes = table.spec.is_classification();
  std::map<float, std::vector<int64_t>> groups;
  for (const int64_t row : Random(seed, "validation split").permutation(table.rows)) {
    groups[classes ? targets[static_cast<size_t>(row)] : 0.0F].push_back(row);
  }
  Split split;
  for (const auto& [target, rows] : groups) {
    const auto count =
        static_cast<size_t>(std::llround(valid_fraction * static_cast<double>(rows.size())));
    split.valid.insert(split.valid.end(), rows.begin(), rows.begin() + static_cast<int64_t>(count));
    split.train.insert(split.train.end(), rows.begin() + static_cast<int64_t>(count), rows.end());
  }
  if (split.valid.empty()) {
    split.valid.push_back(split.train.back());
    split.train.pop_back();
  }
  if (split.train.empty()) {
    split.train.push_back(split.valid.back());
    split.valid.pop_back();
  }
  std::sort(split.train.begin(), split.train.end());
  std::sort(split.valid.begin(), split.valid.end());
  return split;
}

TrainingData read_training_data(const DataSources& sources, const TrainConfig& config) {
  TrainingData data;
  data.spec = sources.schema.empty()
                  ? inferred_spec(sources, config)
                  : given_spec(sources.schema, sources.infer.target, config.data.task);
  const auto reader = open_rows(sources.train, sources.read);
  require_columns(data.spec, reader->header(), sources.train.front());
  data.train = read_table(*reader, data.spec, NeedTarget::kYes);
  data.fingerprints["train"] = fingerprint(sources.train, sources.read);
  if (sources.valid.empty()) {
    const Table all = std::move(data.train);
    const Split split =
        split_rows(all, config.data.valid_fraction, static_cast<uint64_t>(config.seed));
    data.train = take_rows(all, split.train);
    data.valid = take_rows(all, split.valid);
    data.valid_paths = sources.train;
    data.valid_rows = split.valid;
  } else {
    data.valid = read_labelled(sources.valid, data.spec, sources.read);
    data.valid_paths = {sources.valid};
    for (int64_t row = 0; row < data.valid.rows; ++row) data.valid_rows.push_back(row);
    data.fingerprints["valid"] = fingerprint({sources.valid}, sources.read);
  }
  if (!sources.test.empty()) {
    data.test = read_labelled(sources.test, data.spec, sources.read);
    data.fingerprints["test"] = fingerprint({sources.test}, sources.read);
  }
  return data;
}

std::vector<std::vector<std::string>> reread_rows(const std::vector<std::string>& paths,
                                                  const ReadOptions& options,
                                                  const std::vector<int64_t>& rows,
                                                  std::vector<std::string>& header) {
  constexpr size_t kRows = 4096;
  const auto reader = open_rows(paths, options);
  header = reader->header();
  std::vector<std::vector<std::string>> texts;
  int64_t first = 0;
  while (texts.size() < rows.size()) {
    const auto batch = reader->next(kRows);
    if (!batch) throw Error(ErrorKind::kData, "the data changed while the model was trained");
    const auto count = static_cast<int64_t>(batch->rows());
    while (texts.size() < rows.size() && rows[texts.size()] < first + count) {
      const auto row = static_cast<size_t>(rows[texts.size()] - first);
      auto& cells = texts.emplace_back();
      for (size_t c = 0; c < batch->columns; ++c) cells.emplace_back(batch->cell(row, c));
    }
    first += count;
  }
  return texts;
}

}  // namespace mlrun
