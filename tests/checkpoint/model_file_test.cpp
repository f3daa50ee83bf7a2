#include "checkpoint/model_file.h"

#include <catch2/catch.hpp>

#include "checkpoint/digest.h"
#include "checkpoint/fixtures.h"
#include "checkpoint/model_bundle.h"
#include "checkpoint/safetensors.h"
#include "core/file.h"
#include "core/hash.h"

using mlrun::ErrorKind;
using mlrun::ModelBundle;
using mlrun::ModelFileInfo;
using mlrun::SafeTensors;
using mlrun::test::refusal;
using mlrun::test::ScratchFolder;
using mlrun::test::small_model;
using mlrun::test::write_bytes;

namespace {

// What is said behind the file's name; an empty text when nothing is.
std::string open_refusal(const std::string& path) {
  const std::string said = refusal([&] { mlrun::open_model(path); });
  return said == "accepted" ? "" : said.substr(path.size());
}

// What is said of a whole, sealed file in which one metadata key is another text, or missing.
std::string verdict(const std::string& key, std::optional<std::string> text) {
  const ScratchFolder folder;
  SafeTensors contents = mlrun::parse_safetensors(model_bytes(small_model()), "m");
  std::erase_if(contents.metadata, [&](auto& entry) {
    if (entry.first == "digest") entry.second = mlrun::blank_digest();
    if (entry.first == key && text) entry.second = *text;
    return entry.first == key && !text;
  });
  std::string bytes = write_safetensors(contents);
  if (key != "digest") mlrun::seal(bytes, mlrun::kModelLimits);
  write_bytes(folder.file("m"), bytes);
  return open_refusal(folder.file("m"));
}

}  // namespace

TEST_CASE("a model is saved and opened again", "[checkpoint]") {
  const ScratchFolder folder;
  const std::string path = folder.file("m.mlrun");
  const ModelBundle bundle = small_model();
  save_model(path, bundle);
  ModelFileInfo info;
  const ModelBundle again = mlrun::open_model(path, &info);
  CHECK(again.arrays == bundle.arrays);
  CHECK(again.state == bundle.state);
  CHECK(again.golden.answers == bundle.golden.answers);
  CHECK(model_bytes(again) == model_bytes(bundle));

  const std::string bytes = mlrun::read_file(path, ErrorKind::kModel);
  CHECK(info.format_version == 1);
  CHECK(info.oldest_reader == 1);
  CHECK(info.bytes == bytes.size());
  CHECK(info.digest.size() == 9 + 32);
  CHECK(bytes.find(info.digest) != std::string::npos);
}

TEST_CASE("the digest is that of the file with its digits as zeros", "[checkpoint]") {
  std::string bytes = model_bytes(small_model());
  const size_t place = bytes.find("xxh3-128:") + 9;
  const std::string digest = bytes.substr(place, 32);
  CHECK(digest == mlrun::xxh3_hex(bytes.replace(place, 32, std::string(32, '0'))));
}

TEST_CASE("the same bundle gives the same bytes", "[checkpoint]") {
  CHECK(model_bytes(small_model()) == model_bytes(small_model()));
  ModelBundle other = small_model();
  other.provenance["seed"] = 8;
  CHECK(model_bytes(other) != model_bytes(small_model()));
}

TEST_CASE("saving replaces a file as a whole", "[checkpoint]") {
  const ScratchFolder folder;
  write_bytes(folder.file("m"), "an older file");
  save_model(folder.file("m"), small_model());
  CHECK(mlrun::read_file(folder.file("m"), ErrorKind::kModel) == model_bytes(small_model()));
  ModelBundle bad = small_model();
  bad.state["\n"] = bad.state["steps"];
  CHECK_THROWS_AS(save_model(folder.file("m"), bad), mlrun::Error);
  CHECK(mlrun::read_file(folder.file("m"), ErrorKind::kModel) == model_bytes(small_model()));
}

TEST_CASE("format and versions are checked first", "[checkpoint]") {
  CHECK(verdict("x", "y").empty());
  CHECK(verdict("format", std::nullopt) ==
        ": a safetensors file, but no model of mlrun: no \"format\" in __metadata__");
  CHECK(verdict("format", "mlrun-state") ==
        ": byte 35: format: expected \"mlrun-model\", got \"mlrun-state\"");
  CHECK(verdict("oldest_reader", "2") ==
        ": needs mlrun file format >= 2, this program reads up to 1");
  CHECK(verdict("oldest_reader", std::nullopt) == ": no \"oldest_reader\" in __metadata__");
  CHECK(verdict("format_version", std::nullopt) == ": no \"format_version\" in __metadata__");
  for (const std::string text : {"0", "-1", "1.0", " 1", "", "one", "99999999999999999999"}) {
    CAPTURE(text);
    CHECK(verdict("format_version", text) ==
          ": byte 66: format_version: expected a number of at least 1, got \"" + text + "\"");
  }
  CHECK(
      verdict("format_version", "7").empty());  // a newer writer that this reader still understands
}

TEST_CASE("every metadata key is required", "[checkpoint]") {
  for (const std::string key :
       {"digest", "data_spec", "features", "model", "golden", "metrics", "provenance"}) {
    CHECK(verdict(key, std::nullopt) == ": no \"" + key + "\" in __metadata__");
  }
}

TEST_CASE("a wrong digest is damage", "[checkpoint]") {
  const std::string zeros(32, '0');
  const std::string got = verdict("digest", "xxh3-128:" + zeros);
  CHECK(got.starts_with(": damaged: digest is xxh3-128:"));
  CHECK(got.ends_with(", expected xxh3-128:" + zeros));
}

TEST_CASE("tables are told apart from models", "[checkpoint]") {
  const ScratchFolder folder;
  write_bytes(folder.file("t.csv"), "age,income,y\n1,2,3\n");
  CHECK(open_refusal(folder.file("t.csv")) ==
        ": byte 0: not a model file: it begins with \"age,inco\", expected the length of a header,"
        " at most 16777216");
  write_bytes(folder.file("w.safetensors"), mlrun::write_safetensors({}));
  CHECK(open_refusal(folder.file("w.safetensors")) ==
        ": a safetensors file, but no model of mlrun: no \"format\" in __metadata__");
}
