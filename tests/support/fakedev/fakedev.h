#pragma once

// What a test can ask of the fake accelerator, and do to it. The library libmlrun_fakedev.so is
// loaded by dlopen; these names are looked up by dlsym. Functions that say so throw, as the
// accelerators of LibTorch do (c10::Error and its kinds): they are C by name only.
//
// Environment, read when the library is loaded:
//   MLRUN_TEST_FAKEDEV_LIMIT_MB=N   memory of the device in MiB
//   MLRUN_TEST_FAKEDEV_FAULT_AT=N   the N-th operation from now on fails, and all after it
//   MLRUN_TEST_FAKEDEV_TRACE=1      a line on stderr per operation

#include <cstddef>
#include <cstdint>

extern "C" {

// Operations that ran on the device since the library was loaded: kernels, copies from, to and on
// it, reads of a value by the host, replayed steps. Views and allocations are not counted.
uint64_t fakedev_operations();

// Bytes of the tensors alive now, and the most there were at once.
size_t fakedev_live_bytes();
size_t fakedev_peak_bytes();
void fakedev_reset_peak();

// From now on an allocation that would take the live bytes beyond `bytes` throws
// c10::OutOfMemoryError. 0: as much as the device has.
void fakedev_set_limit(size_t bytes);

// The n-th operation from now on (1: the next) throws c10::AcceleratorError, and so does every one
// after it. 0 heals the device.
void fakedev_set_fault(uint64_t n);

// A recorded sequence of operations, after the model of CUDA's graphs. While one records, every
// operation on the device, from whichever thread, is run and recorded: tensors by reference,
// numbers by value, one-element CPU tensors by their value as well. What makes the host wait
// or takes part in it throws c10::AcceleratorError and spoils the recording: reading a value, a
// copy from or to the host, a synchronisation, results whose shape depends on values.
struct FakedevGraph;
FakedevGraph* fakedev_graph_new();
void fakedev_graph_delete(FakedevGraph* graph);
// Throws when a recording is under way, or this graph holds one.
void fakedev_graph_begin(FakedevGraph* graph);
// Ends the recording of this graph. Throws when it was spoilt; then the graph is empty.
void fakedev_graph_end(FakedevGraph* graph);
// Runs the recorded operations again on the tensors they were recorded with: what they then
// returned gets the new values. Throws when nothing is recorded.
void fakedev_graph_replay(FakedevGraph* graph);
// Forgets the operations and lets go of their tensors; ends a recording under way.
void fakedev_graph_reset(FakedevGraph* graph);
size_t fakedev_graph_size(const FakedevGraph* graph);

}  // extern "C"
