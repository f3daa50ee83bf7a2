#include "arrow/arrow_reader.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "arrow/arrow_block.h"
#include "arrow/cell_text.h"
#include "core/error.h"
#include "core/text.h"

namespace mlrun {

ArrowReader::ArrowReader(std::unique_ptr<ByteSource> source, const std::string& path,
                         const ReadOptions& options)
    : name_(std::make_shared<std::string>(source->name())),
      batches_(open_batches(std::move(source), path, options.format)),
      as_available_(options.as_available) {
  name_columns();
  refuse_types();
  set_block_rows(options.block_rows);
  batches_->set_batch_rows(static_cast<int64_t>(block_rows_));
}

void ArrowReader::name_columns() {
  std::unordered_set<std::string_view> seen;
  for (const auto& field : batches_->schema().fields()) {
    header_.push_back(field->name());
    const std::string& name = field->name();
    const std::string place = *name_ + ": ";
    if (name.empty()) {
      throw Error(ErrorKind::kData,
                  place + "column " + std::to_string(header_.size()) + " has no name");
    }
    if (!seen.insert(name).second) {
      throw Error(ErrorKind::kData, place + "two columns are called " + mlrun::quoted(name));
    }
  }
  if (header_.empty()) throw Error(ErrorKind::kData, *name_ + ": it has no columns");
}

void ArrowReader::refuse_types() const {
  std::vector<std::string> refused;
  for (const auto& field : batches_->schema().fields()) {
    if (has_cell_text(*field->type())) continue;
    refused.push_back(*name_ + ": column " + mlrun::quoted(field->name()) +
                      ": expected numbers, booleans, texts, dates or timestamps, got the type " +
                      mlrun::quoted(field->type()->ToString()));
  }
  if (!refused.empty()) throw Error(ErrorKind::kData, join(refused, "\n"));
}

// True while there are rows that no block has.
bool ArrowReader::fetch() {
  while (batch_ == nullptr || used_ == batch_->num_rows()) {
    batch_ = batches_->next();
    used_ = 0;
    if (batch_ == nullptr) return false;
  }
  return true;
}

std::unique_ptr<RowBlock> ArrowReader::next() {
  const auto at_hand = [&] { return batch_ != nullptr && used_ < batch_->num_rows(); };
  auto block = std::make_unique<ArrowBlock>(name_, rows_ + 1);
  while (block->rows() < block_rows_) {
    // What is there of the next record batch may be a part of it.
    if (as_available_ && block->rows() > 0 && !at_hand() && batches_->may_wait()) break;
    if (!fetch()) break;
    const auto wanted = static_cast<int64_t>(block_rows_ - block->rows());
    const int64_t taken = std::min(wanted, batch_->num_rows() - used_);
    block->add(batch_->Slice(used_, taken));
    used_ += taken;
  }
  rows_ += block->rows();
  if (block->rows() == 0) return nullptr;
  return block;
}

ReadCounts ArrowReader::counts() const {
  ReadCounts counts;
  counts.bytes = batches_->bytes();
  counts.total_bytes = batches_->total_bytes();
  counts.rows = rows_;
  return counts;
}

}  // namespace mlrun
