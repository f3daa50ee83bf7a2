#pragma once

#include <cstddef>
#include <iterator>
#include <string_view>

namespace mlrun {

// Walks a text for a parser and tells how far it came, which the parser's events do not.
class CountingIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  // At text[offset]; `read` becomes the offset behind the last byte that was taken. Both the text's
  // bytes and `read` must outlive it.
  CountingIterator(std::string_view text, size_t offset, size_t& read)
      : text_(text), offset_(offset), read_(&read) {}
  reference operator*() const { return text_[offset_]; }
  CountingIterator& operator++() {
    *read_ = ++offset_;
    return *this;
  }
  CountingIterator operator++(int) {
    CountingIterator before = *this;
    ++*this;
    return before;
  }
  bool operator==(const CountingIterator& other) const { return offset_ == other.offset_; }
  bool operator!=(const CountingIterator& other) const { return offset_ != other.offset_; }

 private:
  std::string_view text_;
  size_t offset_;
  size_t* read_;
};

}  // namespace mlrun
