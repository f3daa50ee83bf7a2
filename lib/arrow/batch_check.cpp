#include "arrow/batch_check.h"

#include <arrow/array/array_base.h>
#include <arrow/array/data.h>
#include <arrow/array/util.h>
#include <arrow/type.h>

#include <memory>

namespace mlrun {
namespace {

std::shared_ptr<arrow::DataType> without_utf8(const std::shared_ptr<arrow::DataType>& type) {
  switch (type->id()) {
    case arrow::Type::STRING:
      return arrow::binary();
    case arrow::Type::LARGE_STRING:
      return arrow::large_binary();
    case arrow::Type::STRING_VIEW:
      return arrow::binary_view();
    case arrow::Type::DICTIONARY: {
      const auto& dictionary = static_cast<const arrow::DictionaryType&>(*type);
      return arrow::dictionary(dictionary.index_type(), without_utf8(dictionary.value_type()),
                               dictionary.ordered());
    }
    default:
      return type;
  }
}

std::shared_ptr<arrow::ArrayData> without_utf8(const arrow::ArrayData& data) {
  auto copy = std::make_shared<arrow::ArrayData>(data);
  copy->type = without_utf8(data.type);
  if (data.dictionary != nullptr) copy->dictionary = without_utf8(*data.dictionary);
  return copy;
}

}  // namespace

arrow::Status check_batch(const arrow::RecordBatch& batch) {
  ARROW_RETURN_NOT_OK(batch.Validate());
  for (const auto& column : batch.columns()) {
    ARROW_RETURN_NOT_OK(arrow::MakeArray(without_utf8(*column->data()))->ValidateFull());
  }
  return arrow::Status::OK();
}

}  // namespace mlrun
