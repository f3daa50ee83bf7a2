#include "predict/native_net.h"

#include <catch2/catch.hpp>

#include "core/error.h"
#include "predict/nets.h"

using namespace mlrun;
using namespace mlrun::test;

TEST_CASE("every net of today has a native form") {
  Random random(1, "forms");
  for (const std::string& type : model_types()) {
    const ModelConfig config = default_model(type);
    const ModelDescription description{config, mixed_layout(), 2, true};
    const auto state = dense_state(std::get<DenseOptions>(config), description, random);
    CHECK(make_native_net(description, state, host_instructions()) != nullptr);
    CHECK_THROWS_AS(make_native_net(description, {}, host_instructions()), Error);
  }
}
