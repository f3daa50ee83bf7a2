#pragma once

#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.h"
#include "data/byte_source.h"
#include "data/line_buffer.h"
#include "data/row_cutter.h"
#include "data/row_reader.h"

namespace mlrun {

// Rows of a text file, whole but not taken apart, and the memory they stand in.
struct FoundRows {
  std::shared_ptr<const std::string> file;  // name for messages
  std::shared_ptr<const char[]> memory;
  std::vector<RowSpan> spans;  // in memory
  uint64_t offset = 0;         // of memory in the file

  std::string_view text(const RowSpan& span) const {
    return {memory.get() + span.begin, span.end - span.begin};
  }
  uint64_t byte(const RowSpan& span) const { return offset + span.begin; }
};

// A text file (or stdin) read piece by piece until a Cutter (RowCutter, LineCutter) has found as
// many rows as are wanted.
template <class Cutter>
class RowFeed {
 public:
  RowFeed(std::unique_ptr<ByteSource> source, const ReadOptions& options, size_t piece,
          Cutter cutter)
      : source_(std::move(source)),
        as_available_(options.as_available),
        name_(std::make_shared<const std::string>(source_->name())),
        buffer_(piece),
        cutter_(std::move(cutter)) {}

  const std::shared_ptr<const std::string>& name() const { return name_; }
  // Bytes read and not given out.
  std::string_view text() const { return buffer_.text(); }
  // Reads once more; false at the end.
  bool read() { return buffer_.read(*source_); }
  // Forgets a byte order mark at the start. Call it before fill().
  void drop_mark() {
    constexpr std::string_view kMark = "\xEF\xBB\xBF";
    while (text().size() < kMark.size() && read()) {
    }
    if (text().starts_with(kMark)) buffer_.drop(kMark.size());
  }
  // Another cutter from here on. Call it before fill().
  void cut_by(Cutter cutter) { cutter_ = std::move(cutter); }

  // Finds rows until there are so many, or no more; with as_available, until there is one and none
  // is at hand. False when there is none. Throws Error(kData) for a line of more than 64 MiB.
  bool fill(size_t rows) {
    for (;;) {
      cutter_.cut(text(), buffer_.ended(), rows, spans_);
      if (cutter_.too_long()) {
        if (!spans_.empty()) return true;
        fail_here("a line of more than 64 MiB");
      }
      if (spans_.size() == rows || buffer_.ended()) return !spans_.empty();
      if (as_available_ && !spans_.empty() && !source_->ready()) return true;
      if (fault_ != nullptr) {
        if (!spans_.empty()) return true;
        std::rethrow_exception(fault_);
      }
      read_or_keep_fault();
    }
  }
  // The first row found, which stays. Requires that fill() was true.
  const RowSpan& first() const { return spans_.front(); }
  std::string_view text(const RowSpan& span) const {
    return text().substr(span.begin, span.end - span.begin);
  }
  uint64_t byte(const RowSpan& span) const { return buffer_.offset() + span.begin; }
  // Forgets the rows found.
  void drop_rows() {
    spans_.clear();
    buffer_.drop(cutter_.used());
    cutter_.drop_used();
  }
  // Gives out the rows found.
  FoundRows take() {
    rows_ += spans_.size();
    const uint64_t offset = buffer_.offset();
    auto memory = buffer_.give(cutter_.used());
    cutter_.drop_used();
    return {name_, std::move(memory), std::exchange(spans_, {}), offset};
  }
  ReadCounts counts() const {
    return {source_->position_before(buffer_.ended() ? 0 : text().size()), source_->size(), rows_,
            cutter_.empty_lines()};
  }

  // `t.csv:17: what (byte 123)`
  [[noreturn]] void fail(uint64_t line, uint64_t byte, const std::string& what) const {
    throw Error(ErrorKind::kData, *name_ + ":" + std::to_string(line) + ": " + what + " (byte " +
                                      std::to_string(byte) + ")");
  }
  // At the first byte that belongs to no row yet.
  [[noreturn]] void fail_here(const std::string& what) const {
    fail(cutter_.line(), buffer_.offset() + cutter_.used(), what);
  }

 private:
  // Rows that were found before the source failed are given out first, however many were wanted.
  void read_or_keep_fault() {
    try {
      read();
    } catch (const Error&) {
      fault_ = std::current_exception();
    }
  }

  std::exception_ptr fault_;
  std::unique_ptr<ByteSource> source_;
  bool as_available_;
  std::shared_ptr<const std::string> name_;
  LineBuffer buffer_;
  Cutter cutter_;
  std::vector<RowSpan> spans_;  // rows found and not given out
  uint64_t rows_ = 0;
};

}  // namespace mlrun
