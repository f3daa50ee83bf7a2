#include "config/member_count.h"

#include <catch2/catch.hpp>

using namespace mlrun;

TEST_CASE("members of nets that have them, 1 of the others") {
  TabMOptions tabm;
  tabm.members = 7;
  CHECK(member_count(tabm) == 7);
  CHECK(member_count(RealMlpOptions{}) == 1);
  CHECK(member_count(DenseOptions{}) == 1);
  CHECK(member_count(ResNetOptions{}) == 1);
}

TEST_CASE("members are set") {
  for (const auto* type : {"tabm", "realmlp"}) {
    ModelConfig config = default_model(type);
    set_member_count(config, 3);
    CHECK(member_count(config) == 3);
  }
}
