#pragma once

namespace mlrun {

// How a device records operations and launches them again as one: the border between mlrun and the
// library that knows the device. All functions may throw c10::Error.
struct DeviceGraphApi {
  void* (*create)();            // with a stream of its own
  void (*enter)(void* graph);   // later operations go to that stream, behind those queued before
  void (*leave)(void* graph);   // back to the stream before, which waits for what was queued
  void (*begin)(void* graph);   // operations are recorded. Requires enter
  void (*end)(void* graph);     // recording is over
  void (*replay)(void* graph);  // launches the recording on the current stream
  void (*destroy)(void* graph);
  bool runs_while_recording;  // whether what is recorded is carried out at once as well
};

}  // namespace mlrun

// The symbol by which such a library gives it out.
extern "C" const mlrun::DeviceGraphApi* mlrun_device_graph_api();
