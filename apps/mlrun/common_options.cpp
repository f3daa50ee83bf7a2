#include "mlrun/common_options.h"

#include <CLI/CLI.hpp>

#include "core/error.h"
#include "core/host.h"
#include "core/json_text.h"
#include "core/log.h"
#include "core/output.h"
#include "core/progress.h"
#include "core/text.h"
#include "mlrun/read_progress.h"

namespace mlrun {

std::string not_empty(const std::string& name) {
  return name.empty() ? "expected a name, got an empty text" : "";
}

void add_common(CLI::App& verb, CommonOptions& options) {
  const std::string group = "Common";
  verb.add_flag("--json", options.json, "the result as JSON on stdout")->group(group);
  verb.add_flag("-q,--quiet", options.quiet, "nothing on stderr but warnings and errors")
      ->group(group);
  verb.add_flag("-v,--verbose", options.verbose, "more on stderr")->group(group);
  verb.add_option("--log-format", options.log_format, "text|json|auto")
      ->check(CLI::IsMember({"text", "json", "auto"}))
      ->capture_default_str()
      ->group(group);
  verb.add_option("--log-file", options.log_file, "append JSON lines there too")
      ->check(not_empty)
      ->group(group);
  verb.add_option("--color", options.color, "auto|always|never")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->capture_default_str()
      ->group(group);
  verb.add_option("--progress", options.progress, "auto|on|off")
      ->check(CLI::IsMember({"auto", "on", "off"}))
      ->capture_default_str()
      ->group(group);
}

void apply_common(const CommonOptions& options, RunFiles files) {
  files.outputs.emplace_back("--log-file", options.log_file);
  if (options.json) files.outputs.emplace_back("--json", "-");
  check_files(files);
  configure_log(
      {options.log_format, options.log_file, options.color, options.quiet, options.verbose});
  set_progress_mode(options.progress, options.quiet);
}

void add_input(CLI::App& verb, InputOptions& options) {
  verb.add_option("--format", options.format,
                  "csv|tsv|jsonl|parquet|arrow|auto (by suffix, else by content)")
      ->check(CLI::IsMember({"csv", "tsv", "jsonl", "parquet", "arrow", "auto"}))
      ->capture_default_str()
      ->group("Reading");
  verb.add_option("--delimiter", options.delimiter, "one character between fields")
      ->group("Reading");
  verb.add_flag("--no-header", options.no_header, "the first line is a row; names are c1..cN")
      ->group("Reading");
}

int threads_for(int asked) { return asked == 0 ? allowed_threads() : asked; }

void add_memory(CLI::App& verb, std::string& memory) {
  verb.add_option("--memory", memory,
                  "refuse tables that take more, such as 4G [3/4 of what is there]")
      ->group("Reading");
}

uint64_t memory_limit(const std::string& memory) {
  return memory.empty() ? allowed_memory() / 4 * 3 : parse_bytes("--memory", memory);
}

ReadOptions read_options(const InputOptions& options) {
  ReadOptions read;
  read.format = options.format;
  read.header = !options.no_header;
  const std::string text = options.delimiter == "\\t" ? "\t" : options.delimiter;
  if (text.size() > 1 || text == "\"" || text == "\n" || text == "\r") {
    throw Error(ErrorKind::kUsage,
                "--delimiter: expected one character, got " + mlrun::quoted(options.delimiter));
  }
  if (!text.empty()) read.delimiter = text[0];
  return read;
}

std::string names_of(const std::vector<std::string>& paths) {
  std::vector<std::string> names;
  for (const auto& path : paths) names.push_back(path == "-" ? "stdin" : path);
  return join(names, ", ");
}

std::unique_ptr<RowReader> open_input(const std::vector<std::string>& paths,
                                      const ReadOptions& options) {
  auto reader = open_rows(paths, options);
  for (const auto& remark : reader->remarks()) log::info(remark);
  return reader;
}

CLI::App& add_verb(CLI::App& app, const std::string& name, const std::string& about,
                   const std::string& examples) {
  CLI::App* verb = app.add_subcommand(name, about);
  verb->footer(examples);
  return *verb;
}

void check_stdout() { const Output output("-"); }

void print_stdout(const std::string& text) {
  Output output("-");
  output.write(text);
  output.commit();
}

void print_json(const Json& document) { print_stdout(json_text(document, 2) + "\n"); }

}  // namespace mlrun
