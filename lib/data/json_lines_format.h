#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "data/row_format.h"

namespace mlrun {

// JSON Lines: {"id":"7","prediction":1.25,"prob_a":0.5}, an object a line. Texts are strings,
// numbers the shortest texts that read back; what is null, not a number or infinite is null.
class JsonLinesFormat final : public RowFormat {
 public:
  // Throws Error(kUsage) when two columns have the same name: an object cannot hold both.
  explicit JsonLinesFormat(const std::vector<OutputColumn>& columns);
  std::string begin() override { return {}; }
  std::string encode(const OutputRows& rows) const override;

 private:
  struct Column {
    std::string key;  // escaped, in quotes, with what stands around it: ,"prediction":
    bool text = false;
  };
  std::vector<Column> columns_;
};

// A JSON string of this text, quotes included. Requires UTF-8.
void append_json_string(std::string& out, std::string_view text);

}  // namespace mlrun
