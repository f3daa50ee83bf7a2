// What must hold for every input, valid or not: no crash, the same outcome however the bytes arrive
// and the rows are blocked, no row lost, and types found in one pass equal to reading by them.
// Built twice: for libFuzzer (scripts/fuzz.sh), and with a main that replays a corpus (ctest).
#include <sys/mman.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/file.h"
#include "core/text.h"
#include "data/csv_reader.h"
#include "data/infer.h"
#include "data/json_lines_reader.h"
#include "data/table_reader.h"

namespace mlrun {
namespace {

void require_same(const std::string& got, const std::string& wanted, const char* what) {
  if (got == wanted) return;
  std::fprintf(stderr, "does not hold: %s\n%s\n%s\n", what, quoted(got, 2000).c_str(),
               quoted(wanted, 2000).c_str());
  std::abort();
}

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

// A file in memory, read as stdin is.
class MemoryFile {
 public:
  explicit MemoryFile(std::string_view text) : fd_(memfd_create("fuzz", 0)) {
    write_all(fd_, text, "memory");
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  ~MemoryFile() { close(fd_); }
  int fd() const { return fd_; }

 private:
  int fd_;
};

// The first bytes of an input say how it is read.
struct Plan {
  bool json = false;
  ReadOptions options;
  size_t piece = 1;
  int threads = 1;
};

Plan take_plan(std::string_view& input) {
  constexpr size_t kBytes = 3;
  Plan plan;
  if (input.size() < kBytes) return plan;
  const auto byte = [&input](size_t i) { return static_cast<unsigned char>(input[i]); };
  plan.json = (byte(0) & 1) != 0;
  plan.options.header = (byte(0) & 2) == 0;
  plan.options.delimiter = ",;\t|"[byte(0) >> 2 & 3];
  if ((byte(0) & 16) != 0) plan.options.delimiter = 0;
  plan.threads = 1 + (byte(0) >> 5 & 3);
  plan.piece = 1 + byte(1) % 64;
  plan.options.block_rows = 1 + byte(2) % 8;
  input.remove_prefix(kBytes);
  return plan;
}

std::unique_ptr<RowReader> open(const Plan& plan, const MemoryFile& file, size_t piece,
                                size_t block_rows) {
  ReadOptions options = plan.options;
  options.stdin_fd = file.fd();
  options.block_rows = block_rows;
  if (plan.json) return std::make_unique<JsonLinesReader>("-", options, piece);
  return std::make_unique<CsvReader>("-", options, piece);
}

std::string said_of(const RowBatch& batch, size_t row) {
  std::string said =
      "@" + std::to_string(batch.lines[row]) + "," + std::to_string(batch.bytes[row]);
  for (size_t c = 0; c < batch.columns; ++c) {
    said += batch.quoted[row * batch.columns + c] != 0 ? '"' : '\'';
    said += batch.cell(row, c);
  }
  for (const RowFault& fault : batch.faults) {
    if (fault.row == row) said += "!" + std::to_string(fault.byte) + ":" + fault.what;
  }
  return said;
}

// Everything a reader says of an input, as text.
std::string outcome(const Plan& plan, const MemoryFile& file, size_t piece, size_t block_rows) {
  std::string said;
  try {
    const auto reader = open(plan, file, piece, block_rows);
    for (const auto& name : reader->header()) said += "[" + name + "]";
    RowBatch batch;
    batch.columns = reader->header().size();
    uint64_t rows = 0;
    uint64_t faults = 0;
    while (const auto block = reader->next()) {
      batch.clear();
      block->split(0, block->rows(), batch);
      require(batch.rows() == block->rows(), "a batch has the rows of its block");
      require(batch.cells.size() == batch.rows() * batch.columns, "a row has a cell per column");
      for (size_t row = 0; row < batch.rows(); ++row) said += said_of(batch, row);
      rows += batch.rows();
      faults += batch.faults.size();
    }
    require(reader->counts().rows == rows, "the reader counts its rows");
    require(faults <= rows, "a row has one fault at most");
    said += "#" + std::to_string(rows) + "," + std::to_string(reader->counts().empty_lines);
  } catch (const Error& error) {
    said += std::string("error: ") + error.what();
  }
  return said;
}

bool same_cells(const Column& a, const Column& b) {
  const auto same = [](const auto& x, const auto& y) {
    if (x.size() != y.size()) return false;
    for (size_t i = 0; i < x.size(); ++i) {
      if (!(x[i] == y[i] || (x[i] != x[i] && y[i] != y[i]))) return false;
    }
    return true;
  };
  return same(a.numbers, b.numbers) && same(a.seconds, b.seconds) && a.codes == b.codes;
}

// Bad rows are left out; the counts must add up.
std::optional<Table> read_by(const Plan& plan, const MemoryFile& file, const DataSpec& spec,
                             uint64_t& bad_rows) {
  const auto reader = open(plan, file, plan.piece, plan.options.block_rows);
  BadRowOptions policy;
  policy.on = OnBadRow::kSkip;
  BadRows bad(policy);
  TableReadOptions options;
  options.threads = plan.threads;
  options.bad = &bad;
  Table table = read_table(*reader, spec, NeedTarget::kYes, options);
  bad.finish(static_cast<uint64_t>(table.rows));
  bad_rows = bad.count();
  return table;
}

void check_types(const Plan& plan, const MemoryFile& file) {
  try {
    const auto reader = open(plan, file, plan.piece, plan.options.block_rows);
    InferOptions options;
    options.threads = plan.threads;
    options.keep_rows = true;
    options.pass_bad_rows = true;
    const Inference inference = infer_spec(*reader, options);
    uint64_t bad_rows = 0;
    const auto table = read_by(plan, file, inference.spec, bad_rows);
    if (!inference.table) return;
    require(bad_rows == 0, "rows that are kept while types are found are good");
    require(inference.table->rows == table->rows, "one pass reads the rows of two");
    for (size_t c = 0; c < table->columns.size(); ++c) {
      if (inference.spec.columns[c].role == Role::kId) continue;
      require(same_cells(inference.table->columns[c], table->columns[c]),
              "one pass types the cells as two do");
    }
  } catch (const Error&) {
  }
}

void check_input(std::string_view input) {
  const Plan plan = take_plan(input);
  const MemoryFile file(input);
  const std::string whole = outcome(plan, file, size_t{1} << 16, 4096);
  require_same(outcome(plan, file, plan.piece, 4096), whole, "the pieces do not matter");
  require_same(outcome(plan, file, plan.piece, plan.options.block_rows), whole,
               "the blocks do not matter");
  check_types(plan, file);
}

}  // namespace
}  // namespace mlrun

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  mlrun::check_input({reinterpret_cast<const char*>(data), size});
  return 0;
}

#ifdef MLRUN_REPLAY
#include <filesystem>

int main(int argc, char** argv) {
  size_t inputs = 0;
  for (int i = 1; i < argc; ++i) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[i])) {
      if (!entry.is_regular_file()) continue;
      mlrun::check_input(mlrun::read_file(entry.path().string(), mlrun::ErrorKind::kFailure));
      ++inputs;
    }
  }
  std::printf("%zu inputs hold\n", inputs);
  return inputs > 0 ? 0 : 1;
}
#endif
