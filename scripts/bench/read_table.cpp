// Reads a table into typed columns as `mlrun train` does, and says how long it took: seconds from
// the call to the last column, rows, peak memory. Usage: read_table FILE THREADS [find|known]
// find: the types are found in the same pass (all rows decide); known: they are given.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "core/host.h"
#include "data/infer.h"
#include "data/table_reader.h"

int main(int argc, char** argv) {
  using namespace mlrun;
  using Clock = std::chrono::steady_clock;
  if (argc < 3) return 2;
  const std::string path = argv[1];
  const int threads = std::atoi(argv[2]);
  const bool known = argc > 3 && std::string(argv[3]) == "known";
  try {
    DataSpec spec;
    if (known) {
      const auto reader = open_rows({path}, {});
      InferOptions options;
      options.threads = threads;
      spec = infer_spec(*reader, options).spec;
    }
    const auto start = Clock::now();
    const auto reader = open_rows({path}, {});
    Table table;
    if (known) {
      TableReadOptions options;
      options.threads = threads;
      table = read_table(*reader, spec, NeedTarget::kNo, options);
    } else {
      InferOptions options;
      options.threads = threads;
      options.keep_rows = true;
      Inference inference = infer_spec(*reader, options);
      if (!inference.table) return 1;
      table = std::move(*inference.table);
    }
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    double sum = 0;
    for (const Column& column : table.columns) {
      for (const float value : column.numbers) sum += value == value ? value : 0;
      for (const int code : column.codes) sum += code;
    }
    std::printf("%.6f %lld %llu %llu %.9g\n", seconds, static_cast<long long>(table.rows),
                static_cast<unsigned long long>(bytes_of(table)),
                static_cast<unsigned long long>(peak_memory()), sum);
  } catch (const Error& error) {
    std::fprintf(stderr, "error: %s\n", error.what());
    return error.exit_code();
  }
  return 0;
}
