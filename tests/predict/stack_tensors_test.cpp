#include "predict/stack_tensors.h"

#include <catch2/catch.hpp>

using namespace mlrun;

namespace {

NetShape two_inputs() {
  NetShape shape;
  shape.numeric = 2;
  shape.embedding = NumberEmbedding::kPle;
  shape.terms = 3;
  return shape;
}

}  // namespace

TEST_CASE("a member's bins begin behind those of the members before it") {
  StateDict state;
  std::vector<float> values(12);
  for (size_t i = 0; i < 12; ++i) values[i] = static_cast<float>(i);
  for (const char* name : {"slope", "offset", "low", "high"}) {
    state[std::string("embedding.") + name] = HostTensor::of({4, 3}, values);
  }
  StateReader reader(state);
  const EdgeValues edges = take_edges(reader, two_inputs(), 2);
  reader.finish();
  CHECK(edges.of_member(0, two_inputs()).slope[0] == 0);
  CHECK(edges.of_member(1, two_inputs()).slope[0] == 6);
  CHECK(edges.of_member(1, two_inputs()).high[5] == 11);
}

TEST_CASE("nets without bins have no edges, and none are taken") {
  const StateDict state;
  StateReader reader(state);
  const EdgeValues edges = take_edges(reader, NetShape{}, 1);
  reader.finish();
  CHECK(edges.of_member(0, NetShape{}).slope == nullptr);
}

TEST_CASE("a slot takes a member's part of a tensor, its rows or its columns") {
  const ParameterSlot slot{"w", 1, 2, 3, 16};
  std::vector<float> tensor(12);
  for (size_t i = 0; i < 12; ++i) tensor[i] = static_cast<float>(i);
  std::vector<float> parameters(40, -1);
  fill_slot(parameters.data(), {slot, "w", {2, 2, 3}, false}, tensor, 1);
  CHECK(parameters[0] == -1);
  CHECK(std::vector<float>(&parameters[1], &parameters[4]) == std::vector<float>{6, 7, 8});
  CHECK(std::vector<float>(&parameters[17], &parameters[20]) == std::vector<float>{9, 10, 11});
  fill_slot(parameters.data(), {slot, "w", {2, 3, 2}, true}, tensor, 1);
  CHECK(std::vector<float>(&parameters[1], &parameters[4]) == std::vector<float>{6, 8, 10});
  CHECK(std::vector<float>(&parameters[17], &parameters[20]) == std::vector<float>{7, 9, 11});
}
