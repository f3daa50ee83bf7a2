#include "predict/ordered_rows.h"

#include <algorithm>
#include <numeric>

namespace mlrun {
namespace {

// `width` values of each place.
template <class Value>
void gather(const std::vector<Value>& from, size_t width, const std::vector<int64_t>& places,
            std::vector<Value>& to) {
  to.resize(places.size() * width);
  Value* out = to.data();
  for (const int64_t place : places) {
    out = std::copy_n(from.data() + static_cast<size_t>(place) * width, width, out);
  }
}

}  // namespace

OrderedRows::OrderedRows(const NetShape& shape, const FeatureLayout& layout)
    : order_(shape),
      dense_width_(static_cast<size_t>(layout.dense_width())),
      code_width_(layout.categorical.size()) {}

const Features& OrderedRows::take(const Features& rows, int64_t first, int64_t count) {
  first_ = first;
  places_.resize(static_cast<size_t>(count));
  std::iota(places_.begin(), places_.end(), first);
  order_.order({rows.dense.data(), dense_width_, rows.codes.data(), code_width_}, places_);
  rows_.rows = count;
  gather(rows.dense, dense_width_, places_, rows_.dense);
  gather(rows.codes, code_width_, places_, rows_.codes);
  return rows_;
}

void OrderedRows::put_back(const float* answers, size_t outputs, float* out) const {
  for (const int64_t place : places_) {
    std::copy_n(answers, outputs, out + static_cast<size_t>(place - first_) * outputs);
    answers += outputs;
  }
}

}  // namespace mlrun
