#include "predict/state_reader.h"

#include <catch2/catch.hpp>

#include "core/error.h"

using namespace mlrun;

namespace {

const StateDict kState = {{"a.weight", HostTensor::of({1, 2}, std::vector<float>{1, 2})},
                          {"b", HostTensor::of({1}, std::vector<double>{3})},
                          {"c", HostTensor::of({1}, std::vector<float>{4})}};

}  // namespace

TEST_CASE("tensors that fit are taken, and all must be") {
  const StateDict state = {kState.begin(), std::next(kState.begin())};
  StateReader reader(state);
  CHECK(reader.take("a.weight", {1, 2}) == std::vector<float>{1, 2});
  reader.finish();
  CHECK_THROWS_WITH(StateReader(state).finish(),
                    "the tensors do not fit the net:\n  a.weight: the net has no such tensor");
}

TEST_CASE("everything that does not fit is said at once") {
  StateReader reader(kState);
  CHECK(reader.take("a.weight", {2, 1}).empty());
  CHECK(reader.take("b", {1}).empty());
  CHECK(reader.take("d", {1, 1'000'000'000'000}).empty());
  CHECK_THROWS_WITH(reader.finish(),
                    "the tensors do not fit the net:\n"
                    "  a.weight: expected F32 [2, 1], got F32 [1, 2]\n"
                    "  b: expected F32 [1], got F64 [1]\n"
                    "  d: missing\n"
                    "  c: the net has no such tensor");
  try {
    reader.finish();
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::kModel);
  }
}
