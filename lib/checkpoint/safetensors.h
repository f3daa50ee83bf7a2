#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checkpoint/state_dict.h"

namespace mlrun {

// Contents of a safetensors container: metadata strings in file order, and tensors.
struct SafeTensors {
  std::vector<std::pair<std::string, std::string>> metadata;
  StateDict tensors;
};

// Reads by the strict rules of docs/model_file.md: every length is checked before it is used.
// Throws Error(kModel): `<source>: byte 8: ...`.
SafeTensors parse_safetensors(std::string_view bytes, const std::string& source);

// Header padded with spaces so that data start on a multiple of 64; tensors by element size,
// largest first, then by name, so that each begins on a multiple of its element size.
std::string write_safetensors(const SafeTensors& contents);

}  // namespace mlrun
