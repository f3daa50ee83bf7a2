#include "predict/block_rows.h"

#include <algorithm>

namespace mlrun {
namespace {

constexpr size_t kMost = 1024;
constexpr size_t kStep = 16;
// Products of few and of many rows: some 25 ms and half a second of one thread.
constexpr double kFewProducts = 1.5e9;
constexpr double kManyProducts = 3e10;
// Blocks of an input of unknown size, in those of few rows.
constexpr size_t kUnknown = 8;
constexpr double kShare = 16;

size_t whole_steps(double rows, double least, size_t most) {
  const double bounded = std::clamp(rows, least, static_cast<double>(most));
  return static_cast<size_t>(bounded) / kStep * kStep;
}

}  // namespace

BlockRows block_rows_for(const Predictor& predictor) {
  const double products = predictor.products();
  if (!predictor.concurrent() || products == 0) return {kMost, kMost};
  return {whole_steps(kFewProducts / products, kStep, kMost),
          whole_steps(kManyProducts / products, kStep, kMost)};
}

size_t next_block_rows(const BlockRows& rows, const ReadCounts& read) {
  if (read.rows == 0 || read.bytes == 0) return rows.few;
  if (read.total_bytes == 0) return std::min(kUnknown * rows.few, rows.many);
  const auto bytes = static_cast<double>(read.bytes);
  const double left = static_cast<double>(read.total_bytes) - bytes;
  const double rows_left = left * static_cast<double>(read.rows) / bytes;
  return whole_steps(rows_left / kShare, static_cast<double>(rows.few), rows.many);
}

}  // namespace mlrun
