#include "mlrun/importance_text.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "core/text.h"

using namespace mlrun;

TEST_CASE("importances are a table with bars that fit") {
  const Importances found{"auc", 0.9, {{"length", 0.2, 0.01}, {"b", 0.05, 0.002}, {"c", -0.01, 0}}};
  CHECK(importance_text(found, 40) ==
        "importance (loss of auc when a column is permuted)\n"
        "length   0.2 +-  0.01 ##################\n"
        "b       0.05 +- 0.002 #####\n"
        "c      -0.01 +-     0\n");
}

TEST_CASE("no line of importances is wider than the terminal") {
  Importances found{"rmse", 1, {}};
  for (const double value : {123456.789, 1e-5, -1.2345e-5}) {
    found.columns.push_back({std::string(70, 'n') + "\xC3\xA4", value, value});
  }
  for (const size_t width : {1, 40, 80, 200}) {
    const std::string text = importance_text(found, width);
    const auto lines = split(text, '\n');
    for (size_t i = 1; i < lines.size(); ++i) CHECK(lines[i].size() <= std::max<size_t>(width, 40));
    CHECK(text.find('#') != std::string::npos);
  }
}

TEST_CASE("names are safe to print and cut between code points") {
  Importances found{"rmse", 1, {{"a\nb", 1, 0}, {"\xC3\xA4\xC3\xA4\xC3\xA4", 0.5, 0}}};
  const std::string text = importance_text(found, 80);
  CHECK(text.find("a\\nb ") != std::string::npos);
  CHECK(text.find("\xC3\xA4\xC3\xA4\xC3\xA4 ") != std::string::npos);
  CHECK_FALSE(invalid_utf8(text));
}

TEST_CASE("without a gain there are no bars") {
  CHECK(importance_text({"rmse", 1, {{"a", 0, 0}, {"b", -1, 0.5}}}, 80) ==
        "importance (loss of rmse when a column is permuted)\n"
        "a  0 +-   0\n"
        "b -1 +- 0.5\n");
}
