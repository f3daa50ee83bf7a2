#include "config/field_names.h"

#include <catch2/catch.hpp>

namespace mlrun {
namespace {

TEST_CASE("field_paths lists leaves in order, a list as one") {
  const Json json = Json::parse(R"({"b":{"y":[1,{"z":2}],"x":null},"a":1,"empty":{}})");
  CHECK(field_paths(json) == std::vector<std::string>{"b.y", "b.x", "a"});
}

TEST_CASE("assign_field makes the objects on the way, field_at finds the value") {
  Json json = Json::object();
  assign_field(json, "a.b.c", 1);
  assign_field(json, "a.d", 2);
  assign_field(json, "e", 3);
  CHECK(json.dump() == R"({"a":{"b":{"c":1},"d":2},"e":3})");
  CHECK(field_at(json, "a.b.c") == 1);
  assign_field(json, "e.f", 4);
  CHECK(field_at(json, "e.f") == 4);
}

TEST_CASE("leaf_name and section_name are the ends of a path") {
  CHECK(leaf_name("train.optimizer.lr") == "lr");
  CHECK(section_name("train.optimizer.lr") == "train");
  CHECK(leaf_name("seed") == "seed");
  CHECK(section_name("seed") == "seed");
}

TEST_CASE("did_you_mean_field looks for the name, the path, then a similar name") {
  const std::vector<std::string> known = {"train.epochs", "train.loss", "train.optimizer.lr",
                                          "train.optimizer.type", "model.type"};
  CHECK(did_you_mean_field("train.lr", known) == "; did you mean \"train.optimizer.lr\"?");
  CHECK(did_you_mean_field("train.type", known) == "; did you mean \"train.optimizer.type\"?");
  CHECK(did_you_mean_field("trian.epochs", known) == "; did you mean \"train.epochs\"?");
  CHECK(did_you_mean_field("train.epoch", known) == "; did you mean \"train.epochs\"?");
  CHECK(did_you_mean_field("epoch", known) == "; did you mean \"train.epochs\"?");
  CHECK(did_you_mean_field("qqqqqqqqqqqqqqqqqq", known).empty());
}

}  // namespace
}  // namespace mlrun
