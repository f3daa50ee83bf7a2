#include "config/fields.h"

#include <catch2/catch.hpp>
#include <limits>

namespace mlrun {
namespace {

struct Inner {
  double lr = 0.5;
  std::string type = "adamw";
};

struct Sample {
  bool on = false;
  int64_t epochs = 3;
  std::string name = "x";
  std::vector<int64_t> hidden = {4, 2};
  std::vector<std::string> words = {"a"};
  Inner optimizer;
};

void describe(FieldVisitor& v, Sample& s) {
  v.boolean("on", s.on, "a switch");
  v.integer("epochs", s.epochs, {1, 10}, "a count");
  v.text("name", s.name, "a name");
  v.integers("hidden", s.hidden, {1, 100}, "widths");
  v.texts("words", s.words, "tokens");
  v.begin_section("optimizer", "an object");
  v.real("lr", s.optimizer.lr, {.low = 0, .high = 1, .low_open = true}, "a rate");
  v.choice("type", s.optimizer.type, {"adamw", "sgd"}, "a kind");
  v.end_section();
}

std::vector<std::string> mistakes_of(const char* text) {
  Sample sample;
  const Json json = Json::parse(text);
  FieldReader reader(json);
  describe(reader, sample);
  return reader.mistakes();
}

std::string mistake_of(const char* text) {
  const auto mistakes = mistakes_of(text);
  REQUIRE(mistakes.size() == 1);
  return mistakes.front();
}

const char* const kWritten = R"({"on":false,"epochs":3,"name":"x","hidden":[4,2],"words":["a"],)"
                             R"("optimizer":{"lr":0.5,"type":"adamw"}})";

TEST_CASE("FieldWriter writes every field in the order of declaration") {
  Sample sample;
  FieldWriter writer;
  describe(writer, sample);
  CHECK(writer.json().dump() == kWritten);
}

TEST_CASE("FieldReader reads what FieldWriter wrote") {
  Sample sample;
  const Json json = Json::parse(R"({"on":true,"epochs":10,"name":"","hidden":[],"words":[],)"
                                R"("optimizer":{"lr":1,"type":"sgd"}})");
  FieldReader reader(json);
  describe(reader, sample);
  CHECK(reader.mistakes().empty());
  CHECK(sample.on);
  CHECK(sample.epochs == 10);
  CHECK(sample.name.empty());
  CHECK(sample.hidden.empty());
  CHECK(sample.words.empty());
  CHECK(sample.optimizer.lr == 1.0);
  CHECK(sample.optimizer.type == "sgd");
}

TEST_CASE("FieldReader keeps the value of an absent key") {
  Sample sample;
  sample.epochs = 7;
  const Json json = Json::parse(R"({"optimizer":{"type":"sgd"}})");
  FieldReader reader(json);
  describe(reader, sample);
  CHECK(reader.mistakes().empty());
  CHECK(sample.epochs == 7);
  CHECK(sample.optimizer.lr == 0.5);
}

TEST_CASE("FieldReader takes whole numbers in any notation as integers") {
  Sample sample;
  const Json json = Json::parse(R"({"epochs":1e1,"hidden":[2.0]})");
  FieldReader reader(json);
  describe(reader, sample);
  CHECK(reader.mistakes().empty());
  CHECK(sample.epochs == 10);
  CHECK(sample.hidden == std::vector<int64_t>{2});
}

TEST_CASE("FieldReader names path, expectation and value of a wrong type") {
  CHECK(mistake_of(R"({"on":1})") == "on: expected true or false, got 1");
  CHECK(mistake_of(R"({"epochs":"ten"})") ==
        "epochs: expected an integer from 1 to 10, got \"ten\"");
  CHECK(mistake_of(R"({"epochs":2.5})") == "epochs: expected an integer from 1 to 10, got 2.5");
  CHECK(mistake_of(R"({"epochs":true})") == "epochs: expected an integer from 1 to 10, got true");
  CHECK(mistake_of(R"({"name":null})") == "name: expected a string, got null");
  CHECK(mistake_of(R"({"hidden":3})") ==
        "hidden: expected a list of integers from 1 to 100, got 3");
  CHECK(mistake_of(R"({"words":"a"})") == "words: expected a list of strings, got \"a\"");
  CHECK(mistake_of(R"({"words":["a",[1,2]]})") == "words[1]: expected a string, got [1,2]");
  CHECK(mistake_of(R"({"optimizer":[]})") == "optimizer: expected an object, got []");
  CHECK(mistake_of(R"({"name":{"a":1}})") == "name: expected a string, got an object");
  CHECK(mistake_of("[1]") == "expected an object, got [1]");
}

TEST_CASE("FieldReader refuses values out of bounds") {
  CHECK(mistake_of(R"({"epochs":0})") == "epochs: expected an integer from 1 to 10, got 0");
  CHECK(mistake_of(R"({"epochs":18446744073709551615})") ==
        "epochs: expected an integer from 1 to 10, got 18446744073709551615");
  CHECK(mistake_of(R"({"epochs":1e300})") ==
        "epochs: expected an integer from 1 to 10, got 1e+300");
  CHECK(mistake_of(R"({"hidden":[1,101]})") ==
        "hidden[1]: expected an integer from 1 to 100, got 101");
  CHECK(mistake_of(R"({"optimizer":{"lr":0}})") ==
        "optimizer.lr: expected a number above 0 and of at most 1, got 0");
  CHECK(mistake_of(R"({"optimizer":{"type":"sdg"}})") ==
        "optimizer.type: expected one of adamw, sgd, got \"sdg\"; did you mean \"sgd\"?");
}

TEST_CASE("FieldReader refuses numbers that are not finite") {
  for (const double value :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    Sample sample;
    Json json = Json::object();
    json["optimizer"]["lr"] = value;
    FieldReader reader(json);
    describe(reader, sample);
    CHECK(reader.mistakes().size() == 1);
    CHECK(sample.optimizer.lr == 0.5);
  }
}

TEST_CASE("FieldReader refuses unknown keys with the nearest known one") {
  CHECK(mistake_of(R"({"epoch":1})") == "unknown key \"epoch\"; did you mean \"epochs\"?");
  CHECK(mistake_of(R"({"optimizer":{"tipe":1}})") ==
        "unknown key \"optimizer.tipe\"; did you mean \"optimizer.type\"?");
  CHECK(mistake_of(R"({"lr":1})") == "unknown key \"lr\"; did you mean \"optimizer.lr\"?");
  CHECK(mistake_of(R"({"qqqqqqqqqqqq":1})") == "unknown key \"qqqqqqqqqqqq\"");
}

TEST_CASE("FieldReader collects all mistakes, unknown keys last") {
  const auto mistakes = mistakes_of(R"({"epoch":1,"epochs":0,"hidden":[0,1,-1],"on":"yes"})");
  CHECK(mistakes == std::vector<std::string>{"on: expected true or false, got \"yes\"",
                                             "epochs: expected an integer from 1 to 10, got 0",
                                             "hidden[0]: expected an integer from 1 to 100, got 0",
                                             "hidden[2]: expected an integer from 1 to 100, got -1",
                                             "unknown key \"epoch\"; did you mean \"epochs\"?"});
}

TEST_CASE("FieldReader refuses strings that are not UTF-8") {
  Sample sample;
  Json json = Json::object();
  json["name"] = "a\xff";
  json["words"] = {"b", "\xc3"};
  FieldReader reader(json);
  describe(reader, sample);
  const auto mistakes = reader.mistakes();
  REQUIRE(mistakes.size() == 2);
  CHECK(mistakes[0].rfind("name: expected UTF-8 text, got \"a", 0) == 0);
  CHECK(mistakes[1].rfind("words[1]: expected UTF-8 text, got ", 0) == 0);
  CHECK(sample.name == "x");
}

TEST_CASE("FieldReader escapes what it repeats") {
  CHECK(mistake_of("{\"zzzzzzzzzzz\\u001b\":1}").find('\x1b') == std::string::npos);
}

TEST_CASE("FieldReader cuts a long wrong value") {
  Json json = Json::object();
  json["name"] = std::vector<int>(100, 1);
  Sample sample;
  FieldReader reader(json);
  describe(reader, sample);
  const auto mistakes = reader.mistakes();
  REQUIRE(mistakes.size() == 1);
  CHECK(mistakes[0].size() < 100);
}

TEST_CASE("FieldSchema states type, bounds, default and meaning of each field") {
  Sample sample;
  FieldSchema visitor;
  describe(visitor, sample);
  const Json schema = visitor.json();
  CHECK(schema.at("$schema") == "https://json-schema.org/draft/2020-12/schema");
  CHECK(schema.at("additionalProperties") == false);
  const Json& fields = schema.at("properties");
  CHECK(fields.at("on").dump() == R"({"description":"a switch","type":"boolean","default":false})");
  CHECK(fields.at("epochs").dump() ==
        R"({"description":"a count","type":"integer","minimum":1,"maximum":10,"default":3})");
  CHECK(fields.at("name").dump() == R"({"description":"a name","type":"string","default":"x"})");
  CHECK(fields.at("hidden").dump() ==
        R"({"description":"widths","type":"array","items":)"
        R"({"type":"integer","minimum":1,"maximum":100},"default":[4,2]})");
  CHECK(fields.at("words").dump() ==
        R"({"description":"tokens","type":"array","items":{"type":"string"},"default":["a"]})");
  const Json& inner = fields.at("optimizer");
  CHECK(inner.at("description") == "an object");
  CHECK(inner.at("additionalProperties") == false);
  CHECK(inner.at("properties").at("lr").dump() ==
        R"({"description":"a rate","type":"number","exclusiveMinimum":0.0,"maximum":1.0,)"
        R"("default":0.5})");
  CHECK(inner.at("properties").at("type").dump() ==
        R"({"description":"a kind","type":"string","enum":["adamw","sgd"],"default":"adamw"})");
}

}  // namespace
}  // namespace mlrun
