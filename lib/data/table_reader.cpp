#include "data/table_reader.h"

#include <utility>

#include "core/error.h"
#include "core/ordered_work.h"
#include "core/spares.h"
#include "core/text.h"
#include "data/typed_block.h"

namespace mlrun {
namespace {

struct Done {
  TypedBlock typed;
  ReadCounts counts;
};

// Reads one table; its members are what the threads share.
class TableReading {
 public:
  TableReading(RowReader& reader, const DataSpec& spec, NeedTarget need,
               const TableReadOptions& options)
      : reader_(reader),
        options_(options),
        builder_(spec, bind_columns(spec, reader.header(), need, "the data"), options.cells),
        bad_(options.bad != nullptr ? *options.bad : fail_),
        table_(builder_.start()) {
    bad_.start(reader.header());
  }

  Table run() {
    const int threads = std::max(options_.threads, 1);
    batches_.resize(static_cast<size_t>(threads));
    for (RowBatch& batch : batches_) batch.columns = reader_.header().size();
    OrderedWork<CountedBlock, Done> work;
    work.take = [this] { return next_block(reader_); };
    work.work = [this](CountedBlock&& piece, int worker) { return type(piece, worker); };
    work.finish = [this](Done&& done) { finish(std::move(done)); };
    work.run(threads);
    return std::move(table_);
  }

 private:
  Done type(const CountedBlock& piece, int worker) {
    Done done{{spare_part(), {}, 0}, piece.counts};
    type_rows(*piece.block, builder_, batches_[static_cast<size_t>(worker)], done.typed);
    return done;
  }

  void finish(Done done) {
    TypedBlock& typed = done.typed;
    bad_.add(typed.rows, typed.bad);
    drop_bad_rows(typed);
    if (table_.rows == 0) reserve_rows(table_, typed.table, rows_expected(done.counts));
    append_rows(table_, typed.table);
    check_memory(bytes_of(table_), done.counts, options_.memory_limit);
    if (options_.progress) options_.progress(done.counts);
    clear_rows(typed.table);
    spare_.give(std::move(typed.table));
  }

  // Memory of a part that is done with, for the next one.
  Table spare_part() {
    auto part = spare_.take();
    return part ? std::move(*part) : builder_.start();
  }

  RowReader& reader_;
  const TableReadOptions& options_;
  TableBuilder builder_;
  BadRows fail_;
  BadRows& bad_;
  Table table_;
  std::vector<RowBatch> batches_;  // per worker
  Spares<Table> spare_;
};

template <class T>
uint64_t bytes_of_vector(const std::vector<T>& values) {
  return values.size() * sizeof(T);
}

}  // namespace

uint64_t bytes_of(const Table& table) {
  uint64_t bytes = 0;
  for (const Column& column : table.columns) {
    bytes += bytes_of_vector(column.numbers) + bytes_of_vector(column.seconds) +
             bytes_of_vector(column.codes) + bytes_of_vector(column.texts);
  }
  return bytes;
}

uint64_t rows_expected(const ReadCounts& done) {
  if (done.bytes == 0 || done.total_bytes == 0) return 0;
  // A little more, as the first rows may be longer than most.
  constexpr double kMargin = 1.1;
  const double share = static_cast<double>(done.total_bytes) / static_cast<double>(done.bytes);
  return static_cast<uint64_t>(static_cast<double>(done.rows) * share * kMargin) + 1;
}

void check_memory(uint64_t now, const ReadCounts& done, uint64_t limit) {
  uint64_t bytes = now;
  if (done.bytes > 0 && done.total_bytes > done.bytes) {
    bytes = static_cast<uint64_t>(static_cast<double>(now) * static_cast<double>(done.total_bytes) /
                                  static_cast<double>(done.bytes));
  }
  if (limit == 0 || bytes <= limit) return;
  throw Error(ErrorKind::kData,
              "the table needs " + std::string(bytes > now ? "about " : "more than ") +
                  format_bytes(bytes) + " of memory, --memory allows " + format_bytes(limit));
}

Table read_table(RowReader& reader, const DataSpec& spec, NeedTarget need,
                 const TableReadOptions& options) {
  return TableReading(reader, spec, need, options).run();
}

}  // namespace mlrun
