#include "data/row_reader.h"

#include "core/error.h"
#include "data/csv_reader.h"

namespace mlrun {
namespace {

// Several files one after the other, opened when their turn comes.
class FilesReader final : public RowReader {
 public:
  FilesReader(std::vector<std::string> paths, const ReadOptions& options)
      : paths_(std::move(paths)),
        options_(options),
        current_(std::make_unique<CsvReader>(paths_.front(), options_)),
        header_(current_->header()) {}

  const std::vector<std::string>& header() const override { return header_; }

  std::optional<RowBatch> next(size_t max_rows) override {
    auto batch = current_->next(max_rows);
    while (!batch && next_path_ < paths_.size()) {
      finished_ = counts();
      open_next();
      batch = current_->next(max_rows);
    }
    return batch;
  }

  const ReadCounts& counts() const override {
    const ReadCounts& now = current_->counts();
    counts_ = {finished_.bytes + now.bytes, finished_.rows + now.rows,
               finished_.empty_lines + now.empty_lines};
    return counts_;
  }

  std::vector<std::string> remarks() const override { return current_->remarks(); }

 private:
  void open_next() {
    const std::string& path = paths_[next_path_++];
    current_ = std::make_unique<CsvReader>(path, options_);
    if (current_->header() != header_) {
      throw Error(ErrorKind::kData, path + ": its header differs from that of " + paths_.front());
    }
  }

  std::vector<std::string> paths_;
  ReadOptions options_;
  size_t next_path_ = 1;
  std::unique_ptr<CsvReader> current_;
  std::vector<std::string> header_;
  ReadCounts finished_;
  mutable ReadCounts counts_;
};

}  // namespace

std::unique_ptr<RowReader> open_rows(const std::vector<std::string>& paths,
                                     const ReadOptions& options) {
  if (paths.empty()) throw Error(ErrorKind::kUsage, "no input file given");
  return std::make_unique<FilesReader>(paths, options);
}

}  // namespace mlrun
