#include "core/progress.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cassert>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "core/log.h"
#include "core/text.h"

namespace mlrun {
namespace {

constexpr std::chrono::milliseconds kRedraw(100);
constexpr std::chrono::seconds kPlainLine(60);
constexpr std::string_view kWipe = "\r\033[K";

ProgressMode mode = ProgressMode::kAuto;
std::atomic<bool> bar_on_screen{false};

// A terminal that went away must not fail the run.
void print(std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = write(STDERR_FILENO, text.data(), text.size());
    if (count <= 0) return;
    text.remove_prefix(static_cast<size_t>(count));
  }
}

// Cut to one screen line, which could not be redrawn if it wrapped; between two code points.
std::string_view cut(std::string_view line, size_t width) {
  if (line.size() <= width) return line;
  while (width > 0 && (static_cast<unsigned char>(line[width]) & 0xC0) == 0x80) --width;
  return line.substr(0, width);
}

std::string line_of(const std::string& label, int64_t done, int64_t total, const std::string& unit,
                    double seconds, const std::string& note) {
  std::string line = label + ": " + format_count(done);
  if (total > 0) line += "/" + format_count(total);
  line += " " + unit;
  if (total > 0) {
    const double part = static_cast<double>(done) / static_cast<double>(total);
    line += " (" + std::to_string(static_cast<int>(100 * part)) + " %)";
  }
  line += ", " + format_seconds(seconds);
  if (total > done && done > 0) {
    const double left = seconds * static_cast<double>(total - done) / static_cast<double>(done);
    line += ", " + format_seconds(left) + " left";
  }
  if (!note.empty()) line += ", " + note;
  return line;
}

}  // namespace

size_t terminal_width(int stream) {
  winsize size{};
  const bool known = ioctl(stream, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : 80;
}

void set_progress_mode(const std::string& name, bool quiet) {
  assert(name == "auto" || name == "on" || name == "off");
  mode = name == "on" ? ProgressMode::kOn : ProgressMode::kAuto;
  if (name == "off" || quiet) mode = ProgressMode::kOff;
}

bool progress_bar() {
  if (mode != ProgressMode::kAuto) return mode == ProgressMode::kOn;
  const char* terminal = std::getenv("TERM");
  return isatty(STDERR_FILENO) == 1 && !(terminal && std::string_view(terminal) == "dumb");
}

void clear_progress_bar() {
  if (bar_on_screen.exchange(false)) print(kWipe);
}

Progress::Progress(std::string label, int64_t total, std::string unit)
    : label_(std::move(label)),
      total_(total),
      unit_(std::move(unit)),
      start_(std::chrono::steady_clock::now()),
      last_(start_) {}

Progress::~Progress() { finish(); }

void Progress::update(int64_t done, const std::string& note) {
  if (mode == ProgressMode::kOff) return;
  const auto now = std::chrono::steady_clock::now();
  const bool bar = progress_bar();
  if (now - last_ < (bar ? std::chrono::milliseconds(kRedraw) : kPlainLine)) return;
  last_ = now;
  const double seconds = std::chrono::duration<double>(now - start_).count();
  const std::string line = line_of(label_, done, total_, unit_, seconds, note);
  if (!bar) {
    log::info(line);
    return;
  }
  print(std::string(kWipe).append(cut(line, terminal_width(STDERR_FILENO) - 1)));
  bar_on_screen = true;
  drawn_ = true;
}

void Progress::finish() {
  if (drawn_) clear_progress_bar();
  drawn_ = false;
}

}  // namespace mlrun
