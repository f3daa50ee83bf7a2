#include "predict/native_net.h"

#include <catch2/catch.hpp>

#include "core/error.h"
#include "predict/nets.h"

using namespace mlrun;
using namespace mlrun::test;

TEST_CASE("the dense net has a native form") {
  Random random(1, "forms");
  const DenseOptions options;
  const ModelDescription description{options, mixed_layout(), 2, true};
  const auto state = dense_state(options, description, random);
  CHECK(make_native_net(description, state, host_instructions()) != nullptr);
  CHECK_THROWS_AS(make_native_net(description, {}, host_instructions()), Error);
}

TEST_CASE("nets without a native form are left to LibTorch") {
  const DenseOptions widened{.embedding = {.type = "plr-lite"}};
  const ModelDescription dense{widened, mixed_layout(), 2, true};
  CHECK(make_native_net(dense, {}, host_instructions()) == nullptr);
  const ModelDescription resnet{ResNetOptions{}, mixed_layout(), 2, true};
  CHECK(make_native_net(resnet, {}, host_instructions()) == nullptr);
}
