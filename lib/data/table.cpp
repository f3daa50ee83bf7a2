#include "data/table.h"

namespace mlrun {
namespace {

template <class T>
std::vector<T> pick(const std::vector<T>& values, const std::vector<int64_t>& indices) {
  std::vector<T> picked;
  if (values.empty()) return picked;
  picked.reserve(indices.size());
  for (const int64_t index : indices) picked.push_back(values[static_cast<size_t>(index)]);
  return picked;
}

}  // namespace

Table take_rows(const Table& table, const std::vector<int64_t>& indices) {
  Table taken{table.spec, {}, static_cast<int64_t>(indices.size())};
  for (const Column& column : table.columns) {
    taken.columns.push_back({column.type, pick(column.numbers, indices),
                             pick(column.seconds, indices), pick(column.codes, indices),
                             pick(column.texts, indices)});
  }
  return taken;
}

}  // namespace mlrun
