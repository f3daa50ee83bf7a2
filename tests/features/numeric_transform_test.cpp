#include "features/numeric_transform.h"

#include <catch2/catch.hpp>

#include "core/error.h"

using namespace mlrun;
using Catch::Matchers::Message;

TEST_CASE("every named transform can be made, fitted and loaded") {
  for (const std::string& name : numeric_transform_names()) {
    INFO(name);
    const auto transform = make_numeric_transform(name);
    CHECK(transform->arrays().empty());
    Random noise(1);
    transform->add_input({1, 2, 4, 8}, 4, noise);
    const auto loaded = load_numeric_transform(name, 1, transform->arrays());
    std::vector<double> a = {0.5, 3, 9};
    std::vector<double> b = a;
    transform->apply(0, a);
    loaded->apply(0, b);
    CHECK(a == b);
  }
}

TEST_CASE("an unknown transform is refused with the nearest") {
  CHECK_THROWS_MATCHES(
      make_numeric_transform("standart"), Error,
      Message("features.numeric: expected one of quantile-normal, robust-smooth, standard, "
              "none, got \"standart\"; did you mean \"standard\"?"));
}
