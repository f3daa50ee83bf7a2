#include "predict/native_stack.h"

#include <catch2/catch.hpp>
#include <cstring>

#include "core/error.h"
#include "predict/nets.h"
#include "predict/stack_shape.h"

using namespace mlrun;
using namespace mlrun::test;

namespace {

HostTensor drawn(const std::vector<int64_t>& shape, Random& random) {
  int64_t count = 1;
  for (const int64_t size : shape) count *= size;
  std::vector<float> values(static_cast<size_t>(count));
  for (float& value : values) value = static_cast<float>(0.3 * random.normal());
  return HostTensor::of(shape, values);
}

// Every tensor of a net, at random.
StateDict drawn_state(const ModelDescription& description, Random& random) {
  const auto* realmlp = std::get_if<RealMlpOptions>(&description.config);
  NetShape shape = *stack_shape(description);
  StateDict state;
  if (realmlp != nullptr) {
    const size_t width = plain_width(description.layout, realmlp->one_hot_limit);
    shape.codes.width = width;
    const auto columns = static_cast<int64_t>(width);
    state["plain.center"] = drawn({columns}, random);
    state["plain.factor"] = drawn({columns}, random);
  }
  for (const SlotPath& path : slot_paths(shape, ParameterSlots(shape), description.config)) {
    state[path.path] = drawn(path.shape, random);
  }
  return state;
}

// What one of two members has, as the state of a net of one.
StateDict member_of(const StateDict& both, size_t member) {
  StateDict one;
  for (const auto& [path, tensor] : both) {
    HostTensor part = tensor;
    if (!path.starts_with("plain.")) {
      part.shape[0] /= 2;
      part.bytes.resize(tensor.bytes.size() / 2);
      std::memcpy(part.bytes.data(), tensor.bytes.data() + member * part.bytes.size(),
                  part.bytes.size());
    }
    one[path] = part;
  }
  return one;
}

std::string fault(const ModelDescription& description, const StateDict& state) {
  try {
    const NativeStack net(description, state, Instructions::kBaseline);
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::kModel);
    return error.what();
  }
  return {};
}

}  // namespace

TEST_CASE("a net of members of their own is so many nets") {
  Random random(3, "members");
  RealMlpOptions options{.hidden = {9, 6}, .one_hot_limit = 2, .members = 2};
  const ModelDescription both{options, mixed_layout(), 3, true};
  options.members = 1;
  const ModelDescription one{options, mixed_layout(), 3, true};
  const StateDict state = drawn_state(both, random);
  const Features rows = drawn_features(mixed_layout(), 7, random);
  const NativeStack net(both, state, host_instructions());
  CHECK(net.members() == 2);
  std::vector<float> answers(7 * 2 * 3);
  net.forward(rows, 0, 7, answers.data());
  for (size_t m = 0; m < 2; ++m) {
    std::vector<float> alone(7 * 3);
    NativeStack(one, member_of(state, m), host_instructions()).forward(rows, 0, 7, alone.data());
    for (size_t row = 0; row < 7; ++row) {
      for (size_t o = 0; o < 3; ++o) CHECK(answers[(row * 2 + m) * 3 + o] == alone[row * 3 + o]);
    }
  }
}

TEST_CASE("tensors that do not fit are all said at once") {
  Random random(4, "faults");
  const ModelDescription description{
      TabMOptions{.members = 2, .blocks = 1, .width = 5, .embedding = {}}, mixed_layout(), 1,
      false};
  StateDict state = drawn_state(description, random);
  CHECK(fault(description, state).empty());
  state.erase("member_scale");
  state["heads.bias"] = drawn({2, 9}, random);
  state["more"] = drawn({1}, random);
  const std::string said = fault(description, state);
  for (const char* part :
       {"member_scale: missing", "heads.bias: expected", "more: the net has no"}) {
    INFO(said);
    CHECK(said.find(part) != std::string::npos);
  }
}
