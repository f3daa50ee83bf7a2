#pragma once

#include <string>

namespace mlrun {

// What --device asked for.
struct DeviceRequest {
  std::string type = "auto";  // auto | cpu | the name of an accelerator
  int index = -1;             // -1: not given
};

// "auto", "cpu", "cuda", "cuda:1". Throws Error(kUsage) for anything else, with the choices.
DeviceRequest parse_device(const std::string& text);

}  // namespace mlrun
