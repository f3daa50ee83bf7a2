#include "mlrun/bad_row_flags.h"

#include <CLI/CLI.hpp>

#include "core/error.h"
#include "core/file.h"
#include "core/log.h"
#include "core/text.h"
#include "mlrun/common_options.h"

namespace mlrun {

void add_bad_rows(CLI::App& verb, BadRowFlags& flags, bool null_too) {
  const std::string group = "Bad rows";
  const std::vector<std::string> choices = null_too
                                               ? std::vector<std::string>{"fail", "skip", "null"}
                                               : std::vector<std::string>{"fail", "skip"};
  verb.add_option("--on-bad-row", flags.on,
                  join(choices, "|") + ": what a row that cannot be read leads to")
      ->check(CLI::IsMember(choices))
      ->capture_default_str()
      ->group(group);
  verb.add_option("--max-bad-rows", flags.max_rows, "more bad rows than this are an error")
      ->check(CLI::NonNegativeNumber)
      ->group(group);
  verb.add_option("--max-bad-ratio", flags.max_ratio,
                  "a larger share of bad rows (0 to 1) is an error")
      ->check(CLI::Range(0.0, 1.0))
      ->group(group);
  verb.add_option("--rejects", flags.rejects,
                  "CSV file of the bad rows: file, line, byte, column, cause, text")
      ->check(not_empty)
      ->group(group);
}

BadRowOptions bad_row_options(const BadRowFlags& flags, bool force) {
  BadRowOptions options;
  if (flags.on == "skip") options.on = OnBadRow::kSkip;
  if (flags.on == "null") options.on = OnBadRow::kNull;
  if (flags.max_rows >= 0) options.max_rows = static_cast<uint64_t>(flags.max_rows);
  if (flags.max_ratio >= 0) options.max_ratio = flags.max_ratio;
  if (options.on == OnBadRow::kFail && (options.max_rows || options.max_ratio)) {
    throw Error(ErrorKind::kUsage,
                std::string(options.max_rows ? "--max-bad-rows" : "--max-bad-ratio") +
                    ": the first bad row ends the run (--on-bad-row fail); --on-bad-row skip "
                    "leaves bad rows out");
  }
  options.rejects = flags.rejects;
  options.replace_rejects = force;
  if (!flags.rejects.empty()) check_output_path(flags.rejects, force);
  return options;
}

void report_bad_rows(const BadRowOptions& options, uint64_t bad, uint64_t rows) {
  if (bad == 0) return;
  const bool null = options.on == OnBadRow::kNull;
  log::warn(format_count(static_cast<int64_t>(bad)) + " of " +
            format_count(static_cast<int64_t>(rows)) + " rows are bad and were " +
            (null ? "answered with nothing" : "left out") +
            (options.rejects.empty() ? "; --rejects FILE writes them down"
                                     : "; they stand in " + options.rejects));
}

void report_bad_rows(const BadRows& bad) {
  report_bad_rows(bad.options(), bad.count(), bad.rows());
}

}  // namespace mlrun
