#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "data/column_survey.h"
#include "data/draft_part.h"
#include "data/spec.h"
#include "data/table.h"

namespace mlrun {

// A column whose type is still open: what is seen of it, and its cells in 4 bytes each, so that
// they need not be read again once the type is known. Parts are added in the order of the rows;
// what comes out does not depend on where they were cut, nor on how they were gathered.
class ColumnDraft {
 public:
  // keep: cells are wanted, not the survey alone.
  ColumnDraft(ColumnSurvey survey, bool keep);
  const ColumnSurvey& survey() const { return survey_; }
  // How the next parts are best gathered.
  DraftPlan plan() const { return plan_; }
  void add(const DraftPart& part, std::string_view file);
  void reserve(size_t rows);
  uint64_t bytes() const;
  // The cells, typed by what was found; frees its own memory. False when one does not fit (not
  // finite as float32, a missing target or weight, a negative weight): reading by the spec says so.
  bool take(const ColumnSpec& spec, Column& into);

 private:
  void add_codes(const DraftPart& part, std::string_view file);
  void add_texts(const DraftPart& part, std::string_view file);
  void settle_plan();
  void to_numbers();
  bool take_numbers(Column& into);
  bool take_seconds(Column& into);
  void take_codes(const ColumnSpec& spec, Column& into);

  ColumnSurvey survey_;
  DraftPlan plan_;
  std::vector<int32_t> codes_;  // kLevels: into the survey's levels
  std::vector<float> values_;   // kLevels: of each level as a number, NaN for others
  std::vector<float> numbers_;  // kNumbers
  bool odd_ = false;            // a number that float32 cannot hold was met
};

}  // namespace mlrun
