#include "data/bad_rows.h"

#include "core/error.h"
#include "core/file.h"
#include "core/text.h"
#include "data/row_writer.h"

namespace mlrun {

BadRow bad_row_of(const RowBatch& batch, RowFault fault) {
  const size_t row = fault.row;
  return {std::move(fault), std::string(batch.file), std::string(batch.texts[row])};
}

BadRows::BadRows(BadRowOptions options) : options_(std::move(options)) {
  if (options_.rejects.empty()) return;
  rejects_ = std::make_unique<Output>(
      options_.rejects, options_.replace_rejects ? Existing::kReplace : Existing::kKeep);
  rejects_->write("file,line,byte,column,cause,text\n");
}

std::string BadRows::column_name(const RowFault& fault) const {
  if (!fault.column) return {};
  return *fault.column < header_.size() ? header_[*fault.column]
                                        : std::to_string(*fault.column + 1);
}

std::string BadRows::sentence(const BadRow& row) const {
  const RowFault& fault = row.fault;
  std::string text = row.file + ":" + std::to_string(fault.line) + ": ";
  if (fault.column) {
    text += "column " +
            (*fault.column < header_.size() ? mlrun::quoted(header_[*fault.column])
                                            : std::to_string(*fault.column + 1)) +
            ": ";
  }
  text += fault.what;
  if (fault.exact) text += " (byte " + std::to_string(fault.byte) + ")";
  return text;
}

void BadRows::write_reject(const BadRow& row) {
  RowWriter writer(',');
  writer.cell(std::string_view(row.file));
  writer.cell(std::string_view(std::to_string(row.fault.line)));
  writer.cell(std::string_view(std::to_string(row.fault.byte)));
  writer.cell(std::string_view(column_name(row.fault)));
  writer.cell(std::string_view(row.fault.what));
  writer.cell(std::string_view(row.text));
  writer.end_row();
  rejects_->write(writer.take());
}

void BadRows::start(std::vector<std::string> header) {
  header_ = std::move(header);
  table_rows_ = 0;
  numbers_.clear();
  first_.clear();
}

// What was rejected so far is worth most when the run fails.
void BadRows::refuse(const std::string& why) {
  if (rejects_) rejects_->commit();
  throw Error(ErrorKind::kData, why);
}

void BadRows::add(uint64_t rows, const std::vector<BadRow>& bad) {
  for (const BadRow& row : bad) {
    ++count_;
    numbers_.push_back(table_rows_ + row.fault.row);
    if (first_.empty()) first_ = sentence(row);
    if (rejects_) write_reject(row);
    if (options_.on == OnBadRow::kFail) refuse(sentence(row));
    if (options_.max_rows && count_ > *options_.max_rows) {
      refuse("more than " + std::to_string(*options_.max_rows) +
             " bad rows (--max-bad-rows); the last: " + sentence(row));
    }
  }
  rows_ += rows;
  table_rows_ += rows;
}

void BadRows::require_rows(int64_t left, const std::string& table) {
  if (left > 0) return;
  if (numbers_.empty()) refuse(table + ": a header but no rows");
  refuse(table + ": all its rows (" + format_count(static_cast<int64_t>(numbers_.size())) +
         ") are bad and were left out; the first: " + first_);
}

void BadRows::finish(uint64_t rows_out) {
  if (rejects_) rejects_->commit();
  const uint64_t rejected = options_.on == OnBadRow::kNull ? 0 : count_;
  if (rows_ != rows_out + rejected) {
    throw Error(ErrorKind::kFailure, "a fault of mlrun: " + std::to_string(rows_) +
                                         " rows were read, " + std::to_string(rows_out) +
                                         " kept and " + std::to_string(rejected) +
                                         " rejected; please report it");
  }
  if (!options_.max_ratio || rows_ == 0) return;
  const double ratio = static_cast<double>(count_) / static_cast<double>(rows_);
  if (ratio <= *options_.max_ratio) return;
  throw Error(ErrorKind::kData, format_count(static_cast<int64_t>(count_)) + " of " +
                                    format_count(static_cast<int64_t>(rows_)) +
                                    " rows are bad, more than --max-bad-ratio " +
                                    format_number(*options_.max_ratio) + " allows");
}

}  // namespace mlrun
