#pragma once

#include <vector>

#include "backprop/batch.h"
#include "stack/row_order.h"

namespace mlrun {

// The order of a batch's places in which neighbours are alike (stack/row_order.h), whose tiles are
// dealt out so that each worker has some of every kind. Keeps its room from step to step.
class BatchOrder {
 public:
  BatchOrder(const NetShape& shape, size_t workers)
      : members_(shape.members), workers_(workers), order_(shape) {}
  // The batch itself where an order does not pay, else its rows in that order, until the next call.
  // Members with batches of their own are ordered each by itself.
  BatchRows ordered(const TableRows& table, const BatchRows& batch);

 private:
  void order_member(const TableRows& table, const int64_t* rows, size_t places, size_t stride,
                    int64_t* out);

  size_t members_, workers_;
  RowOrder order_;
  std::vector<int64_t> one_, all_;  // of a member, of the batch
};

}  // namespace mlrun
