#pragma once

#include <arrow/type_fwd.h>

#include <cstddef>
#include <cstdint>

namespace mlrun {

// Room that either of these needs.
constexpr size_t kTimeText = 48;

// ISO 8601 text that data/datetime.h reads back exactly; returns its length. Years outside 0000 to
// 9999, which ISO 8601 cannot say, give "N days since 1970" or the like: text that is no datetime.
size_t write_date(char* out, int64_t days);
// utc: with a Z at the end. A fraction of a second stands there only where it is not 0.
size_t write_timestamp(char* out, int64_t value, arrow::TimeUnit::type unit, bool utc);

}  // namespace mlrun
