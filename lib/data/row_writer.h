#pragma once

#include <string>
#include <string_view>

namespace mlrun {

// Writes rows of cells as CSV or TSV into a text buffer. Quotes stand only where a reader needs
// them: around delimiters, quotes, line ends, blanks at an end, a byte order mark at the start, and
// a single empty cell.
class RowWriter {
 public:
  explicit RowWriter(char delimiter) : delimiter_(delimiter) {}
  void cell(std::string_view text);
  void cell(float value);
  void cell(double value);
  void end_row();
  // The text since the last take().
  std::string take();

 private:
  void separate();
  bool needs_quotes(std::string_view text) const;
  char delimiter_;
  bool first_ = true;   // the next cell begins a row
  bool blank_ = false;  // the row so far is one empty cell
  std::string out_;
};

}  // namespace mlrun
