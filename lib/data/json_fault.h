#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mlrun {

// A place in a line of JSON and what is wrong there.
struct JsonFault {
  size_t at = 0;  // byte of the line, from 0
  std::string what;
};

// What nlohmann's parser says about a line, as one clause of ours: `expected a comma or }, got
// "x"`. read: bytes the parser has looked at, the one that it could not take included; as it
// counts, the end of the line is one more byte. message: what() of its exception.
JsonFault syntax_fault(std::string_view line, size_t read, std::string_view message);

// What no parser is asked about: the first NUL byte, byte that is not UTF-8, or a byte order mark
// at the start. at is npos when there is none.
JsonFault byte_fault(std::string_view line);

// Where the string or word that ends right before `end` begins.
size_t token_start(std::string_view line, size_t end);

}  // namespace mlrun
