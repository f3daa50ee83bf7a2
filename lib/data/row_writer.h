#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mlrun {

// Writes rows of cells as CSV or TSV into a text buffer; quotes only where needed.
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
  char delimiter_;
  bool first_ = true;
  std::string out_;
};

}  // namespace mlrun
