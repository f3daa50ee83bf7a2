#pragma once

namespace mlrun {

// What --device takes, for help texts; needs no LibTorch.
inline constexpr const char* kDeviceChoices = "auto|cpu|cuda[:N]";
inline constexpr const char* kAcceleratorExample = "cuda";

}  // namespace mlrun
