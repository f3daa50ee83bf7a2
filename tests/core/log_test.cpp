#include "core/log.h"

#include <catch2/catch.hpp>

#include "core/fixtures.h"
#include "core/json.h"
#include "core/text.h"

namespace mlrun {
namespace {

using test::Capture;
using test::error_of;
using test::slurp;
using test::TempDir;

// Sets a variable for one test; an empty value unsets it.
class Environment {
 public:
  Environment(const std::string& name, const std::string& value) : name_(name) {
    const char* old = std::getenv(name.c_str());
    old_ = old ? old : "";
    set(name, value);
  }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;
  ~Environment() { set(name_, old_); }

 private:
  static void set(const std::string& name, const std::string& value) {
    value.empty() ? unsetenv(name.c_str()) : setenv(name.c_str(), value.c_str(), 1);
  }
  std::string name_;
  std::string old_;
};

const Error kError(ErrorKind::kData, "a.csv:1: bad");

LogOptions quiet(const std::string& color) { return {"auto", "", color, true, 0}; }
LogOptions to_file(const std::string& path) { return {"auto", path, "auto", true, 0}; }
LogOptions json() { return {"json", "", "auto", false, 0}; }
LogOptions verbose() { return {"text", "", "auto", false, 1}; }

// Everything said under `options`, as it stood on stderr.
std::string said(const LogOptions& options) {
  Capture capture(STDERR_FILENO);
  configure_log(options);
  log::debug("d");
  log::info("i");
  log::plain("block\nof two");
  log::warn("w");
  log::error(kError);
  log::flush();
  const std::string text = capture.text();
  configure_log({});
  return text;
}

TEST_CASE("text lines") {
  CHECK(said({}) == "i\nblock\nof two\nwarning: w\nerror: a.csv:1: bad\n");
  CHECK(said(verbose()) == "debug: d\ni\nblock\nof two\nwarning: w\nerror: a.csv:1: bad\n");
  CHECK(said(quiet("auto")) == "warning: w\nerror: a.csv:1: bad\n");
}

TEST_CASE("colour where it is wanted") {
  const std::string colored = "\033[33mwarning:\033[0m w\n\033[31merror:\033[0m a.csv:1: bad\n";
  const std::string plain = "warning: w\nerror: a.csv:1: bad\n";
  const Environment no_color("NO_COLOR", "");
  const Environment no_force("FORCE_COLOR", "");
  CHECK(said(quiet("always")) == colored);
  CHECK(said(quiet("never")) == plain);
  CHECK(said(quiet("auto")) == plain);  // a file is no terminal
  const Environment force("FORCE_COLOR", "1");
  CHECK(said(quiet("auto")) == colored);
  CHECK(said(quiet("never")) == plain);
  const Environment both("NO_COLOR", "1");
  CHECK(said(quiet("auto")) == plain);
  CHECK(said(quiet("always")) == colored);
}

TEST_CASE("JSON lines, the last one with code and kind") {
  const std::string text = said(json());
  const auto lines = split(text, '\n');
  REQUIRE(lines.size() == 5);
  const auto parse = [&](size_t i) { return parse_json(lines[i], "log", ErrorKind::kFailure); };
  CHECK(parse(0)["level"] == "info");
  CHECK(parse(0)["message"] == "i");
  CHECK(parse(0)["time"].get<std::string>().size() == 20);
  CHECK(parse(0).size() == 3);
  CHECK(parse(1)["message"] == "block\nof two");
  CHECK(parse(2)["level"] == "warning");
  Json last = parse(3);
  last.erase("time");
  CHECK(last.dump() == R"({"level":"error","message":"a.csv:1: bad","code":3,"kind":"data"})");
}

TEST_CASE("a run that a signal ends says so in its last line") {
  Capture capture(STDERR_FILENO);
  log::stopped("stopped", 15);
  configure_log(json());
  log::stopped("stopped", 15);
  const std::string text = capture.text();
  configure_log({});
  const auto lines = split(text, '\n');
  CHECK(lines[0] == "warning: stopped");
  const Json last = parse_json(lines[1], "log", ErrorKind::kFailure);
  CHECK(last["level"] == "warning");
  CHECK(last["code"] == 143);
  CHECK(last["kind"] == "signal");
}

TEST_CASE("a report of several lines is printed as it is") {
  Capture capture(STDERR_FILENO);
  log::error(Error(ErrorKind::kUsage, "two mistakes\n  one {}\n  two %s"));
  CHECK(capture.text() == "error: two mistakes\n  one {}\n  two %s\n");
}

TEST_CASE("bad UTF-8 in a message does not break the JSON") {
  Capture capture(STDERR_FILENO);
  configure_log(json());
  log::info("a\xFFz");
  configure_log({});
  CHECK(capture.text().find("a\xEF\xBF\xBDz") != std::string::npos);
}

TEST_CASE("the log file gets JSON lines, quiet or not, after what it held") {
  const TempDir dir;
  test::put(dir / "log", "before\n");
  CHECK(said(to_file(dir / "log")) == "warning: w\nerror: a.csv:1: bad\n");
  const std::string text = slurp(dir / "log");
  CHECK(text.starts_with("before\n{\"time\":\""));
  CHECK(split(text, '\n').size() == 6);
  CHECK(text.ends_with(R"("message":"a.csv:1: bad","code":3,"kind":"data"})"
                       "\n"));
}

TEST_CASE("a log file that cannot be opened is an error; no directory is made") {
  const TempDir dir;
  CHECK(error_of([&] { configure_log(to_file(dir / "no/log")); }) ==
        "failure: " + (dir / "no/log") + ": cannot be opened: no such file or directory");
  CHECK(dir.count() == 0);
}

TEST_CASE("a full log file is said once, and the run goes on") {
  Capture capture(STDERR_FILENO);
  configure_log(to_file("/dev/full"));
  log::warn("one");
  log::warn("two");
  log::flush();
  configure_log({});
  const std::string text = capture.text();
  CHECK(text.find("one\n") != std::string::npos);
  CHECK(text.find("two\n") != std::string::npos);
  const std::string warning = "warning: /dev/full: lines of the log are lost";
  REQUIRE(text.find(warning) != std::string::npos);
  CHECK(text.find(warning) == text.rfind(warning));
}

TEST_CASE("a closed or full stderr does not fail the run") {
  CHECK(test::child_status([] {
          close(STDERR_FILENO);
          log::warn("nobody hears");
          dup2(open("/dev/full", O_WRONLY), STDERR_FILENO);
          log::warn("nobody hears");
          log::flush();
        }) == 0);
}

}  // namespace
}  // namespace mlrun
