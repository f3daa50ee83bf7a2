#include "predict/prediction_stream.h"

#include <algorithm>
#include <memory>
#include <mutex>
#include <utility>

#include "core/error.h"
#include "core/ordered_work.h"
#include "core/spares.h"
#include "core/text.h"
#include "data/typed_block.h"
#include "predict/prediction_rows.h"

namespace mlrun {
namespace {

std::vector<size_t> positions_of(const std::vector<std::string>& names,
                                 const std::vector<std::string>& header) {
  std::vector<size_t> positions;
  for (const auto& name : names) {
    const auto found = std::find(header.begin(), header.end(), name);
    if (found == header.end()) {
      throw Error(ErrorKind::kUsage, "--keep: the data has no column " + mlrun::quoted(name) +
                                         did_you_mean(name, header));
    }
    positions.push_back(static_cast<size_t>(found - header.begin()));
  }
  return positions;
}

// A block's answers, ready to be written. The rows point into the rest of it.
struct Answered {
  std::unique_ptr<RowBlock> block;
  std::unique_ptr<RowBatch> batch;
  std::vector<BadRow> bad;
  OutputRows rows;
  std::string text;
  size_t rows_in = 0;
  CellCounts cells;
  ReadCounts counts;
};

// One run over one input; its members are what the threads share.
class PredictionStream {
 public:
  PredictionStream(const Predictor& predictor, RowReader& reader, Output& output,
                   const StreamOptions& options)
      : predictor_(predictor),
        spec_(predictor.spec()),
        reader_(reader),
        output_(output),
        options_(options),
        builder_(spec_, bind_columns(spec_, reader.header(), NeedTarget::kNo, "the data"),
                 options.cells),
        keep_(positions_of(options.keep, reader.header())),
        bad_(options.bad),
        format_(make_row_format(options.format,
                                output_columns(spec_, options.keep, options.probabilities))) {
    bad_.start(reader.header());
    add_counts(builder_.start(), counts_.cells);
    for (const auto& name : builder_.binding().extra) {
      const auto& keep = options.keep;
      if (std::find(keep.begin(), keep.end(), name) == keep.end()) counts_.extra.push_back(name);
    }
  }

  StreamCounts run() {
    output_.write(format_->begin());
    OrderedWork<CountedBlock, Answered> work;
    work.take = [this] {
      reader_.set_block_rows(next_block_rows(options_.block_rows, reader_.counts()));
      return next_block(reader_);
    };
    work.work = [this](CountedBlock&& piece, int) { return answer(std::move(piece)); };
    work.takes_long = [this](const CountedBlock& piece) { return takes_long(piece); };
    work.finish = [this](Answered&& answered) { finish(answered); };
    work.run(std::max(options_.threads, 1));
    output_.write(format_->end());
    const uint64_t rows_out = options_.bad.on == OnBadRow::kNull ? counts_.rows : counts_.answered;
    bad_.finish(rows_out);
    counts_.bad = bad_.count();
    counts_.bytes = reader_.counts().bytes;
    return counts_;
  }

 private:
  // Under `fail` nothing from the first bad row on is answered: it ends the run.
  std::vector<RowFate> fates_of(const std::vector<BadRow>& bad, size_t rows) const {
    std::vector<RowFate> fates(rows, RowFate::kAnswered);
    for (const BadRow& row : bad) {
      RowFate& fate = fates[row.fault.row];
      fate = options_.bad.on == OnBadRow::kNull ? RowFate::kUnanswered : RowFate::kDropped;
      if (options_.bad.on != OnBadRow::kFail) continue;
      std::fill(fates.begin() + static_cast<std::ptrdiff_t>(row.fault.row), fates.end(),
                RowFate::kDropped);
      break;
    }
    return fates;
  }

  // So long that a thread more costs nothing beside it.
  bool takes_long(const CountedBlock& piece) const {
    constexpr double kProducts = 3e8;
    return static_cast<double>(piece.block->rows()) * predictor_.products() > kProducts;
  }

