#pragma once

#include <catch2/catch.hpp>
#include <cstring>
#include <string>
#include <vector>

#include "core/fixtures.h"
#include "core/random.h"
#include "data/table_reader.h"

namespace mlrun::test {

// A text of random columns of all kinds, some of them odd, with names c0, c1, ...
class MixedTable {
 public:
  explicit MixedTable(Random& random) : random_(random) {}

  std::string make(size_t rows) {
    const size_t columns = 1 + random_.below(6);
    kinds_.clear();
    std::string text;
    for (size_t c = 0; c < columns; ++c) {
      kinds_.push_back(random_.below(kKinds));
      odd_row_.push_back(random_.below(rows + 1));
      text += (c > 0 ? ",c" : "c") + std::to_string(c);
    }
    text += "\n";
    for (size_t row = 0; row < rows; ++row) {
      for (size_t c = 0; c < columns; ++c) text += (c > 0 ? "," : "") + cell(c, row);
      text += "\n";
    }
    return text;
  }

 private:
  static constexpr uint64_t kKinds = 14;

  std::string one_of(const std::vector<std::string>& cells) {
    return cells[random_.below(cells.size())];
  }

  std::string cell(size_t c, size_t row) {
    const std::string number = std::to_string(row) + "." + std::to_string(row % 7);
    const bool odd = row == odd_row_[c];
    switch (kinds_[c]) {
      case 0:  // few numbers
        return one_of({"1", "2", "2.0", " 3 ", "-0", "0", "1e3"});
      case 1:  // all different
        return number;
      case 2:  // around the limit of a survey
        return std::to_string(row % 4097);
      case 3:  // then one text
        return odd ? "oops" : number;
      case 4:  // then no number of float32
        return odd ? one_of({"1e39", "nan", "inf", "1e999", "-1e39"}) : number;
      case 5:
        return one_of({"true", "FALSE", "False", "True", "", "NA"});
      case 6:
        return one_of({"yes", "no", "No"});
      case 7:
        return one_of({"0", "1", "NA"});
      case 8:
        return one_of({"2026-01-31", "2026-01-31 12:00:00", "2026-01-31T12:00Z", "?"});
      case 9:
        return odd ? "tomorrow" : "2026-01-31";
      case 10:
        return one_of({"red", "\"gr,een\"", "\"\"", "\"a\"\"b\"", " blue ", "\" blue\"", "\u00e9"});
      case 11:  // all different
        return "k" + std::to_string(row);
      case 12:  // with missing cells
        return one_of({number, number, "", "null", "NaN", "?"});
      default:  // nothing at all
        return one_of({"", "NA"});
    }
  }

  Random& random_;
  std::vector<uint64_t> kinds_;
  std::vector<size_t> odd_row_;
};

template <class T>
bool same_bits(const std::vector<T>& a, const std::vector<T>& b) {
  return a.size() == b.size() &&
         (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0);
}

// Empty when two tables hold the same cells, to the bit; else what differs.
inline std::string difference(const Table& a, const Table& b) {
  if (a.rows != b.rows) return std::to_string(a.rows) + " rows, " + std::to_string(b.rows);
  if (to_json(a.spec) != to_json(b.spec)) return "specs";
  if (a.columns.size() != b.columns.size()) return "columns";
  for (size_t c = 0; c < a.columns.size(); ++c) {
    const Column& x = a.columns[c];
    const Column& y = b.columns[c];
    const std::string at = " of column " + std::to_string(c);
    if (x.type != y.type) return "the type" + at;
    if (!same_bits(x.numbers, y.numbers)) return "numbers" + at;
    if (!same_bits(x.seconds, y.seconds)) return "seconds" + at;
    if (x.codes != y.codes) return "codes" + at;
    if (x.texts != y.texts) return "texts" + at;
  }
  return {};
}

}  // namespace mlrun::test
