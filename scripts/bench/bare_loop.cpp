// The least a CSV reader can do, for the table of scripts/bench/data_tables.py: the file is mapped,
// number cells go through std::from_chars into float columns, text cells end where memchr finds the
// next quote or comma and become codes of a dictionary. One thread. Kinds of columns are known from
// their names; nothing is checked: no UTF-8, no doubled quotes, no missing words, no limits, no
// message. Prints seconds, rows, bytes of the columns, peak memory and a sum, as read_table does.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <limits>
#include <string_view>
#include <vector>

namespace {

// Texts to codes 0, 1, ...; the texts stay where they stand in the file.
class Dictionary {
 public:
  int code(std::string_view text) {
    uint64_t hash = text.size();
    size_t at = 0;
    for (; at + 8 <= text.size(); at += 8) hash = mix(hash, text.data() + at, 8);
    if (at < text.size()) hash = mix(hash, text.data() + at, text.size() - at);
    size_t slot = (hash ^ (hash >> 32)) % kSlots;
    for (; slots_[slot] >= 0; slot = (slot + 1) % kSlots) {
      if (texts_[static_cast<size_t>(slots_[slot])] == text) return slots_[slot];
    }
    slots_[slot] = static_cast<int>(texts_.size());
    texts_.push_back(text);
    return slots_[slot];
  }

 private:
  static constexpr size_t kSlots = 4096;  // far more than the table has texts
  static uint64_t mix(uint64_t hash, const char* bytes, size_t size) {
    uint64_t word = 0;
    std::memcpy(&word, bytes, size);
    return (hash ^ word) * 0x9E3779B97F4A7C15ULL;
  }
  std::vector<int> slots_ = std::vector<int>(kSlots, -1);
  std::vector<std::string_view> texts_;
};

enum class Kind { kNumber, kText, kQuoted };

struct Column {
  Kind kind;
  std::vector<float> numbers;
  std::vector<int> codes;
  Dictionary dictionary;
};

// Appends the cell at `from` to the column; returns where its comma or line end stands.
const char* read_cell(const char* from, const char* end, char after, Column& column) {
  if (column.kind == Kind::kNumber) {
    float value = std::numeric_limits<float>::quiet_NaN();
    const char* stop = std::from_chars(from, end, value).ptr;
    column.numbers.push_back(value);
    return stop;
  }
  const bool quoted = column.kind == Kind::kQuoted;
  from += quoted;
  const void* found = std::memchr(from, quoted ? '"' : after, static_cast<size_t>(end - from));
  const char* stop = static_cast<const char*>(found);
  column.codes.push_back(column.dictionary.code({from, static_cast<size_t>(stop - from)}));
  return stop + quoted;
}

std::vector<Column> columns_of(std::string_view header) {
  std::vector<Column> columns;
  while (!header.empty()) {
    const size_t comma = header.find(',');
    const char first = header[0];
    const Kind kind = first == 'q' ? Kind::kQuoted : first == 'c' ? Kind::kText : Kind::kNumber;
    columns.push_back({kind, {}, {}, {}});
    header.remove_prefix(comma == std::string_view::npos ? header.size() : comma + 1);
  }
  return columns;
}

}  // namespace

int main(int argc, char** argv) {
  using Clock = std::chrono::steady_clock;
  if (argc < 2) return 2;
  const auto start = Clock::now();
  const int fd = open(argv[1], O_RDONLY);
  struct stat status {};
  if (fd < 0 || fstat(fd, &status) != 0) return 1;
  const size_t size = static_cast<size_t>(status.st_size);
  void* map = mmap(nullptr, size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
  if (map == MAP_FAILED) return 1;
  const char* at = static_cast<const char*>(map);
  const char* const end = at + size;
  const char* line_end = static_cast<const char*>(std::memchr(at, '\n', size));
  std::vector<Column> columns = columns_of({at, static_cast<size_t>(line_end - at)});
  at = line_end + 1;
  // Rows by the length of the first one, and some more.
  const void* row_end = std::memchr(at, '\n', static_cast<size_t>(end - at));
  const size_t row_bytes = static_cast<size_t>(static_cast<const char*>(row_end) - at);
  const size_t expected = size / (row_bytes + 1) * 5 / 4;
  for (Column& column : columns) {
    if (column.kind == Kind::kNumber) column.numbers.reserve(expected);
    if (column.kind != Kind::kNumber) column.codes.reserve(expected);
  }
  uint64_t rows = 0;
  for (; at < end; ++rows) {
    for (size_t c = 0; c < columns.size(); ++c) {
      const char after = c + 1 < columns.size() ? ',' : '\n';
      at = read_cell(at, end, after, columns[c]) + 1;
    }
  }
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  double sum = 0;
  uint64_t bytes = 0;
  for (const Column& column : columns) {
    for (const float value : column.numbers) sum += std::isnan(value) ? 0 : value;
    for (const int code : column.codes) sum += code;
    bytes += column.numbers.size() * sizeof(float) + column.codes.size() * sizeof(int);
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("%.6f %llu %llu %llu %.9g\n", seconds, static_cast<unsigned long long>(rows),
              static_cast<unsigned long long>(bytes),
              static_cast<unsigned long long>(usage.ru_maxrss) * 1024, sum);
  return 0;
}
