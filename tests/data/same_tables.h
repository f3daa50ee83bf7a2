#pragma once

#include <cmath>
#include <string>

#include "data/spec.h"
#include "data/table.h"

namespace mlrun::test {

// "" when two tables are the same, cell by cell (NaNs are equal, 0 and -0 are not), else where they
// first differ. Texts of ids count unless they are left out.
inline std::string difference(const Table& a, const Table& b, bool ids = true) {
  if (a.rows != b.rows) return std::to_string(a.rows) + " and " + std::to_string(b.rows) + " rows";
  if (to_json(a.spec) != to_json(b.spec)) return "other specs";
  if (a.columns.size() != b.columns.size()) return "other columns";
  const auto same = [](const auto& x, const auto& y) {
    if (x.size() != y.size()) return false;
    for (size_t i = 0; i < x.size(); ++i) {
      if (x[i] != y[i] && !(std::isnan(x[i]) && std::isnan(y[i]))) return false;
      if (std::signbit(x[i]) != std::signbit(y[i]) && !std::isnan(x[i])) return false;
    }
    return true;
  };
  for (size_t c = 0; c < a.columns.size(); ++c) {
    const Column& x = a.columns[c];
    const Column& y = b.columns[c];
    const std::string name = "column " + a.spec.columns[c].name + ": ";
    if (x.type != y.type) return name + "type";
    if (!same(x.numbers, y.numbers)) return name + "numbers";
    if (!same(x.seconds, y.seconds)) return name + "seconds";
    if (x.codes != y.codes) return name + "codes";
    if (ids && x.texts != y.texts) return name + "texts";
  }
  return {};
}

}  // namespace mlrun::test
