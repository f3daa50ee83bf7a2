#include "predict/prediction_stream.h"

#include <algorithm>

#include "core/stop.h"
#include "core/text.h"
#include "data/row_writer.h"

namespace mlrun {
namespace {

constexpr size_t kChunkRows = 1024;

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

void write_header(RowWriter& writer, const DataSpec& spec, const StreamOptions& options) {
  for (const auto& name : options.keep) writer.cell(name);
  writer.cell("prediction");
  if (spec.is_classification() && options.probabilities) {
    for (const auto& name : spec.classes) writer.cell("prob_" + name);
  }
  writer.end_row();
}

void write_rows(RowWriter& writer, const DataSpec& spec, const Predictions& predictions,
                const std::vector<std::string>& kept, const StreamOptions& options) {
  const size_t keep = options.keep.size();
  for (int64_t row = 0; row < predictions.rows; ++row) {
    for (size_t k = 0; k < keep; ++k) writer.cell(kept[static_cast<size_t>(row) * keep + k]);
    const float* values = predictions.values.data() + row * predictions.outputs;
    if (!spec.is_classification()) {
      writer.cell(values[0]);
    } else {
      writer.cell(spec.classes[static_cast<size_t>(predictions.label(row))]);
      for (int64_t k = 0; options.probabilities && k < predictions.outputs; ++k) {
        writer.cell(values[k]);
      }
    }
    writer.end_row();
  }
}

}  // namespace

StreamCounts predict_stream(const Predictor& predictor, RowReader& reader, Output& output,
                            const StreamOptions& options) {
  const DataSpec& spec = predictor.spec();
  StreamCounts counts;
  const Binding binding = bind_columns(spec, reader.header(), NeedTarget::kNo, "the data");
  for (const auto& name : binding.extra) {
    if (std::find(options.keep.begin(), options.keep.end(), name) == options.keep.end()) {
      counts.extra.push_back(name);
    }
  }
  const auto keep = positions_of(options.keep, reader.header());
  TableBuilder builder(spec, binding, options.cells);
  RowWriter writer(options.delimiter);
  write_header(writer, spec, options);
  for (bool more = true; more;) {
    stop::check();
    std::vector<std::string> kept;
    size_t pending = 0;
    while (pending < kChunkRows) {
      const auto batch = reader.next(kChunkRows - pending);
      more = batch.has_value();
      if (!more) break;
      builder.add(*batch);
      pending += batch->rows();
      for (size_t r = 0; r < batch->rows(); ++r) {
        for (const size_t position : keep) kept.emplace_back(batch->cell(r, position));
      }
    }
    if (pending > 0) write_rows(writer, spec, predictor.predict(builder.take()), kept, options);
    counts.rows += pending;
    output.write(writer.take());
  }
  counts.cells = builder.counts();
  return counts;
}

}  // namespace mlrun