  Predictions predict(const Table& table) {
    std::unique_lock lock(runtime_mutex_, std::defer_lock);
    if (!predictor_.concurrent()) lock.lock();
    return predictor_.predict(table);
  }

  Answered answer(CountedBlock piece) {
    Answered answered;
    answered.counts = piece.counts;
    answered.rows_in = piece.block->rows();
    answered.batch = spare_batch();
    TypedBlock typed = type_batch(*piece.block, *answered.batch);
    const std::vector<RowFate> fates = fates_of(typed.bad, typed.rows);
    if (!typed.bad.empty()) take_out_dropped(typed.table, fates);
    count_cells(typed, answered.cells);
    answered.rows = output_rows(spec_, predict(typed.table), *answered.batch, keep_, fates,
                                options_.probabilities);
    answered.text = format_->encode(answered.rows);
    answered.bad = std::move(typed.bad);
    answered.block = std::move(piece.block);
    clear_rows(typed.table);
    spare_tables_.give(std::move(typed.table));
    return answered;
  }

  static void take_out_dropped(Table& table, const std::vector<RowFate>& fates) {
    std::vector<uint8_t> dropped;
    for (const RowFate fate : fates) dropped.push_back(fate == RowFate::kDropped ? 1 : 0);
    drop_rows(table, dropped);
  }

  // Bad rows that are still in the table hold nothing but placeholders.
  void count_cells(const TypedBlock& typed, CellCounts& counts) const {
    if (typed.bad.empty() || options_.bad.on != OnBadRow::kNull) {
      add_counts(typed.table, counts);
      return;
    }
    TypedBlock good = typed;
    drop_bad_rows(good);
    add_counts(good.table, counts);
  }

  // The batch keeps all rows of the block, as kept cells are written from it.
  TypedBlock type_batch(const RowBlock& block, RowBatch& batch) {
    TypedBlock typed{spare_part(), {}, block.rows()};
    block.split(0, block.rows(), batch);
    std::vector<RowFault> faults;
    builder_.add(batch, typed.table, faults);
    for (RowFault& fault : faults) typed.bad.push_back(bad_row_of(batch, std::move(fault)));
    return typed;
  }

  void finish(Answered& answered) {
    output_.write(answered.text);
    output_.write(format_->append(answered.rows));
    output_.flush();
    count(answered);
    bad_.add(answered.rows_in, answered.bad);
    if (options_.progress) options_.progress(answered.counts);
    answered.batch->clear();
    spare_batches_.give(std::move(answered.batch));
  }

  void count(const Answered& answered) {
    const auto& unanswered = answered.rows.unanswered;
    counts_.rows += answered.rows_in;
    counts_.answered += answered.rows.rows -
                        static_cast<size_t>(std::count(unanswered.begin(), unanswered.end(), 1));
    for (size_t c = 0; c < answered.cells.missing.size(); ++c) {
      counts_.cells.missing[c] += answered.cells.missing[c];
      counts_.cells.unseen[c] += answered.cells.unseen[c];
    }
  }

  // A table's memory, with the spec in it, serves one block after the other.
  Table spare_part() {
    auto part = spare_tables_.take();
    return part ? std::move(*part) : builder_.start();
  }

  // So does a batch's.
  std::unique_ptr<RowBatch> spare_batch() {
    if (auto batch = spare_batches_.take()) return std::move(*batch);
    auto batch = std::make_unique<RowBatch>();
    batch->columns = reader_.header().size();
    return batch;
  }

  const Predictor& predictor_;
  const DataSpec& spec_;
  RowReader& reader_;
  Output& output_;
  const StreamOptions& options_;
  TableBuilder builder_;
  std::vector<size_t> keep_;
  BadRows bad_;
  std::unique_ptr<RowFormat> format_;
  StreamCounts counts_;
  std::mutex runtime_mutex_;
  Spares<Table> spare_tables_;
  Spares<std::unique_ptr<RowBatch>> spare_batches_;
};

}  // namespace

StreamCounts predict_stream(const Predictor& predictor, RowReader& reader, Output& output,
                            const StreamOptions& options) {
  return PredictionStream(predictor, reader, output, options).run();
}

}  // namespace mlrun
