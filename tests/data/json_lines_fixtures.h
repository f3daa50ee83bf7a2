#pragma once

#include <string>

#include "data/json_lines_reader.h"
#include "data/row_fixtures.h"

namespace mlrun::test {

// A text as a file t.jsonl; an error names it without its folder.
inline Rows read_json_lines(const std::string& text, const ReadOptions& options = {},
                            size_t piece = LineBuffer::kPiece, size_t part = 0) {
  const TempDir dir;
  put(dir / "t.jsonl", text);
  Rows rows;
  const std::string error = error_of([&] {
    JsonLinesReader reader(dir / "t.jsonl", options, piece);
    rows = rows_of(reader, part);
  });
  if (error != "no error") rows.error = error;
  const size_t folder = rows.error.find(dir.path() + "/");
  if (folder != std::string::npos) rows.error.erase(folder, dir.path().size() + 1);
  return rows;
}

}  // namespace mlrun::test
