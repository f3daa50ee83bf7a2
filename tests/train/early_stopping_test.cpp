#include "train/early_stopping.h"

#include <catch2/catch.hpp>
#include <cmath>

using namespace mlrun;

TEST_CASE("only a strictly better value counts") {
  EarlyStopping stopping(false, 2);
  CHECK(stopping.improved(3));
  CHECK(stopping.improved(2));
  CHECK_FALSE(stopping.improved(2));
  CHECK_FALSE(stopping.should_stop());
  CHECK_FALSE(stopping.improved(2.5));
  CHECK(stopping.should_stop());
  CHECK(stopping.best() == 2);
  CHECK(stopping.best_epoch() == 2);
}

TEST_CASE("higher is better for some metrics, and a new best starts the patience anew") {
  EarlyStopping stopping(true, 2);
  CHECK(stopping.improved(0.5));
  CHECK_FALSE(stopping.improved(0.4));
  CHECK(stopping.improved(0.6));
  CHECK_FALSE(stopping.improved(0.6));
  CHECK_FALSE(stopping.should_stop());
}

TEST_CASE("patience 0 never stops, NaN is never best") {
  EarlyStopping stopping(false, 0);
  CHECK_FALSE(stopping.improved(std::nan("")));
  CHECK(stopping.best_epoch() == 0);
  CHECK(std::isnan(stopping.best()));
  for (int i = 0; i < 100; ++i) stopping.improved(1);
  CHECK_FALSE(stopping.should_stop());
  CHECK(stopping.best_epoch() == 2);
}

TEST_CASE("NaN does not count against an epoch") {
  EarlyStopping stopping(false, 2);
  for (int i = 0; i < 5; ++i) CHECK_FALSE(stopping.improved(std::nan("")));
  CHECK_FALSE(stopping.should_stop());
  CHECK(stopping.improved(1));
  CHECK_FALSE(stopping.improved(2));
  CHECK_FALSE(stopping.improved(std::nan("")));
  CHECK_FALSE(stopping.should_stop());
  CHECK_FALSE(stopping.improved(2));
  CHECK(stopping.should_stop());
  CHECK(stopping.best_epoch() == 6);
}

TEST_CASE("the last of equal values is kept where that is asked for") {
  EarlyStopping last(false, 2, true);
  CHECK(last.improved(1));
  CHECK(last.improved(1));
  CHECK_FALSE(last.should_stop());
  CHECK(last.best_epoch() == 2);
}

TEST_CASE("a tie is no improvement: the patience goes on") {
  EarlyStopping last(false, 3, true);
  CHECK(last.improved(1));
  CHECK(last.improved(1));
  CHECK_FALSE(last.improved(1.5));
  CHECK_FALSE(last.should_stop());
  CHECK(last.improved(1));
  CHECK(last.should_stop());
  CHECK(last.best_epoch() == 4);
}
