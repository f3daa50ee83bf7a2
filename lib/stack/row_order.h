#pragma once

#include <cstdint>
#include <span>

#include "stack/alike_rows.h"
#include "stack/net_shape.h"
#include "stack/sign_order.h"

namespace mlrun {

// The order in which a net's rows are worked on: beside those that are like them where zeros behind
// a relu are worth that (docs/kernels.md), by what a row's products cost.
class RowOrder {
 public:
  explicit RowOrder(const NetShape& shape);
  // Else rows stay as they are.
  bool pays() const { return kind_ != Kind::kNone; }
  // Orders the rows, which are places in the table.
  void order(const TableRows& table, std::span<int64_t> rows);

 private:
  enum class Kind { kNone, kSigns, kAlike };
  static Kind kind_of(const NetShape& shape);

  Kind kind_;
  SignOrder signs_;
  AlikeRows alike_;
};

}  // namespace mlrun
