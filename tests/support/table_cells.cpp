// Reads tables that come on stdin one after the other and says what is in them, for tests that
// compare the reader with others by the ten thousand. A request is a line
//   BYTES DELIMITER HEADER PIECE BLOCK_ROWS THREADS
// (the delimiter as a number, the header as 0 or 1) and that many bytes; the reply is a line of
// JSON: {"header", "rows", "lines", "bad": [[row, cause]], "empty", "rows_in"} or {"error"}.
#include <sys/mman.h>
#include <unistd.h>

#include <iostream>
#include <optional>
#include <string>

#include "core/error.h"
#include "core/file.h"
#include "core/json.h"
#include "core/ordered_work.h"
#include "data/csv_reader.h"

namespace {

using namespace mlrun;

struct Request {
  size_t bytes = 0;
  int delimiter = ',';
  int header = 1;
  size_t piece = 1;
  size_t block_rows = 1;
  int threads = 1;
};

struct Piece {
  std::unique_ptr<RowBlock> block;
};

// A block and its cells, which point into it.
struct Split {
  std::unique_ptr<RowBlock> block;
  std::unique_ptr<RowBatch> batch;
};

void add_batch(const RowBatch& batch, Json& reply) {
  const size_t before = reply["rows"].size();
  for (const RowFault& fault : batch.faults) {
    reply["bad"].push_back({before + fault.row, fault.what});
  }
  for (size_t row = 0; row < batch.rows(); ++row) {
    Json cells = Json::array();
    for (size_t c = 0; c < batch.columns; ++c) cells.push_back(std::string(batch.cell(row, c)));
    reply["rows"].push_back(std::move(cells));
    reply["lines"].push_back(batch.lines[row]);
  }
}

Json read_all(RowReader& reader, int threads) {
  Json reply{{"header", reader.header()},
             {"rows", Json::array()},
             {"lines", Json::array()},
             {"bad", Json::array()}};
  OrderedWork<Piece, Split> work;
  work.take = [&]() -> std::optional<Piece> {
    auto block = reader.next();
    if (block == nullptr) return std::nullopt;
    return Piece{std::move(block)};
  };
  work.work = [&](Piece&& piece, int) {
    Split split{std::move(piece.block), std::make_unique<RowBatch>()};
    split.batch->columns = reader.header().size();
    split.block->split(0, split.block->rows(), *split.batch);
    return split;
  };
  work.finish = [&](Split&& split) { add_batch(*split.batch, reply); };
  work.run(threads);
  reply["empty"] = reader.counts().empty_lines;
  reply["rows_in"] = reader.counts().rows;
  return reply;
}

Json answer(const Request& request, const std::string& text) {
  const int fd = memfd_create("table", 0);
  write_all(fd, text, "memory");
  ReadOptions options;
  options.delimiter = static_cast<char>(request.delimiter);
  options.header = request.header != 0;
  options.block_rows = request.block_rows;
  options.stdin_fd = fd;
  Json reply;
  try {
    CsvReader reader("-", options, request.piece);
    reply = read_all(reader, request.threads);
  } catch (const Error& error) {
    reply = Json{{"error", error.what()}};
  }
  close(fd);
  return reply;
}

}  // namespace

int main() {
  std::ios::sync_with_stdio(false);
  Request request;
  while (std::cin >> request.bytes >> request.delimiter >> request.header >> request.piece >>
         request.block_rows >> request.threads) {
    std::cin.get();
    std::string text(request.bytes, '\0');
    std::cin.read(text.data(), static_cast<std::streamsize>(request.bytes));
    // Cells of bad rows are empty, so that everything here is UTF-8.
    std::cout << answer(request, text).dump() << '\n' << std::flush;
  }
  return 0;
}
