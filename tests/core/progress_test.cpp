#include "core/progress.h"

#include <catch2/catch.hpp>
#include <thread>

#include "core/fixtures.h"
#include "core/log.h"
#include "core/text.h"

namespace mlrun {
namespace {

using test::Capture;

struct Mode {
  explicit Mode(const std::string& name, bool quiet = false) { set_progress_mode(name, quiet); }
  Mode(const Mode&) = delete;
  Mode& operator=(const Mode&) = delete;
  ~Mode() { set_progress_mode("auto", false); }
};

void wait() { std::this_thread::sleep_for(std::chrono::milliseconds(110)); }

TEST_CASE("on, off, auto and quiet") {
  const Capture no_terminal(STDERR_FILENO);
  set_progress_mode("on", false);
  CHECK(progress_bar());
  set_progress_mode("on", true);
  CHECK_FALSE(progress_bar());
  set_progress_mode("off", false);
  CHECK_FALSE(progress_bar());
  set_progress_mode("auto", false);
  CHECK_FALSE(progress_bar());
}

TEST_CASE("a bar is drawn at most ten times a second and wiped at the end") {
  const Mode on("on");
  Capture capture(STDERR_FILENO);
  {
    Progress progress("predict", 2000, "rows");
    for (int i = 0; i < 1000; ++i) progress.update(i);
    wait();
    progress.update(1000, "chunk 3");
    for (int i = 1001; i < 2000; ++i) progress.update(i);
  }
  const std::string text = capture.text();
  CHECK(text.starts_with("\r\033[Kpredict: 1,000/2,000 rows (50 %), 0.1 s, 0.1 s left, chunk 3"));
  CHECK(text.ends_with("\r\033[K"));
  CHECK(split(text, '\r').size() == 3);
  CHECK(text.find('\n') == std::string::npos);
}

TEST_CASE("an unknown total shows no share") {
  const Mode on("on");
  Capture capture(STDERR_FILENO);
  Progress progress("read", 0, "rows");
  wait();
  progress.update(12);
  progress.finish();
  CHECK(capture.text() == "\r\033[Kread: 12 rows, 0.1 s\r\033[K");
}

TEST_CASE("a line that is too long for the screen is cut between characters") {
  const Mode on("on");
  Capture capture(STDERR_FILENO);
  Progress progress("read", 0, "rows");
  wait();
  std::string note;
  for (int i = 0; i < 100; ++i) note += "\xC3\xA4";
  progress.update(12, note);
  progress.finish();
  const std::string line = std::string(split(capture.text(), '\r')[1]);
  CHECK(line.size() <= 3 + 79);
  CHECK_FALSE(invalid_utf8(line));
}

TEST_CASE("a log line stands on a line of its own") {
  const Mode on("on");
  Capture capture(STDERR_FILENO);
  Progress progress("read", 0, "rows");
  wait();
  progress.update(1);
  log::warn("w");
  progress.finish();
  CHECK(capture.text() == "\r\033[Kread: 1 rows, 0.1 s\r\033[Kwarning: w\n");
}

TEST_CASE("without a terminal nothing is said in the first minute") {
  Capture capture(STDERR_FILENO);
  Progress progress("read", 10, "rows");
  wait();
  progress.update(5);
  progress.finish();
  CHECK(capture.text().empty());
}

}  // namespace
}  // namespace mlrun
