#pragma once

#include <string>

#include "data/row_fixtures.h"

namespace mlrun::test {

// A text as a file of this name, read as its suffix says.
inline Rows read_table(const std::string& name, const std::string& text) {
  const TempDir dir;
  put(dir / name, text);
  Rows rows;
  const std::string error = error_of([&] { rows = rows_of(*open_rows({dir / name}, {})); });
  if (error != "no error") rows.error = error;
  return rows;
}

}  // namespace mlrun::test
