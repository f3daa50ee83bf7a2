#pragma once

#include <string>
#include <string_view>

#include "core/error.h"

namespace mlrun {

// What a person reads goes to stderr (and to --log-file); stdout never sees a word of it.
struct LogOptions {
  std::string format = "auto";  // text | json | auto (text on every stream, json on request)
  std::string file;             // also append there, always as JSON lines; empty: nowhere
  std::string color = "auto";   // auto | always | never; NO_COLOR, FORCE_COLOR, TERM=dumb count
  bool quiet = false;           // only warnings and errors
  int verbose = 0;              // 1: debug lines too
  bool errors_only = false;     // not even warnings: another process tells them
};

// Requires the choices above; throws Error(kFailure) when the log file cannot be opened.
void configure_log(const LogOptions& options);

namespace log {
void debug(std::string_view message);
void info(std::string_view message);
void warn(std::string_view message);
// The last line of a failed run: message; in JSON also "code" and "kind".
void error(const Error& error);
// The last line of a run that a signal ends; in JSON also "code" (128 + signal) and "kind".
void stopped(std::string_view message, int signal);
// A line already laid out (a summary block); not printed with --quiet.
void plain(std::string_view text);
// Pushes buffered lines to their file; called before the process leaves.
void flush();
}  // namespace log

}  // namespace mlrun
