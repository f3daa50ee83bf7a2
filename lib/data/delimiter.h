#pragma once

#include <string>
#include <string_view>

namespace mlrun {

// ',' for .csv and format csv, tab for .tsv and format tsv, 0 when neither tells.
char delimiter_by_name(const std::string& path, const std::string& format);

// The one of , ; tab | that splits the first lines most evenly; ',' when none does better.
char sniff_delimiter(std::string_view head);

// "a comma", "a tab", for messages.
std::string delimiter_name(char delimiter);

}  // namespace mlrun
