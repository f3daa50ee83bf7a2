#include "device/graph_api.h"

#include "support/fakedev/fakedev.h"
#include "support/fakedev/launch.h"

// The fake device's graphs as mlrun asks for them. It has one stream, so there is nothing to enter
// but a recording to break off when the work in it has thrown.
namespace {

struct Recording {
  FakedevGraph* graph = fakedev_graph_new();
  bool running = false;
};

Recording& of(void* graph) { return *static_cast<Recording*>(graph); }

void* create() { return new Recording; }

void enter(void*) { fakedev::require_healthy("change of stream"); }

void leave(void* graph) {
  if (of(graph).running) fakedev_graph_reset(of(graph).graph);
  of(graph).running = false;
  fakedev::require_healthy("change of stream");
}

void begin(void* graph) {
  fakedev_graph_begin(of(graph).graph);
  of(graph).running = true;
}

void end(void* graph) {
  of(graph).running = false;
  fakedev_graph_end(of(graph).graph);
}

void replay(void* graph) { fakedev_graph_replay(of(graph).graph); }

void destroy(void* graph) {
  fakedev_graph_delete(of(graph).graph);
  delete static_cast<Recording*>(graph);
}

}  // namespace

extern "C" const mlrun::DeviceGraphApi* mlrun_device_graph_api() {
  static const mlrun::DeviceGraphApi api{&create, &enter,  &leave,   &begin,
                                         &end,    &replay, &destroy, true};
  return &api;
}
