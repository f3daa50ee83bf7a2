#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mlrun {

// ',' for .csv and format csv, tab for .tsv and format tsv, 0 when neither tells.
char delimiter_by_name(const std::string& path, const std::string& format);

// Throws Error(kUsage) for a quote, a line end, NUL or a byte beyond ASCII.
void check_delimiter(char delimiter);

// Text before the first line end; one inside quotes counts too.
std::string_view first_line(std::string_view text);

// The one of , ; tab | that stands in the line outside quotes; nullopt when none or several do.
std::optional<char> only_delimiter(std::string_view line);

// The one of , ; tab | that splits most of the first lines as it splits the first of them; ','
// when none does better.
char sniff_delimiter(std::string_view head);

// Of a header of one name that looks like several: `one column alone, "a;b"; --delimiter says what
// separates fields`. Else empty.
std::string one_column_alone(const std::vector<std::string>& header);
// The same as a line of a report on missing columns.
std::string one_column_line(const std::vector<std::string>& header);

// "a comma", "a tab", for messages.
std::string delimiter_name(char delimiter);

}  // namespace mlrun
