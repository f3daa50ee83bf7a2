// The public suite csv-spectrum: each csv against its json.
#include <cstdlib>
#include <filesystem>

#include "core/json.h"
#include "data/fixtures.h"

using namespace mlrun;
using namespace mlrun::test;
namespace fs = std::filesystem;

namespace {

std::string suite_folder() {
  const char* given = std::getenv("MLRUN_SHARED");
  return (given != nullptr ? std::string(given) : MLRUN_SOURCE_DIR "/../shared") +
         "/cases/csv-spectrum";
}

// False, with a warning, when the suite is not there.
bool has_suite() {
  if (fs::exists(suite_folder() + "/csvs")) return true;
  WARN("skipped: no " + suite_folder() + " (MLRUN_SHARED names the folder of shared cases)");
  return false;
}

// The rows of a table as the suite writes them: a list of objects of texts.
Json as_json(const Reading& read) {
  Json rows = Json::array();
  for (const auto& row : read.rows) {
    Json object = Json::object();
    for (size_t c = 0; c < row.size(); ++c) object[read.header[c]] = row[c];
    rows.push_back(std::move(object));
  }
  return rows;
}

}  // namespace

TEST_CASE("csv-spectrum is read as its json files say", "[data]") {
  if (!has_suite()) return;
  int compared = 0;
  for (const auto& entry : fs::directory_iterator(suite_folder() + "/csvs")) {
    const std::string stem = entry.path().stem().string();
    // Its json is of another table: another phone number, an object instead of a list.
    if (stem == "location_coordinates") continue;
    CAPTURE(stem);
    const Reading read = read_text(slurp(entry.path().string()));
    CHECK(read.error.empty());
    const Json expected =
        read_json_file(suite_folder() + "/json/" + stem + ".json", ErrorKind::kFailure);
    CHECK(as_json(read) == expected);
    ++compared;
  }
  CHECK(compared == 11);
}

TEST_CASE("csv-spectrum's quotes inside unquoted cells are text", "[data]") {
  if (!has_suite()) return;
  const Reading read = read_text(slurp(suite_folder() + "/csvs/location_coordinates.csv"));
  CHECK(read.error.empty());
  REQUIRE(read.rows.size() == 1);
  CHECK(read.rows[0] == std::vector<std::string>{"2095257564",
                                                 "37\uFFFD36'37.8\"N 121\uFFFD2'17.9\"W", "Modesto",
                                                 "Stanislaus"});
}
