#pragma once

#include <string>

namespace mlrun {

// What --device asked for.
struct DeviceRequest {
  std::string type = "auto";  // auto | cpu | the name of an accelerator
  int index = -1;             // -1: not given
};

// "auto", "cpu", "cuda", "cuda:1", and the same with the name of a plugin if there is one. Throws
// Error(kUsage) for anything else, with the choices.
DeviceRequest parse_device(const std::string& text, const std::string& plugin = "");

// Whether a text names a device that only a plugin could bring.
bool names_foreign_device(const std::string& text);

}  // namespace mlrun
