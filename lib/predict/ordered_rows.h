#pragma once

#include <vector>

#include "features/features.h"
#include "stack/row_order.h"

namespace mlrun {

// Some rows in the order in which a net works on them (stack/row_order.h), and the way back for
// their answers. Keeps its room from call to call.
class OrderedRows {
 public:
  OrderedRows(const NetShape& shape, const FeatureLayout& layout);
  // Rows first .. first + count, until the next call.
  const Features& take(const Features& rows, int64_t first, int64_t count);
  // answers [count, outputs] of the rows taken: out [count, outputs] has them as the rows stood.
  void put_back(const float* answers, size_t outputs, float* out) const;

 private:
  RowOrder order_;
  size_t dense_width_, code_width_;
  int64_t first_ = 0;
  std::vector<int64_t> places_;
  Features rows_;
};

}  // namespace mlrun
