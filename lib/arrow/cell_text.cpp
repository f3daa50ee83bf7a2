#include "arrow/cell_text.h"

#include <arrow/array/array_binary.h>
#include <arrow/array/array_decimal.h>
#include <arrow/array/array_dict.h>
#include <arrow/array/array_primitive.h>
#include <arrow/util/float16.h>

#include <charconv>
#include <cmath>
#include <type_traits>

#include "arrow/time_text.h"

namespace mlrun {
namespace {

constexpr int64_t kMillisPerDay = 86'400'000;

// text(array, i): the text of a value that is not null.
template <class Array, class Text>
void each(const arrow::Array& array, int64_t first, int64_t count, const CellColumn& into,
          bool is_text, const Text& text) {
  const auto& typed = static_cast<const Array&>(array);
  for (int64_t i = 0; i < count; ++i) {
    if (typed.IsValid(first + i)) {
      into.set(static_cast<size_t>(i), text(typed, first + i), is_text);
    }
  }
}

template <class T>
std::string_view number_text(TextArena& arena, T value) {
  constexpr size_t kLongest = 32;
  if constexpr (std::is_floating_point_v<T>) {
    if (std::isnan(value)) return "nan";
  }
  char* out = arena.reserve(kLongest);
  return arena.commit(static_cast<size_t>(std::to_chars(out, out + kLongest, value).ptr - out));
}

template <class Type>
void numbers(const arrow::Array& array, int64_t first, int64_t count, const CellColumn& into) {
  using Array = arrow::NumericArray<Type>;
  each<Array>(array, first, count, into, false, [&](const Array& values, int64_t i) {
    return number_text(into.batch.arena, values.Value(i));
  });
}

void halves(const arrow::Array& array, int64_t first, int64_t count, const CellColumn& into) {
  using Array = arrow::HalfFloatArray;
  each<Array>(array, first, count, into, false, [&](const Array& values, int64_t i) {
    return number_text(into.batch.arena, arrow::util::Float16::FromBits(values.Value(i)).ToFloat());
  });
}

template <class Array>
void texts(const arrow::Array& array, int64_t first, int64_t count, const CellColumn& into) {
  each<Array>(array, first, count, into, true,
              [](const Array& values, int64_t i) { return values.GetView(i); });
}

template <class Array>
void decimals(const arrow::Array& array, int64_t first, int64_t count, const CellColumn& into) {
  each<Array>(array, first, count, into, false, [&](const Array& values, int64_t i) {
    return into.batch.arena.keep(values.FormatValue(i));
  });
}

void booleans(const arrow::Array& array, int64_t first, int64_t count, const CellColumn& into) {
  using Array = arrow::BooleanArray;
  each<Array>(array, first, count, into, false, [](const Array& values, int64_t i) {
    return std::string_view(values.Value(i) ? "true" : "false");
  });
}

// write(out, values, i): writes at most kTimeText bytes and returns how many.
template <class Array, class Write>
void times(const arrow::Array& array, int64_t first, int64_t count, const CellColumn& into,
           const Write& write) {
  TextArena& arena = into.batch.arena;
  each<Array>(array, first, count, into, false, [&](const Array& values, int64_t i) {
    return arena.commit(write(arena.reserve(kTimeText), values.Value(i)));
  });
}

void timestamps(const arrow::Array& array, int64_t first, int64_t count, const CellColumn& into) {
  const auto& type = static_cast<const arrow::TimestampType&>(*array.type());
  times<arrow::TimestampArray>(array, first, count, into, [&](char* out, int64_t value) {
    return write_timestamp(out, value, type.unit(), !type.timezone().empty());
  });
}

void dictionary_values(const arrow::Array& array, int64_t first, int64_t count,
                       const CellColumn& into) {
  const auto& values = static_cast<const arrow::DictionaryArray&>(array);
  for (int64_t i = 0; i < count; ++i) {
    if (values.IsNull(first + i)) continue;
    const CellColumn cell{into.batch, into.first_row + static_cast<size_t>(i), into.column};
    write_cells(*values.dictionary(), values.GetValueIndex(first + i), 1, cell);
  }
}

// The one list of the types that are read; null for the others.
using Writer = void (*)(const arrow::Array&, int64_t, int64_t, const CellColumn&);
Writer writer_of(arrow::Type::type type) {
  switch (type) {
    case arrow::Type::NA:
      return [](const arrow::Array&, int64_t, int64_t, const CellColumn&) {};
    case arrow::Type::BOOL:
      return booleans;
    case arrow::Type::INT8:
      return numbers<arrow::Int8Type>;
    case arrow::Type::INT16:
      return numbers<arrow::Int16Type>;
    case arrow::Type::INT32:
      return numbers<arrow::Int32Type>;
    case arrow::Type::INT64:
      return numbers<arrow::Int64Type>;
    case arrow::Type::UINT8:
      return numbers<arrow::UInt8Type>;
    case arrow::Type::UINT16:
      return numbers<arrow::UInt16Type>;
    case arrow::Type::UINT32:
      return numbers<arrow::UInt32Type>;
    case arrow::Type::UINT64:
      return numbers<arrow::UInt64Type>;
    case arrow::Type::HALF_FLOAT:
      return halves;
    case arrow::Type::FLOAT:
      return numbers<arrow::FloatType>;
    case arrow::Type::DOUBLE:
      return numbers<arrow::DoubleType>;
    case arrow::Type::STRING:
      return texts<arrow::StringArray>;
    case arrow::Type::LARGE_STRING:
      return texts<arrow::LargeStringArray>;
    case arrow::Type::STRING_VIEW:
      return texts<arrow::StringViewArray>;
    case arrow::Type::DECIMAL32:
      return decimals<arrow::Decimal32Array>;
    case arrow::Type::DECIMAL64:
      return decimals<arrow::Decimal64Array>;
    case arrow::Type::DECIMAL128:
      return decimals<arrow::Decimal128Array>;
    case arrow::Type::DECIMAL256:
      return decimals<arrow::Decimal256Array>;
    case arrow::Type::DATE32:
      return [](const arrow::Array& array, int64_t first, int64_t count, const CellColumn& into) {
        times<arrow::Date32Array>(array, first, count, into, write_date);
      };
    case arrow::Type::DATE64:
      return [](const arrow::Array& array, int64_t first, int64_t count, const CellColumn& into) {
        times<arrow::Date64Array>(array, first, count, into, [](char* out, int64_t millis) {
          return write_date(out, millis / kMillisPerDay);
        });
      };
    case arrow::Type::TIMESTAMP:
      return timestamps;
    case arrow::Type::DICTIONARY:
      return dictionary_values;
    default:
      return nullptr;
  }
}

}  // namespace

bool has_cell_text(const arrow::DataType& type) {
  if (type.id() != arrow::Type::DICTIONARY) return writer_of(type.id()) != nullptr;
  const auto& values = *static_cast<const arrow::DictionaryType&>(type).value_type();
  return values.id() != arrow::Type::DICTIONARY && has_cell_text(values);
}

void write_cells(const arrow::Array& array, int64_t first, int64_t count, const CellColumn& into) {
  writer_of(array.type_id())(array, first, count, into);
}

}  // namespace mlrun
