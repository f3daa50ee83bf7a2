#include "backprop/batch_order.h"

#include <algorithm>

namespace mlrun {

BatchRows BatchOrder::ordered(const TableRows& table, const BatchRows& batch) {
  if (!order_.pays()) return batch;
  const size_t each = batch.per_member ? members_ : 1;
  all_.resize(batch.places * each);
  for (size_t m = 0; m < each; ++m) {
    order_member(table, batch.rows + m, batch.places, each, all_.data() + m);
  }
  BatchRows ordered = batch;
  ordered.rows = all_.data();
  return ordered;
}

// Rows of one member, `stride` apart.
void BatchOrder::order_member(const TableRows& table, const int64_t* rows, size_t places,
                              size_t stride, int64_t* out) {
  one_.resize(places);
  for (size_t i = 0; i < places; ++i) one_[i] = rows[i * stride];
  order_.order(table, one_);
  size_t at = 0;
  for (size_t worker = 0; worker < workers_; ++worker) {
    for (size_t tile = worker * kTileRows; tile < places; tile += workers_ * kTileRows) {
      const size_t end = std::min(places, tile + kTileRows);
      for (size_t i = tile; i < end; ++i) out[at++ * stride] = one_[i];
    }
  }
}

}  // namespace mlrun
