#include "core/log.h"

#include <fcntl.h>
#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <unistd.h>

#include <cassert>
#include <cerrno>
#include <cstdlib>
#include <memory>

#include "core/host.h"
#include "core/json_text.h"
#include "core/progress.h"

namespace mlrun {
namespace {

using spdlog::level::level_enum;

// Both sinks get finished lines: the layout is ours, spdlog holds levels, locks and files.
struct Loggers {
  std::shared_ptr<spdlog::logger> console;
  std::shared_ptr<spdlog::logger> file;  // empty without --log-file
  bool json = false;
  bool color = false;
};

std::shared_ptr<spdlog::logger> make_logger(spdlog::sink_ptr sink, level_enum level) {
  auto logger = std::make_shared<spdlog::logger>("", std::move(sink));
  logger->set_pattern("%v");
  logger->set_level(level);
  logger->flush_on(level_enum::trace);
  return logger;
}

std::shared_ptr<spdlog::logger> make_console(level_enum level) {
  auto logger = make_logger(std::make_shared<spdlog::sinks::stderr_sink_mt>(), level);
  // A closed or full stderr must not fail the run.
  logger->set_error_handler([](const std::string&) {});
  return logger;
}

Loggers& loggers() {
  static Loggers all{make_console(level_enum::info), nullptr};
  return all;
}

bool is_set(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

bool wants_color(const std::string& choice) {
  if (choice != "auto") return choice == "always";
  if (is_set("NO_COLOR")) return false;
  if (is_set("FORCE_COLOR")) return true;
  const char* terminal = std::getenv("TERM");
  return isatty(STDERR_FILENO) == 1 && !(terminal && std::string_view(terminal) == "dumb");
}

std::shared_ptr<spdlog::logger> open_log_file(const std::string& path, level_enum level) {
  // spdlog would make missing directories and name no reason.
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (fd < 0) {
    throw Error(ErrorKind::kFailure, path + ": cannot be opened: " + system_reason(errno));
  }
  close(fd);
  try {
    auto logger = make_logger(std::make_shared<spdlog::sinks::basic_file_sink_mt>(path), level);
    logger->set_error_handler([path, told = false](const std::string& reason) mutable {
      if (std::exchange(told, true)) return;
      loggers().console->warn("warning: " + path + ": lines of the log are lost: " + reason);
    });
    return logger;
  } catch (const spdlog::spdlog_ex& error) {
    throw Error(ErrorKind::kFailure, path + ": cannot be opened: " + error.what());
  }
}

const char* level_name(level_enum level) {
  if (level == level_enum::debug) return "debug";
  if (level == level_enum::warn) return "warning";
  return level == level_enum::err ? "error" : "info";
}

// How a run ends, in its last line.
struct Ending {
  int code = 0;
  std::string_view kind;
};

std::string json_line(level_enum level, std::string_view message, const Ending* ending) {
  Json line;
  line["time"] = now_utc();
  line["level"] = level_name(level);
  line["message"] = message;
  if (ending != nullptr) {
    line["code"] = ending->code;
    line["kind"] = ending->kind;
  }
  return json_text(line);
}

std::string text_line(level_enum level, std::string_view message, bool color) {
  std::string prefix;
  if (level != level_enum::info) prefix = std::string(level_name(level)) + ":";
  if (color && level == level_enum::warn) prefix = "\033[33m" + prefix + "\033[0m";
  if (color && level == level_enum::err) prefix = "\033[31m" + prefix + "\033[0m";
  if (!prefix.empty()) prefix += ' ';
  return prefix.append(message);
}

void emit(level_enum level, std::string_view message, const Ending* ending = nullptr) {
  const Loggers& to = loggers();
  if (to.console->should_log(level)) {
    clear_progress_bar();
    to.console->log(
        level, to.json ? json_line(level, message, ending) : text_line(level, message, to.color));
  }
  if (to.file && to.file->should_log(level)) to.file->log(level, json_line(level, message, ending));
}

}  // namespace

void configure_log(const LogOptions& options) {
  assert(options.format == "text" || options.format == "json" || options.format == "auto");
  assert(options.color == "auto" || options.color == "always" || options.color == "never");
  const level_enum level = options.verbose > 0 ? level_enum::debug : level_enum::info;
  Loggers& all = loggers();
  all.console->set_level(options.errors_only ? level_enum::err
                         : options.quiet     ? level_enum::warn
                                             : level);
  all.json = options.format == "json";
  all.color = wants_color(options.color);
  all.file = options.file.empty() ? nullptr : open_log_file(options.file, level);
}

namespace log {

void debug(std::string_view message) { emit(level_enum::debug, message); }
void info(std::string_view message) { emit(level_enum::info, message); }
void warn(std::string_view message) { emit(level_enum::warn, message); }
void error(const Error& error) {
  const Ending ending{error.exit_code(), name(error.kind())};
  emit(level_enum::err, error.what(), &ending);
}
void stopped(std::string_view message, int signal) {
  const Ending ending{128 + signal, "signal"};
  emit(level_enum::warn, message, &ending);
}
void plain(std::string_view text) { emit(level_enum::info, text); }

void flush() {
  loggers().console->flush();
  if (loggers().file) loggers().file->flush();
}

}  // namespace log
}  // namespace mlrun
