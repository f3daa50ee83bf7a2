#include "data/fixtures.h"
#include "data/table_builder.h"

using namespace mlrun;
using namespace mlrun::test;
using Names = std::vector<std::string>;
using Positions = std::vector<size_t>;

namespace {

constexpr size_t kAbsent = Binding::kAbsent;

DataSpec spec_of(const std::vector<std::pair<std::string, Role>>& columns) {
  DataSpec spec;
  for (const auto& [name, role] : columns) {
    spec.columns.push_back({name, ColumnType::kNumeric, role, {}, false});
  }
  return spec;
}

DataSpec house() {
  return spec_of({{"area", Role::kFeature},
                  {"rooms", Role::kFeature},
                  {"key", Role::kId},
                  {"note", Role::kIgnore},
                  {"w", Role::kWeight},
                  {"price", Role::kTarget}});
}

Binding bind(const Names& header, NeedTarget need = NeedTarget::kNo) {
  return bind_columns(house(), header, need, "t.csv");
}

std::string report(const Names& header, NeedTarget need = NeedTarget::kNo) {
  return error_of([&] { bind(header, need); });
}

}  // namespace

TEST_CASE("columns are matched by name, in any order", "[data]") {
  const Binding binding = bind({"price", "note", "w", "rooms", "area", "key"}, NeedTarget::kYes);
  CHECK(binding.positions == Positions{4, 3, 5, kAbsent, 2, 0});
  CHECK(binding.extra.empty());
}

TEST_CASE("columns the spec does not know are listed in their order", "[data]") {
  const Binding binding = bind({"z", "area", "a", "rooms", "Area"});
  CHECK(binding.positions == Positions{1, 3, kAbsent, kAbsent, kAbsent, kAbsent});
  CHECK(binding.extra == Names{"z", "a", "Area"});
}

TEST_CASE("ignored and id columns may be absent, target and weight where they are not needed",
          "[data]") {
  CHECK(report({"area", "rooms"}) == "no error");
  // They are no extra columns when they are there, and are not read.
  const Binding binding = bind({"area", "rooms", "price", "w", "note"});
  CHECK(binding.positions == Positions{0, 1, kAbsent, kAbsent, kAbsent, kAbsent});
  CHECK(binding.extra.empty());
}

TEST_CASE("one report names everything that misses, with the nearest names", "[data]") {
  CHECK(report({"aera", "Rooms"}, NeedTarget::kYes) ==
        "model: t.csv: its columns do not fit the model:"
        "\n  missing feature column \"area\"; did you mean \"aera\"?"
        "\n  missing feature column \"rooms\"; did you mean \"Rooms\"?"
        "\n  missing weight column \"w\""
        "\n  missing target column \"price\"");
  CHECK(report({"area"}) ==
        "model: t.csv: its columns do not fit the model:"
        "\n  missing feature column \"rooms\"");
  CHECK(report({}) ==
        "model: t.csv: its columns do not fit the model:"
        "\n  missing feature column \"area\""
        "\n  missing feature column \"rooms\"");
}

TEST_CASE("the report says what does not fit, and that the delimiter may be wrong", "[data]") {
  CHECK(
      error_of(
          [] { bind_columns(house(), {"area;rooms"}, NeedTarget::kNo, "t.csv", "spec.json"); }) ==
      "model: t.csv: its columns do not fit spec.json:"
      "\n  missing feature column \"area\""
      "\n  missing feature column \"rooms\""
      "\n  the table has one column alone, \"area;rooms\"; --delimiter says what separates fields");
}

TEST_CASE("columns that stand twice are in the report, too", "[data]") {
  CHECK(report({"area", "area", "x", "x"}) ==
        "model: t.csv: its columns do not fit the model:"
        "\n  two columns are called \"area\""
        "\n  two columns are called \"x\""
        "\n  missing feature column \"rooms\"");
}

TEST_CASE("twenty names are suggested at most, but all that miss are named", "[data]") {
  std::vector<std::pair<std::string, Role>> wanted;
  Names header;
  for (int i = 100; i < 130; ++i) {
    wanted.emplace_back("column" + std::to_string(i), Role::kFeature);
    header.push_back("Column_" + std::to_string(i));
  }
  const std::string told =
      error_of([&] { bind_columns(spec_of(wanted), header, NeedTarget::kNo, "t.csv"); });
  const auto count = [&told](const std::string& part) {
    size_t found = 0;
    for (size_t at = told.find(part); at != std::string::npos; at = told.find(part, at + 1)) {
      ++found;
    }
    return found;
  };
  CHECK(count("missing feature column") == 30);
  CHECK(count("did you mean") == 20);
}

TEST_CASE("a table is read by name from its file", "[data]") {
  TextRows rows("rooms,area,other\n2,50.5,x\n3,70,y\n");
  const Table table = read_table(*rows, house(), NeedTarget::kNo);
  CHECK(table.rows == 2);
  CHECK(table.columns[0].numbers == std::vector<float>{50.5F, 70});
  CHECK(table.columns[1].numbers == std::vector<float>{2, 3});
  TextRows short_rows("rooms\n2\n");
  CHECK(error_of([&] { read_table(*short_rows, house(), NeedTarget::kNo); }) ==
        "model: the data: its columns do not fit the model:"
        "\n  missing feature column \"area\"");
}
