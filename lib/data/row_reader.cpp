#include "data/row_reader.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "core/error.h"
#include "core/text.h"
#include "data/csv_reader.h"

namespace mlrun {
namespace {

// Several files one after the other, opened when their turn comes.
class FilesReader final : public RowReader {
 public:
  FilesReader(std::vector<std::string> paths, const ReadOptions& options)
      : paths_(std::move(paths)), options_(options) {
    open_next();
    check_regular_files();
  }

  const std::vector<std::string>& header() const override { return header_; }
  const ReadCounts& counts() const override { return counts_; }
  std::vector<std::string> remarks() const override { return remarks_; }

  std::optional<RowBatch> next(size_t max_rows) override {
    auto batch = current_->next(max_rows);
    while (!batch && opened_ < paths_.size()) {
      finished_ = counts_of_all();
      open_next();
      batch = current_->next(max_rows);
    }
    counts_ = counts_of_all();
    return batch;
  }

 private:
  void open_next();
  void check_header(const std::string& path, const std::vector<std::string>& header) const;
  void check_regular_files() const;
  ReadCounts counts_of_all() const;

  std::vector<std::string> paths_;
  ReadOptions options_;
  size_t opened_ = 0;
  std::unique_ptr<RowReader> current_;
  std::vector<std::string> header_;
  std::vector<std::string> remarks_;
  ReadCounts finished_;  // of the files before the current one
  ReadCounts counts_;
};

void FilesReader::open_next() {
  const std::string& path = paths_[opened_];
  current_ = std::make_unique<CsvReader>(path, options_);
  if (opened_ == 0) header_ = current_->header();
  check_header(path, current_->header());
  for (auto& remark : current_->remarks()) remarks_.push_back(std::move(remark));
  ++opened_;
  counts_ = counts_of_all();
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
void FilesReader::check_regular_files() const {
  for (size_t i = 1; i < paths_.size(); ++i) {
    if (paths_[i] == "-" || !std::filesystem::is_regular_file(paths_[i])) continue;
    check_header(paths_[i], CsvReader(paths_[i], options_).header());
  }
}

ReadCounts FilesReader::counts_of_all() const {
  const ReadCounts& now = current_->counts();
  return {finished_.bytes + now.bytes, finished_.rows + now.rows,
          finished_.empty_lines + now.empty_lines};
}

}  // namespace

std::string_view RowBatch::content(size_t row, size_t column) const {
  const size_t at = row * columns + column;
  return quoted[at] != 0 ? cells[at] : trim(cells[at]);
}

std::unique_ptr<RowReader> open_rows(const std::vector<std::string>& paths,
                                     const ReadOptions& options) {
  if (paths.empty()) throw Error(ErrorKind::kUsage, "no input file given");
  if (std::count(paths.begin(), paths.end(), "-") > 1) {
    throw Error(ErrorKind::kUsage, "stdin (-) is given twice; it can be read once");
  }
  const std::vector<std::string> formats = {"auto", "csv", "tsv"};
  if (std::find(formats.begin(), formats.end(), options.format) == formats.end()) {
    throw Error(ErrorKind::kUsage, "--format: expected one of " + join(formats, ", ") + ", got " +
                                       mlrun::quoted(options.format) +
                                       did_you_mean(options.format, formats));
  }
  return std::make_unique<FilesReader>(paths, options);
}

}  // namespace mlrun
