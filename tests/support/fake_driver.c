// A library that answers like NVIDIA's driver, for tests on hosts without one: as libcuda.so.1 in
// a folder of its own, put on the loader's path. It does nothing but say what these variables say:
//   MLRUN_TEST_DRIVER_INIT     what cuInit returns (0)
//   MLRUN_TEST_DRIVER_VERSION  the CUDA it speaks (13000)
//   MLRUN_TEST_DRIVER_DEVICES  how many devices there are (1)
//   MLRUN_TEST_DRIVER_NAME     their name (Test Device), with their number behind it
//   MLRUN_TEST_DRIVER_MEMORY   bytes of each (1073741824)
// Like the real one it shows the devices that CUDA_VISIBLE_DEVICES lists up to the first wrong
// entry, and none at all is error 100.
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { kSuccess = 0, kInvalidValue = 1, kNotInitialized = 3, kNoDevice = 100 };

static long long number(const char* name, long long otherwise) {
  const char* text = getenv(name);
  return text == NULL ? otherwise : atoll(text);
}

static int visible(void) {
  const int devices = (int)number("MLRUN_TEST_DRIVER_DEVICES", 1);
  const char* list = getenv("CUDA_VISIBLE_DEVICES");
  int shown = 0;
  if (list == NULL) return devices;
  while (*list != '\0') {
    char* end = NULL;
    const long index = strtol(list, &end, 10);
    if (end == list || index < 0 || index >= devices) break;
    ++shown;
    list = *end == ',' ? end + 1 : end;
    if (*end != ',') break;
  }
  return shown;
}

int cuInit(unsigned flags) {
  const int code = (int)number("MLRUN_TEST_DRIVER_INIT", kSuccess);
  (void)flags;
  if (code != kSuccess) return code;
  return visible() > 0 ? kSuccess : kNoDevice;
}

int cuDriverGetVersion(int* version) {
  *version = (int)number("MLRUN_TEST_DRIVER_VERSION", 13000);
  return kSuccess;
}

int cuDeviceGetCount(int* count) {
  const int code = cuInit(0);
  *count = code == kSuccess ? visible() : 0;
  return code == kSuccess ? kSuccess : kNotInitialized;
}

int cuDeviceGetName(char* name, int size, int device) {
  const char* text = getenv("MLRUN_TEST_DRIVER_NAME");
  if (size <= 0 || device < 0 || device >= visible()) return kInvalidValue;
  snprintf(name, (size_t)size, "%s %d", text == NULL ? "Test Device" : text, device);
  return kSuccess;
}

int cuDeviceTotalMem_v2(size_t* bytes, int device) {
  if (device < 0 || device >= visible()) return kInvalidValue;
  *bytes = (size_t)number("MLRUN_TEST_DRIVER_MEMORY", 1LL << 30);
  return kSuccess;
}
