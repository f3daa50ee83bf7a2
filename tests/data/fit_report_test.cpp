#include "data/fit_report.h"

#include "data/fixtures.h"

using namespace mlrun;
using namespace mlrun::test;
using Texts = std::vector<std::string>;

namespace {

// How a text fits the features of every type.
FitReport report_of(const std::string& text, NeedTarget need = NeedTarget::kNo) {
  TextRows rows(text);
  FitReport report(every_type(), (*rows).header(), need);
  while (const auto block = (*rows).next()) report.look(*block);
  return report;
}

// So many rows whose cells of n and t are these.
std::string rows_text(int count, const std::string& n, const std::string& t) {
  std::string text = "n,b,t,c\n";
  for (int i = 0; i < count; ++i) text += n + ",no," + t + ",red\n";
  return text;
}

}  // namespace

TEST_CASE("a file that fits is told so", "[data]") {
  const FitReport report = report_of("c,b,n,t\nred,yes,1,2026-01-31\n,no,-2.5,2026-01-31\n");
  CHECK(report.fits());
  CHECK(report.faults().empty());
  CHECK(report.remarks().empty());
  CHECK(report.extra().empty());
  REQUIRE(report.columns().size() == 4);
  CHECK(report.columns()[3].missing == 1);
  CHECK(report.to_json()["rows"] == 2);
  CHECK(report.to_json()["fits"] == true);
}

TEST_CASE("all that misses is told at once, with the nearest names", "[data]") {
  const FitReport report = report_of("N,bb,t,zzzzzz\n");
  CHECK_FALSE(report.fits());
  CHECK(report.faults() ==
        "\n  missing feature column \"n\"; did you mean \"N\"?"
        "\n  missing feature column \"b\"; did you mean \"bb\"?"
        "\n  missing feature column \"c\"");
  CHECK(report.extra() == Texts{"N", "bb", "zzzzzz"});
  CHECK(report_of("n,b,t,c\n").fits());
  CHECK(report_of("n,b,t,c\n", NeedTarget::kYes).faults() ==
        "\n  missing weight column \"w\"\n  missing target column \"y\"");
  const Json json = report.to_json();
  CHECK(json["missing_columns"][0]["column"] == "n");
  CHECK(json["missing_columns"][0]["did_you_mean"] == "N");
  CHECK(json["extra_columns"].size() == 3);
}

TEST_CASE("a column is of another type when no cell fits, of ten at least", "[data]") {
  CHECK(report_of(rows_text(9, "red", "1970-01-01")).fits());
  const FitReport report = report_of(rows_text(10, "red", "1"));
  CHECK_FALSE(report.fits());
  const std::string faults = report.faults();
  CHECK(faults.find("\n  column \"n\": expected numbers, but none of the first 10 cells is one: "
                    "\"red\" (") != std::string::npos);
  CHECK(faults.find("\n  column \"t\": expected dates or times, but none of the first 10 cells is "
                    "one: \"1\" (") != std::string::npos);
  CHECK(report.to_json()["retyped"].size() == 2);
  // One that fits is enough, missing ones do not count.
  CHECK(report_of(rows_text(10, "red", "1970-01-01") + "1,no,1970-01-01,red\n").fits());
  CHECK(report_of(rows_text(10, "", "1970-01-01")).fits());
}

TEST_CASE("what is odd but fits is remarked upon", "[data]") {
  const FitReport report =
      report_of("n,b,t,c,z\n1,maybe,?,red,0\nx,no,1970-01-01,green,0\n2,no,1970-01-01,blue,0\n");
  CHECK(report.fits());
  const Texts remarks = report.remarks();
  REQUIRE(remarks.size() == 5);
  CHECK(remarks[0] == "columns not used: z");
  CHECK(remarks[1].starts_with("column \"n\": 1 of 3 cells are no numbers, first \"x\" ("));
  CHECK(remarks[2].starts_with(
      "column \"b\": 1 of 3 cells hold a category that training did not see, first \"maybe\" ("));
  CHECK(remarks[3] == "column \"t\": 1 of 3 cells are missing, where the training rows had none");
  CHECK(remarks[4].find("\"green\"") != std::string::npos);
}

TEST_CASE("rows that cannot be split are not looked at", "[data]") {
  const FitReport report = report_of("n,b,t,c\nx,y\n1,no,1970-01-01,red\n");
  CHECK(report.columns()[0].cells == 1);
  CHECK(report.columns()[0].misfits == 0);
}
