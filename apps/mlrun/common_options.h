#pragma once

#include <string>
#include <vector>

#include "core/json.h"
#include "data/row_reader.h"
#include "mlrun/run_files.h"

namespace CLI {
class App;
}

namespace mlrun {

// Flags that mean the same on every verb.
struct CommonOptions {
  bool json = false;
  bool quiet = false;
  int verbose = 0;
  std::string log_format = "auto";
  std::string log_file;
  std::string color = "auto";
  std::string progress = "auto";
};
void add_common(CLI::App& verb, CommonOptions& options);
// Puts them into force; called first by every verb, with the files that it reads and writes beside
// the log. Throws Error(kUsage) where one would be lost to another.
void apply_common(const CommonOptions& options, RunFiles files);

// For CLI11's check() of what names a file: an empty name, as of a shell's unset variable, is no
// way of leaving the file out.
std::string not_empty(const std::string& name);

// Flags about how a table is read.
struct InputOptions {
  std::vector<std::string> paths;
  std::string format = "auto";
  std::string delimiter;
  bool no_header = false;
};
// As many threads as were asked for; for 0 as many as this process may use.
int threads_for(int asked);

// How much a table may take, for the verbs that hold one in memory.
void add_memory(CLI::App& verb, std::string& memory);
// Its bytes; three quarters of what this process may use when it is not given.
uint64_t memory_limit(const std::string& memory);

void add_input(CLI::App& verb, InputOptions& options);
// Throws Error(kUsage) for a delimiter that is no single byte.
ReadOptions read_options(const InputOptions& options);
// For messages: the paths, "stdin" for "-".
std::string names_of(const std::vector<std::string>& paths);
// Opens the rows and says what was decided by looking at them.
std::unique_ptr<RowReader> open_input(const std::vector<std::string>& paths,
                                      const ReadOptions& options);

// A verb as CLI11 sees it, with its examples (help shows them first).
CLI::App& add_verb(CLI::App& app, const std::string& name, const std::string& about,
                   const std::string& examples);

// Throws Error(kFailure) when stdout is closed, before work that would end there.
void check_stdout();

// Print on stdout.
void print_stdout(const std::string& text);
void print_json(const Json& document);

}  // namespace mlrun
