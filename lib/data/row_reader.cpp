#include "data/row_reader.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "core/error.h"
#include "core/text.h"
#include "data/arrow_component.h"
#include "data/csv_reader.h"
#include "data/json_lines_reader.h"
#include "data/table_format.h"

namespace mlrun {
namespace {

// JSON Lines, Parquet and Arrow have names for their columns, and nothing stands between fields.
void check_csv_flags(const std::string& path, const ReadOptions& options) {
  const char* flag = !options.header          ? "--no-header"
                     : options.delimiter != 0 ? "--delimiter"
                                              : nullptr;
  if (flag == nullptr) return;
  throw Error(ErrorKind::kUsage, std::string(flag) + ": " + (path == "-" ? "stdin" : path) +
                                     " is no CSV and no TSV, the formats that it is for");
}

std::unique_ptr<RowReader> open_file(const std::string& path, const ReadOptions& options) {
  TableFormat format = format_by_name(options.format);
  // Only CSV has a delimiter.
  if (format == TableFormat::kUnknown && options.delimiter != 0) format = TableFormat::kCsv;
  if (format == TableFormat::kUnknown) format = format_by_suffix(path);
  auto source = std::make_unique<ByteSource>(path, options.copy_of(path));
  if (format == TableFormat::kUnknown) format = format_by_content(source->head());
  const bool arrow = format == TableFormat::kParquet || format == TableFormat::kArrow;
  if (arrow || format == TableFormat::kJsonLines) check_csv_flags(path, options);
  if (format == TableFormat::kJsonLines) {
    return std::make_unique<JsonLinesReader>(std::move(source), options);
  }
  if (arrow) {
    ReadOptions named = options;
    named.format = format == TableFormat::kParquet ? "parquet" : "arrow";
    return arrow_component().open_reader(std::move(source), path, named);
  }
  return std::make_unique<CsvReader>(std::move(source), path, options);
}

// Several files one after the other, opened when their turn comes.
class FilesReader final : public RowReader {
 public:
  FilesReader(std::vector<std::string> paths, const ReadOptions& options)
      : paths_(std::move(paths)), options_(options) {
    open_next();
    check_regular_files();
  }

  const std::vector<std::string>& header() const override { return header_; }
  std::vector<std::string> remarks() const override { return remarks_; }

  std::unique_ptr<RowBlock> next() override {
    current_->set_block_rows(block_rows_);
    auto block = current_->next();
    while (block == nullptr && opened_ < paths_.size()) {
      finished_ = counts();
      open_next();
      current_->set_block_rows(block_rows_);
      block = current_->next();
    }
    return block;
  }
  void set_block_rows(size_t rows) override { block_rows_ = rows; }

  ReadCounts counts() const override {
    const ReadCounts now = current_->counts();
    return {finished_.bytes + now.bytes, total_bytes_, finished_.rows + now.rows,
            finished_.empty_lines + now.empty_lines};
  }

 private:
  void open_next();
  void check_header(const std::string& path, const std::vector<std::string>& header) const;
  void check_regular_files();

  std::vector<std::string> paths_;
  ReadOptions options_;
  size_t block_rows_ = options_.block_rows;
  size_t opened_ = 0;
  std::unique_ptr<RowReader> current_;
  std::vector<std::string> header_;
  std::vector<std::string> remarks_;
  ReadCounts finished_;  // of the files before the current one
  uint64_t total_bytes_ = 0;
};

void FilesReader::open_next() {
  const std::string& path = paths_[opened_];
  current_ = open_file(path, options_);
  if (opened_ == 0) header_ = current_->header();
  check_header(path, current_->header());
  for (auto& remark : current_->remarks()) remarks_.push_back(std::move(remark));
  ++opened_;
}

void FilesReader::check_header(const std::string& path,
                               const std::vector<std::string>& header) const {
  const auto [ours, theirs] =
      std::mismatch(header_.begin(), header_.end(), header.begin(), header.end());
  if (ours == header_.end() && theirs == header.end()) return;
  const auto shown = [](const auto& at, const auto& names) {
    return at == names.end() ? std::string("the end") : mlrun::quoted(*at);
  };
  throw Error(ErrorKind::kData, path + ": its header differs from that of " + paths_.front() +
                                    ": expected " + shown(ours, header_) + " as column " +
                                    std::to_string(ours - header_.begin() + 1) + ", got " +
                                    shown(theirs, header));
}

// A header that differs is found before hours of work; what can be read only once has to wait.
void FilesReader::check_regular_files() {
  total_bytes_ = current_->counts().total_bytes;
  bool known = total_bytes_ > 0;
  for (size_t i = 1; i < paths_.size(); ++i) {
    const bool copied = options_.copy_of(paths_[i]) != 0;
    if (!copied && (paths_[i] == "-" || !std::filesystem::is_regular_file(paths_[i]))) {
      known = false;
      continue;
    }
    const auto reader = open_file(paths_[i], options_);
    check_header(paths_[i], reader->header());
    total_bytes_ += reader->counts().total_bytes;
  }
  if (!known) total_bytes_ = 0;
}

}  // namespace

int ReadOptions::copy_of(const std::string& path) const {
  if (path == "-") return stdin_fd;
  const auto copy = copies.find(path);
  return copy == copies.end() ? 0 : copy->second;
}

size_t block_rows_for(size_t rows, size_t columns) {
  constexpr size_t kCells = size_t{1} << 17;
  constexpr size_t kFewest = 16;
  return std::min(rows, std::max(kFewest, kCells / std::max<size_t>(columns, 1)));
}

std::optional<CountedBlock> next_block(RowReader& reader) {
  auto block = reader.next();
  if (block == nullptr) return std::nullopt;
  return CountedBlock{std::move(block), reader.counts()};
}

std::unique_ptr<RowReader> open_rows(const std::vector<std::string>& paths,
                                     const ReadOptions& options) {
  if (paths.empty()) throw Error(ErrorKind::kUsage, "no input file given");
  if (std::count(paths.begin(), paths.end(), "-") > 1) {
    throw Error(ErrorKind::kUsage, "stdin (-) is given twice; it can be read once");
  }
  return std::make_unique<FilesReader>(paths, options);
}

}  // namespace mlrun
