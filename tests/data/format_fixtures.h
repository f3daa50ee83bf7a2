#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "data/row_format.h"

namespace mlrun::test {

// An output of kept texts, a number and a label, with the second row unanswered.
inline std::vector<OutputColumn> id_number_label() {
  return {{"id", true}, {"prediction", false}, {"label \"x\"", true}};
}

inline OutputRows three_rows() {
  OutputRows rows;
  rows.rows = 3;
  rows.kept = 1;
  rows.columns.resize(3);
  rows.columns[0].texts = {"7", "a,b", ""};
  rows.columns[1].numbers = {1.25F, 9.0F, -1e-7F};
  rows.columns[2].texts = {"yes", "no", "l\n1"};
  rows.unanswered = {0, 1, 0};
  return rows;
}

// An output of texts alone, all kept.
inline OutputRows text_rows(const std::vector<std::vector<std::string>>& cells) {
  OutputRows rows;
  rows.rows = cells.size();
  rows.columns.resize(cells.empty() ? 0 : cells.front().size());
  rows.kept = rows.columns.size();
  for (const auto& row : cells) {
    for (size_t c = 0; c < row.size(); ++c) rows.columns[c].texts.emplace_back(row[c]);
  }
  return rows;
}

inline std::string written(RowFormat& format, const OutputRows& rows) {
  std::string out = format.begin();
  out += format.encode(rows);
  out += format.append(rows);
  return out + format.end();
}

}  // namespace mlrun::test
