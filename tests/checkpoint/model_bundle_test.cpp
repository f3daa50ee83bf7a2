#include "checkpoint/model_bundle.h"

#include <catch2/catch.hpp>

#include "checkpoint/digest.h"
#include "checkpoint/fixtures.h"

using mlrun::HostTensor;
using mlrun::Json;
using mlrun::MetadataEntry;
using mlrun::ModelBundle;
using mlrun::StateDict;
using mlrun::test::refusal;
using mlrun::test::small_model;

namespace {

std::vector<MetadataEntry> entries_of(const ModelBundle& bundle) {
  std::vector<MetadataEntry> entries;
  for (const auto& [key, value] : metadata_of(bundle)) entries.push_back({key, value, 100, 0});
  return entries;
}

StateDict tensors_of(const ModelBundle& bundle) {
  StateDict tensors = {{"golden.answers", answers_of(bundle.golden)}};
  add_with_prefix(tensors, "features.", bundle.arrays);
  add_with_prefix(tensors, "model.", bundle.state);
  return tensors;
}

// What is said of the small model when the text of one key is another.
std::string verdict(const std::string& key, const std::string& text) {
  std::vector<MetadataEntry> entries = entries_of(small_model());
  for (MetadataEntry& entry : entries) {
    if (entry.key == key) entry.value = text;
  }
  return refusal([&] { mlrun::bundle_from(entries, tensors_of(small_model()), "m"); });
}

std::string write_refusal(const ModelBundle& bundle) {
  try {
    mlrun::metadata_of(bundle);
  } catch (const mlrun::Error& error) {
    CHECK(error.kind() == mlrun::ErrorKind::kFailure);
    return error.what();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("the metadata stand in the order of the page", "[checkpoint]") {
  std::vector<std::string> keys;
  for (const auto& [key, value] : metadata_of(small_model())) keys.push_back(key);
  CHECK(keys == std::vector<std::string>{"format", "format_version", "oldest_reader", "digest",
                                         "data_spec", "features", "model", "golden", "metrics",
                                         "provenance"});
  const auto metadata = metadata_of(small_model());
  CHECK(metadata[0].second == "mlrun-model");
  CHECK(metadata[1].second == "1");
  CHECK(metadata[2].second == "1");
  CHECK(metadata[3].second == mlrun::blank_digest());
}

TEST_CASE("a bundle comes back from metadata and tensors", "[checkpoint]") {
  const ModelBundle bundle = small_model();
  const ModelBundle again = mlrun::bundle_from(entries_of(bundle), tensors_of(bundle), "m");
  CHECK(to_json(again.data_spec) == to_json(bundle.data_spec));
  CHECK(again.features == bundle.features);
  CHECK(again.arrays == bundle.arrays);
  CHECK(again.model == bundle.model);
  CHECK(again.state == bundle.state);
  CHECK(to_json(again.golden) == to_json(bundle.golden));
  CHECK(again.golden.answers == bundle.golden.answers);
  CHECK(again.metrics == bundle.metrics);
  CHECK(again.provenance == bundle.provenance);
}

TEST_CASE("every missing metadata key is named", "[checkpoint]") {
  std::vector<MetadataEntry> entries = entries_of(small_model());
  std::erase_if(entries, [](const MetadataEntry& entry) {
    return entry.key == "golden" || entry.key == "metrics";
  });
  CHECK(refusal([&] { mlrun::bundle_from(entries, tensors_of(small_model()), "m"); }) ==
        "m: no \"golden\", \"metrics\" in __metadata__");
  CHECK(refusal([&] { mlrun::bundle_from({}, {}, "m"); }) ==
        "m: no \"data_spec\", \"features\", \"model\", \"golden\", \"metrics\", \"provenance\" in"
        " __metadata__");
}

TEST_CASE("metadata keys of a newer writer are passed over", "[checkpoint]") {
  std::vector<MetadataEntry> entries = entries_of(small_model());
  entries.push_back({"calibration", "not even JSON", 0, 0});
  CHECK(refusal([&] { mlrun::bundle_from(entries, tensors_of(small_model()), "m"); }) ==
        "accepted");
}

TEST_CASE("descriptions are JSON objects", "[checkpoint]") {
  CHECK(verdict("metrics", "{}") == "accepted");
  CHECK(verdict("metrics", "[1]") == "m: metadata \"metrics\": expected an object, got \"[1]\"");
  CHECK(verdict("model", "null") == "m: metadata \"model\": expected an object, got \"null\"");
  CHECK(verdict("features", "{").starts_with("m: metadata \"features\""));
  CHECK(verdict("provenance", R"({"a":1,"a":2})").starts_with("m: metadata \"provenance\""));
  CHECK(verdict("metrics", R"({"a":1e999})").starts_with("m: metadata \"metrics\""));
  CHECK(verdict("data_spec", "{}").starts_with("m: metadata \"data_spec\""));
  CHECK(verdict("golden", "{}").starts_with("m: metadata \"golden\""));
}

TEST_CASE("golden rows name columns of the data spec", "[checkpoint]") {
  Json golden = to_json(small_model().golden);
  golden["columns"] = {"age", "town"};
  CHECK(verdict("golden", golden.dump()) ==
        "m: metadata \"golden\": column \"town\" is not in the data_spec");
}

TEST_CASE("tensors of an unknown prefix are refused", "[checkpoint]") {
  const ModelBundle bundle = small_model();
  const auto with = [&](const std::string& name) {
    StateDict tensors = tensors_of(bundle);
    tensors[name] = HostTensor::of({1}, std::vector<float>{1});
    return refusal([&] { mlrun::bundle_from(entries_of(bundle), tensors, "m"); });
  };
  CHECK(with("model.more") == "accepted");
  CHECK(with("modelmore") ==
        "m: tensor \"modelmore\" is none of features.*, model.*, golden.answers");
  CHECK(with("golden.more") ==
        "m: tensor \"golden.more\" is none of features.*, model.*, golden.answers");
  StateDict tensors = tensors_of(bundle);
  tensors.erase("golden.answers");
  CHECK(refusal([&] { mlrun::bundle_from(entries_of(bundle), tensors, "m"); }) ==
        "m: no tensor \"golden.answers\"");
}

TEST_CASE("a description is measured without parsing it", "[checkpoint]") {
  const auto measure = [](std::string_view text) {
    const mlrun::DescriptionSize size = mlrun::measure_description(text);
    return std::pair(size.values, size.depth);
  };
  CHECK(measure("3") == std::pair<int64_t, int64_t>(1, 0));
  CHECK(measure("[1,2,3]") == std::pair<int64_t, int64_t>(4, 1));
  CHECK(measure(R"({"a":[{}]})") == std::pair<int64_t, int64_t>(5, 3));
  CHECK(measure(R"(["[,{:\"[\\"])") == std::pair<int64_t, int64_t>(2, 1));
}

TEST_CASE("descriptions too large or too deep are refused before they are parsed", "[checkpoint]") {
  std::string many = "{\"a\":[0";
  for (int i = 0; i < 250'000; ++i) many += ",0";
  many += "]}";
  CHECK(verdict("metrics", many).starts_with("m: byte 100: the metadata hold 250"));
  const std::string deep = "{\"a\":" + std::string(100'000, '[') + std::string(100'000, ']') + "}";
  CHECK(verdict("metrics", deep) ==
        "m: byte 100: the metadata are nested 100001 levels deep, at most 64");
}

TEST_CASE("nothing is written that could not be read again", "[checkpoint]") {
  ModelBundle bundle = small_model();
  bundle.metrics = 3;
  CHECK(write_refusal(bundle) ==
        "model file: cannot write \"metrics\": expected an object, got \"3\"");
  bundle = small_model();
  bundle.provenance["host"] = "\xFF";
  CHECK(write_refusal(bundle) ==
        "model file: cannot write \"provenance\": it holds text that is not valid UTF-8");
  bundle = small_model();
  bundle.provenance["list"] = Json::array();
  for (int i = 0; i < 250'001; ++i) bundle.provenance["list"].push_back(0);
  CHECK(write_refusal(bundle).starts_with("model file: cannot write: the metadata hold 250"));
  bundle = small_model();
  bundle.provenance["text"] = std::string(9 << 20, 'x');
  CHECK(write_refusal(bundle).starts_with("model file: cannot write: the metadata hold 943"));
}
