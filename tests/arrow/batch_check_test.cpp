#include "arrow/batch_check.h"

#include <arrow/array.h>
#include <arrow/buffer.h>

#include <catch2/catch.hpp>

using namespace mlrun;

namespace {

arrow::Status check(const std::shared_ptr<arrow::Array>& array) {
  const auto schema = arrow::schema({arrow::field("a", array->type())});
  return check_batch(*arrow::RecordBatch::Make(schema, array->length(), {array}));
}

std::shared_ptr<arrow::Array> texts(const std::vector<int32_t>& offsets, std::string bytes) {
  return std::make_shared<arrow::StringArray>(static_cast<int64_t>(offsets.size()) - 1,
                                              arrow::Buffer::FromVector(offsets),
                                              arrow::Buffer::FromString(std::move(bytes)));
}

std::shared_ptr<arrow::Array> levels(const std::vector<int32_t>& indices,
                                     std::shared_ptr<arrow::Array> values) {
  auto numbers = std::make_shared<arrow::Int32Array>(static_cast<int64_t>(indices.size()),
                                                     arrow::Buffer::FromVector(indices));
  const auto type = arrow::dictionary(arrow::int32(), values->type());
  return std::make_shared<arrow::DictionaryArray>(type, numbers, std::move(values));
}

}  // namespace

TEST_CASE("offsets that lead out of their buffer are refused") {
  CHECK(check(texts({0, 2, 4}, "abcd")).ok());
  CHECK(!check(texts({0, 2, 5}, "abcd")).ok());
  CHECK(!check(texts({0, 3, 2}, "abcd")).ok());
  CHECK(!check(texts({-1, 2, 4}, "abcd")).ok());
}

TEST_CASE("texts that are no UTF-8 pass, in dictionaries too") {
  CHECK(check(texts({0, 2}, "a\xFF")).ok());
  CHECK(check(levels({0, 0}, texts({0, 2}, "a\xFF"))).ok());
}

TEST_CASE("indices beyond the dictionary are refused") {
  CHECK(check(levels({0, 1}, texts({0, 1, 2}, "ab"))).ok());
  CHECK(!check(levels({0, 2}, texts({0, 1, 2}, "ab"))).ok());
  CHECK(!check(levels({0, -1}, texts({0, 1, 2}, "ab"))).ok());
}
