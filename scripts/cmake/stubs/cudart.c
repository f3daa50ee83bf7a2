// Stands in for libcudart.so.13 where there is no GPU: libtorch_cpu names the library and calls it only to profile one.
// Every call fails with cudaErrorUnknown. tests/cli/bundle_test.py compares the names with what libtorch_cpu asks for.
#define FAILS(name) \
  int name(void);   \
  int name(void) { return 999; }

FAILS(cudaDeviceSynchronize)
FAILS(cudaDriverGetVersion)
FAILS(cudaGetDeviceCount)
FAILS(cudaGetDeviceProperties)
FAILS(cudaRuntimeGetVersion)

const char* cudaGetErrorString(int error);
const char* cudaGetErrorString(int error) {
  (void)error;
  return "this mlrun was installed without the GPU libraries";
}
