#include "core/random.h"

#include <catch2/catch.hpp>
#include <cmath>

namespace mlrun {
namespace {

TEST_CASE("xoshiro256** gives the published numbers") {
  Random random(0);
  random.set_state({1, 2, 3, 4});
  for (const uint64_t expected : {11520ull, 0ull, 1509978240ull, 1215971899390074240ull,
                                  1216172134540287360ull, 607988272756665600ull}) {
    CHECK(random.next() == expected);
  }
}

TEST_CASE("the state is seeded by splitmix64") {
  CHECK(Random(1234567).state() == Random::State{6457827717110365317u, 3203168211198807973u,
                                                 9817491932198370423u, 4593380528125082431u});
  Random random(42);
  CHECK(random.next() == 0x15780b2e0c2ec716u);
  CHECK(random.next() == 0x6104d9866d113a7eu);
}

TEST_CASE("each purpose has its own stream") {
  // Worked out in Python from 42 ^ FNV-1a("shuffle").
  Random shuffle(42, "shuffle");
  CHECK(shuffle.next() == 0x5b58aa2e2090f932u);
  CHECK(shuffle.next() == 0xf20362227438d9f6u);
  CHECK(shuffle.next() == 0x0535369da7816201u);
  CHECK(Random(42, "init").next() != Random(42, "dropout").next());
}

TEST_CASE("uniform numbers take the upper 53 bits") {
  Random random(42);
  CHECK(random.uniform() == 0x1.5780b2e0c2ec0p-4);
  CHECK(random.uniform() == 0x1.84136619b444ep-2);
  for (int i = 0; i < 1000; ++i) {
    const double value = random.uniform(-3, 5);
    CHECK((value >= -3 && value < 5));
  }
}

TEST_CASE("normal numbers agree with the polar method in Python") {
  Random random(42);
  for (const double expected :
       {-0.7262191382447857, 0.2216227015035933, 0.46417731016247366, 1.476249461018415}) {
    CHECK(random.normal() == Approx(expected).epsilon(1e-14));
  }
}

TEST_CASE("normal numbers have mean 0, variance 1 and no skew") {
  Random random(5, "normal");
  constexpr int kCount = 200000;
  double sum = 0, squares = 0, cubes = 0;
  for (int i = 0; i < kCount; ++i) {
    const double x = random.normal();
    sum += x;
    squares += x * x;
    cubes += x * x * x;
  }
  // Five standard errors each.
  CHECK(std::abs(sum / kCount) < 5 * std::sqrt(1.0 / kCount));
  CHECK(std::abs(squares / kCount - 1) < 5 * std::sqrt(2.0 / kCount));
  CHECK(std::abs(cubes / kCount) < 5 * std::sqrt(15.0 / kCount));
}

TEST_CASE("integers below a bound") {
  Random random(7);
  for (const uint64_t expected : {4, 4, 8, 4, 4, 1, 6, 6, 8, 9, 3, 6}) {
    CHECK(random.below(10) == expected);
  }
  CHECK(random.below(1) == 0);
  // A bound just above 2^63 rejects nearly every second draw.
  Random large(3);
  const uint64_t bound = (uint64_t{1} << 63) + 1;
  CHECK(large.below(bound) == 0x30cdabdae5668cbfu);
  CHECK(large.below(bound) == 0x23fd1dea5e1864edu);
  CHECK(large.below(bound) == 0x08b1b58b236f3be9u);
}

TEST_CASE("a permutation is the same on every host") {
  CHECK(Random(7).permutation(10) == std::vector<int64_t>{8, 3, 9, 0, 7, 2, 1, 6, 5, 4});
  CHECK(Random(7).permutation(0).empty());
  CHECK(Random(7).permutation(1) == std::vector<int64_t>{0});
}

TEST_CASE("a stored state goes on where it stopped") {
  Random first(9, "resume");
  first.normal();
  Random second(0);
  second.set_state(first.state());
  CHECK(first.normal() == second.normal());
  CHECK(first.permutation(50) == second.permutation(50));
}

}  // namespace
}  // namespace mlrun
