#pragma once

#include <memory>
#include <utility>

#include "data/row_reader.h"

namespace mlrun {

// A reader whose first block was looked at already and is given out again.
class PeekedReader final : public RowReader {
 public:
  explicit PeekedReader(std::unique_ptr<RowReader> reader)
      : reader_(std::move(reader)), first_(reader_->next()) {}
  // Null when there are no rows.
  const RowBlock* first() const { return first_.get(); }
  const std::vector<std::string>& header() const override { return reader_->header(); }
  std::unique_ptr<RowBlock> next() override {
    return first_ != nullptr ? std::move(first_) : reader_->next();
  }
  void set_block_rows(size_t rows) override { reader_->set_block_rows(rows); }
  ReadCounts counts() const override { return reader_->counts(); }
  std::vector<std::string> remarks() const override { return reader_->remarks(); }

 private:
  std::unique_ptr<RowReader> reader_;
  std::unique_ptr<RowBlock> first_;
};

}  // namespace mlrun
