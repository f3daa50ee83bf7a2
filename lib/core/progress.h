#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace mlrun {

enum class ProgressMode { kAuto, kOn, kOff };
// auto | on | off. Requires one of the three.
void set_progress_mode(const std::string& mode, bool quiet);
// True when a bar may be drawn on stderr (a terminal, not TERM=dumb, or --progress on).
bool progress_bar();
// Columns of the terminal behind a file descriptor; 80 where there is none.
size_t terminal_width(int stream);
// Wipes the bar that stands on stderr, if one does, so that a line of its own can be printed; the
// next update draws it again.
void clear_progress_bar();

// One line on a terminal, redrawn at most 10 times a second and cleared by finish(); without a
// terminal one plain line per 60 s, so that a log stays readable.
class Progress {
 public:
  // total 0: unknown.
  Progress(std::string label, int64_t total, std::string unit);
  ~Progress();
  void update(int64_t done, const std::string& note = "");
  void finish();

 private:
  std::string label_;
  int64_t total_;
  std::string unit_;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point start_;
  std::chrono::steady_clock::time_point last_;
};

}  // namespace mlrun
