#include "mlrun/importance_text.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "core/text.h"

namespace mlrun {
namespace {

constexpr size_t kNarrowest = 40;
constexpr size_t kWidestBar = 50;

struct Line {
  std::string name;
  std::string mean;
  std::string deviation;
  double value = 0;
};

bool starts_code_point(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

size_t code_points(const std::string& text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), starts_code_point));
}

// Cut to so many code points; padded to as many where `pad` says so.
std::string fit(std::string text, size_t width, bool pad) {
  size_t seen = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (!starts_code_point(text[i]) || seen++ < width) continue;
    text.resize(i);
    break;
  }
  if (pad) text.append(width - std::min(width, code_points(text)), ' ');
  return text;
}

// Safe to print, without the quotes around it.
std::string plain_name(const std::string& name) {
  const std::string safe = quoted(name);
  return safe.substr(1, safe.size() - 2);
}

std::string three_digits(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3g", value);
  return text;
}

std::vector<Line> lines_of(const Importances& importances) {
  std::vector<Line> lines;
  for (const ColumnImportance& each : importances.columns) {
    lines.push_back({plain_name(each.column), three_digits(each.mean), three_digits(each.deviation),
                     each.mean});
  }
  return lines;
}

size_t widest(const std::vector<Line>& lines, std::string Line::*part) {
  size_t width = 0;
  for (const Line& line : lines) width = std::max(width, code_points(line.*part));
  return width;
}

std::string right(const std::string& text, size_t width) {
  return std::string(width - text.size(), ' ') + text;
}

}  // namespace

std::string importance_text(const Importances& importances, size_t width) {
  std::vector<Line> lines = lines_of(importances);
  width = std::max(width, kNarrowest);
  const size_t mean = widest(lines, &Line::mean);
  const size_t deviation = widest(lines, &Line::deviation);
  const size_t numbers = mean + deviation + 5;  // with what stands around them
  // A third of a line at least is for the bars, where the numbers leave so much.
  const size_t name = std::min(widest(lines, &Line::name), width * 2 / 3 - numbers);
  const size_t room = std::min(width - name - numbers - 1, kWidestBar);
  const double top = lines.empty() ? 0 : lines.front().value;
  std::string text = "importance (loss of " + importances.metric + " when a column is permuted)\n";
  for (const Line& line : lines) {
    const double share = top > 0 ? std::max(line.value, 0.0) / top : 0;
    const auto bar = static_cast<size_t>(std::lround(share * static_cast<double>(room)));
    text += fit(line.name, name, true) + " " + right(line.mean, mean) + " +- " +
            right(line.deviation, deviation) + (bar > 0 ? " " + std::string(bar, '#') : "") + "\n";
  }
  return text;
}

}  // namespace mlrun
