#include "mlrun/training_data.h"

#include <algorithm>
#include <chrono>

#include "core/error.h"
#include "core/hash.h"
#include "core/log.h"
#include "core/text.h"
#include "data/input_file.h"
#include "data/table_reader.h"
#include "features/target.h"
#include "mlrun/bad_row_flags.h"
#include "mlrun/common_options.h"
#include "mlrun/read_progress.h"
#include "plan/row_split.h"

namespace mlrun {
namespace {

constexpr size_t kBlock = size_t{1} << 20;

std::string fingerprint(const std::vector<std::string>& paths, const ReadOptions& options) {
  Xxh3 hash;
  std::vector<char> block(kBlock);
  for (const auto& path : paths) {
    InputFile file(path, options.copy_of(path));
    while (const size_t got = file.read(block.data(), block.size())) {
      hash.update({block.data(), got});
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

// The spec, and the rows as well unless one is bad.
Inference inferred(const DataSources& sources, const TrainConfig& config) {
  const auto reader = open_input(sources.train, sources.read);
  InferOptions options = sources.infer;
  options.task = config.data.task;
  options.missing = config.data.missing;
  options.threads = sources.threads;
  options.keep_rows = true;
  // Rows that are to be written down are told by reading under the spec.
  options.pass_bad_rows = sources.bad.on != OnBadRow::kFail || !sources.bad.rejects.empty();
  options.memory_limit = sources.memory_limit;
  options.progress = read_progress("reading");
  if (options.target.empty()) {
    throw Error(ErrorKind::kUsage,
                "--target is missing: which column is to be predicted? The data "
                "has " +
                    join(reader->header(), ", ").substr(0, 300));
  }
  Inference inference = infer_spec(*reader, options);
  for (const auto& remark : inference.remarks) log::info(remark);
  for (const auto& warning : inference.warnings) log::warn(warning);
  return inference;
}

// While there is no model yet, columns that do not fit are a fault of the data.
void require_columns(const DataSpec& spec, const std::vector<std::string>& header,
                     const std::string& path, const std::string& wanted) {
  try {
    bind_columns(spec, header, NeedTarget::kYes, path, wanted);
  } catch (const Error& error) {
    throw Error(ErrorKind::kData, error.what());
  }
}

// Labelled rows of the files of one role.
Table read_labelled(const std::vector<std::string>& paths, const DataSpec& spec,
                    const DataSources& sources, BadRows& bad) {
  const auto reader = open_rows(paths, sources.read);
  require_columns(spec, reader->header(), paths.front(),
                  sources.schema.empty() ? names_of(sources.train) : sources.schema);
  TableReadOptions options;
  options.threads = sources.threads;
  options.memory_limit = sources.memory_limit;
  options.bad = &bad;
  options.progress = read_progress("reading");
  Table table = read_table(*reader, spec, NeedTarget::kYes, options);
  bad.require_rows(table.rows, join(paths, ", "));
  return table;
}

// The numbers of the good rows in their file, from 0.
std::vector<int64_t> row_numbers(int64_t good, const std::vector<uint64_t>& bad) {
  std::vector<int64_t> numbers;
  numbers.reserve(static_cast<size_t>(good));
  auto next_bad = bad.begin();
  for (int64_t number = 0; static_cast<int64_t>(numbers.size()) < good; ++number) {
    if (next_bad != bad.end() && *next_bad == static_cast<uint64_t>(number)) {
      ++next_bad;
    } else {
      numbers.push_back(number);
    }
  }
  return numbers;
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

namespace {

// The training rows under the spec that is given, or found in the same pass.
Table read_train(const DataSources& sources, const TrainConfig& config, DataSpec& spec,
                 BadRows& bad) {
  if (sources.schema.empty()) {
    Inference inference = inferred(sources, config);
    spec = std::move(inference.spec);
    if (inference.table) {
      bad.start({});
      bad.add(inference.rows, {});
      return std::move(*inference.table);
    }
  } else {
    spec = given_spec(sources.schema, sources.infer.target, config.data.task);
  }
  return read_labelled(sources.train, spec, sources, bad);
}

void split_train(TrainingData& data, const std::vector<int64_t>& numbers,
                 const TrainConfig& config) {
  const Table all = std::move(data.train);
  const Split split =
      split_rows(all, config.data.valid_fraction, static_cast<uint64_t>(config.seed));
  data.train = take_rows(all, split.train);
  data.valid = take_rows(all, split.valid);
  for (const int64_t row : split.valid) {
    data.valid_rows.push_back(numbers[static_cast<size_t>(row)]);
  }
}

// A share that was asked for and has no say.
void warn_of_share(const DataSources& sources, const TrainConfig& config) {
  const bool plain = config.data.valid_fraction == DataConfig{}.valid_fraction;
  if (plain || (sources.valid.empty() && config.folds < 2)) return;
  log::warn("data.valid_fraction " + format_number(config.data.valid_fraction) + " has no say: " +
            (sources.valid.empty() ? "folds judge" : "the rows of --valid judge"));
}

}  // namespace

TrainingData read_training_data(const DataSources& sources, const TrainConfig& config) {
  constexpr double kWorthAWord = 1.0;
  const auto start = std::chrono::steady_clock::now();
  TrainingData data;
  BadRows bad(sources.bad);
  data.train = read_train(sources, config, data.spec, bad);
  int64_t rows = data.train.rows;
  data.fingerprints["train"] = fingerprint(sources.train, sources.read);
  warn_of_share(sources, config);
  if (sources.valid.empty() && config.folds > 1) {
    // Every row trains and, in its fold, judges.
    data.valid_paths = sources.train;
    data.valid_rows = row_numbers(data.train.rows, bad.numbers());
  } else if (sources.valid.empty()) {
    split_train(data, row_numbers(data.train.rows, bad.numbers()), config);
    data.valid_paths = sources.train;
  } else {
    data.valid = read_labelled({sources.valid}, data.spec, sources, bad);
    rows += data.valid.rows;
    data.valid_paths = {sources.valid};
    data.valid_rows = row_numbers(data.valid.rows, bad.numbers());
    data.fingerprints["valid"] = fingerprint({sources.valid}, sources.read);
  }
  if (!sources.test.empty()) {
    data.test = read_labelled({sources.test}, data.spec, sources, bad);
    rows += data.test->rows;
    data.fingerprints["test"] = fingerprint({sources.test}, sources.read);
  }
  require_weight(data.train, "the training rows");
  require_weight(data.valid, "the validation rows");
  if (data.test) require_weight(*data.test, "the test rows");
  bad.finish(static_cast<uint64_t>(rows));
  report_bad_rows(bad);
  data.bad_rows = bad.count();
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  if (seconds.count() > kWorthAWord) {
    log::info(format_count(rows) + " rows read in " +
              rate_text(static_cast<uint64_t>(rows), seconds.count()));
  }
  return data;
}

std::vector<std::vector<std::string>> reread_rows(const std::vector<std::string>& paths,
                                                  const ReadOptions& options,
                                                  const std::vector<int64_t>& rows,
                                                  std::vector<std::string>& header) {
  const auto reader = open_rows(paths, options);
  header = reader->header();
  std::vector<std::vector<std::string>> texts;
  RowBatch batch;
  batch.columns = header.size();
  int64_t first = 0;
  while (texts.size() < rows.size()) {
    const auto block = reader->next();
    if (block == nullptr)
      throw Error(ErrorKind::kData, "the data changed while the model was trained");
    const auto count = static_cast<int64_t>(block->rows());
    for (; texts.size() < rows.size() && rows[texts.size()] < first + count;) {
      batch.clear();
      block->split(static_cast<size_t>(rows[texts.size()] - first), 1, batch);
      auto& cells = texts.emplace_back();
      for (size_t c = 0; c < batch.columns; ++c) cells.emplace_back(batch.cell(0, c));
    }
    first += count;
  }
  return texts;
}

}  // namespace mlrun
