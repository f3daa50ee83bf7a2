#include "data/draft_reader.h"

#include <algorithm>
#include <atomic>
#include <string>
#include <utility>

#include "core/ordered_work.h"
#include "core/spares.h"
#include "data/bad_rows.h"
#include "data/table_reader.h"

namespace mlrun {
namespace {

struct Gathered {
  std::vector<DraftPart> parts;  // per column
  std::string file;
  std::vector<BadRow> bad;
  size_t rows = 0;
  ReadCounts counts;
};

class DraftReading {
 public:
  DraftReading(RowReader& reader, const InferOptions& options, std::vector<ColumnDraft>& drafts)
      : reader_(reader),
        options_(options),
        drafts_(drafts),
        missing_(options.missing),
        plans_(drafts.size()) {
    fail_.start(reader.header());
    publish_plans();
  }

  bool run() {
    const int threads = std::max(options_.threads, 1);
    batches_.resize(static_cast<size_t>(threads));
    for (RowBatch& batch : batches_) batch.columns = drafts_.size();
    OrderedWork<CountedBlock, Gathered> work;
    work.take = [this] { return next_block(reader_); };
    work.work = [this](CountedBlock&& piece, int worker) { return gather(piece, worker); };
    work.finish = [this](Gathered&& gathered) { finish(std::move(gathered)); };
    work.run(threads);
    return whole_;
  }

 private:
  Gathered gather(const CountedBlock& piece, int worker) {
    Gathered gathered;
    gathered.counts = piece.counts;
    gathered.rows = piece.block->rows();
    gathered.parts = spare_parts();
    for (size_t c = 0; c < plans_.size(); ++c) gathered.parts[c].restart(plans_[c].load());
    RowBatch& batch = batches_[static_cast<size_t>(worker)];
    std::vector<size_t> again;
    for_each_batch(*piece.block, batch, [&](size_t first) {
      gathered.file = batch.file;
      for (const RowFault& fault : batch.faults) {
        gathered.bad.push_back(bad_row_of(batch, fault));
        gathered.bad.back().fault.row += first;
      }
      batch.drop_faulty();
      for (size_t c = 0; c < drafts_.size(); ++c) {
        DraftPart& part = gathered.parts[c];
        if (!part.add(batch, c, missing_)) {
          // Gathered as texts from here on, and the rows before once more.
          part.restart(DraftPlan::kNothing);
          again.push_back(c);
        }
      }
    });
    for (const size_t c : again) gather_texts(*piece.block, batch, c, gathered.parts[c]);
    return gathered;
  }

  void gather_texts(const RowBlock& block, RowBatch& batch, size_t c, DraftPart& part) const {
    part.restart(DraftPlan::kLevels);
    for_each_batch(block, batch, [&](size_t) {
      batch.drop_faulty();
      part.add(batch, c, missing_);
    });
  }

  // A block's parts serve one block after the other: fresh memory would cost as much as the work.
  std::vector<DraftPart> spare_parts() {
    auto parts = spare_.take();
    if (parts) return std::move(*parts);
    return std::vector<DraftPart>(plans_.size(), DraftPart(DraftPlan::kLevels));
  }

  void finish(Gathered gathered) {
    if (!options_.pass_bad_rows) fail_.add(gathered.rows, gathered.bad);
    whole_ = whole_ && gathered.bad.empty();
    const bool first = drafts_.front().survey().rows() == 0;
    for (size_t c = 0; c < drafts_.size(); ++c) drafts_[c].add(gathered.parts[c], gathered.file);
    if (first) {
      for (ColumnDraft& draft : drafts_) draft.reserve(rows_expected(gathered.counts));
    }
    publish_plans();
    uint64_t bytes = 0;
    for (const ColumnDraft& draft : drafts_) bytes += draft.bytes();
    check_memory(bytes, gathered.counts, options_.memory_limit);
    if (options_.progress) options_.progress(gathered.counts);
    spare_.give(std::move(gathered.parts));
  }

  void publish_plans() {
    for (size_t c = 0; c < drafts_.size(); ++c) plans_[c] = drafts_[c].plan();
  }

  RowReader& reader_;
  const InferOptions& options_;
  std::vector<ColumnDraft>& drafts_;
  MissingTokens missing_;
  BadRows fail_;
  // What finish() knows, for the threads that gather.
  std::vector<std::atomic<DraftPlan>> plans_;
  std::vector<RowBatch> batches_;  // per worker
  Spares<std::vector<DraftPart>> spare_;
  bool whole_ = true;
};

}  // namespace

bool gather_drafts(RowReader& reader, const InferOptions& options,
                   std::vector<ColumnDraft>& drafts) {
  return DraftReading(reader, options, drafts).run();
}

}  // namespace mlrun
