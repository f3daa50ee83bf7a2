#include "stack/stack_net.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "stack/member_factors.h"
#include "stack/row_order.h"

namespace mlrun {
namespace {

// Rows of all members that go through the layers together: what lies between two layers stays in
// the second cache.
constexpr size_t kChunkRows = 192;

}  // namespace

// What one thread works with.
struct StackNet::Room {
  explicit Room(const StackNet& net)
      : inputs(net.shape(), net.slots(), net.edges_, *net.ops_),
        order(net.shape()),
        places(MemberRows::places_of(net.shape(), kChunkRows)),
        plain(net.shape().scaled ? places * padded(net.shape().input_width()) : 0),
        here(places * net.shape().members * net.shape().widest()),
        there(here.size()),
        products({net.shape(), net.slots(), *net.weights_, *net.products_, net.bf16_},
                 places * net.shape().members),
        logits(places * net.shape().members * net.shape().outputs) {}

  InputStage inputs;
  RowOrder order;
  std::vector<int64_t> table_rows;  // of the whole call
  size_t places;                    // of a chunk
  AlignedFloats plain, here, there;
  LayerProducts products;
  std::vector<float> logits;  // of a chunk
};

StackNet::StackNet(NetShape shape, const BinEdges& edges, Instructions instructions, bool bf16)
    : shape_(std::make_unique<const NetShape>(std::move(shape))),
      slots_(std::make_unique<const ParameterSlots>(*shape_)),
      instructions_(instructions),
      products_(&product_kernel(instructions)),
      bf16_(bf16 ? bf16_kernel(instructions) : nullptr),
      ops_(&step_ops(instructions)),
      parameters_(slots_->floats()),
      weights_(std::make_unique<PackedWeights>(*shape_, *slots_, products_->lanes,
                                               PackedWeights::kForwardOnly, bf16_)),
      rooms_(std::make_unique<Spares<std::unique_ptr<Room>>>()) {
  if (shape_->embedding != NumberEmbedding::kPle) return;
  const size_t count = shape_->numeric * shape_->terms;
  for (const float* edge : {edges.slope, edges.offset, edges.low, edges.high}) {
    edge_values_.insert(edge_values_.end(), edge, edge + count);
  }
  const float* at = edge_values_.data();
  edges_ = {at, at + count, at + 2 * count, at + 3 * count};
}

StackNet::StackNet(StackNet&&) noexcept = default;
StackNet& StackNet::operator=(StackNet&&) noexcept = default;
StackNet::~StackNet() = default;

void StackNet::pack() {
  weights_->pack(parameters_.data(), 0, 1);
  wide_head_.clear();
  if (shape_->members > 1 || shape_->outputs <= FewOutputs::kMost) return;
  const ParameterSlot& slot = slots_->head_weight;
  const float factor = shape_->factor(shape_->hidden.size());
  std::vector<float> weight(parameters_.data() + slot.offset,
                            parameters_.data() + slot.offset + slot.floats());
  for (float& value : weight) value *= factor;
  wide_head_.emplace_back(instructions_, slot.columns, slot.rows, weight.data(), slot.stride,
                          parameters_.data() + slots_->head_bias.offset, Epilogue::kNone);
}

void StackNet::forward(const TableRows& table, size_t first, size_t count, float* logits) const {
  auto spare = rooms_->take();
  auto room = spare ? std::move(*spare) : std::make_unique<Room>(*this);
  std::vector<int64_t>& rows = room->table_rows;
  rows.resize(count);
  std::iota(rows.begin(), rows.end(), static_cast<int64_t>(first));
  room->order.order(table, rows);
  for (size_t done = 0; done < count; done += room->places) {
    const std::span chunk = std::span(rows).subspan(done, std::min(room->places, count - done));
    forward_chunk(table, chunk, first, *room, logits);
  }
  rooms_->give(std::move(room));
}

void StackNet::forward_chunk(const TableRows& table, std::span<const int64_t> table_rows,
                             size_t first, Room& room, float* logits) const {
  const size_t count = table_rows.size();
  float* inputs = shape_->scaled ? room.plain.data() : room.here.data();
  // What fills rows up belongs to other widths of the call before.
  const size_t stride = padded(shape_->input_width());
  for (size_t i = 0; i < count; ++i) {
    std::fill(inputs + i * stride + shape_->input_width(), inputs + (i + 1) * stride, 0.0F);
  }
  room.inputs.forward(table, table_rows.data(), count, parameters_.data(), inputs);
  if (shape_->scaled) scale_inputs(count, room);
  const size_t rows = count * shape_->members;
  hidden_layers(rows, room);
  heads(rows, room);
  const size_t each = shape_->members * shape_->outputs;
  const float* from = room.logits.data();
  for (const int64_t row : table_rows) {
    std::copy_n(from, each, logits + (static_cast<size_t>(row) - first) * each);
    from += each;
  }
}

void StackNet::scale_inputs(size_t count, Room& room) const {
  const size_t stride = slots_->scale.stride;
  const float* scale = parameters_.data() + slots_->scale.offset;
  float* out = room.here.data();
  for (size_t m = 0; m < shape_->members; ++m) {
    for (size_t i = 0; i < count; ++i, out += stride) {
      ops_->multiply(out, room.plain.data() + i * stride, scale + m * stride, stride);
    }
  }
}

void StackNet::hidden_layers(size_t rows, Room& room) const {
  const MemberFactors factors(*shape_, *slots_, *ops_);
  for (size_t i = 0; i < shape_->hidden.size(); ++i) {
    const size_t out = shape_->hidden[i];
    const size_t stride = padded(out);
    const bool scales = shape_->layer_scales;
    if (scales && i > 0) {
      factors.inputs(i, room.here.data(), rows, parameters_.data(), room.here.data());
    }
    const bool bare = scales || shape_->blended;
    room.products.forward(i, room.here.data(), rows, parameters_.data(), room.there.data(),
                          bare ? Epilogue::kNone : shape_->activation);
    if (scales) {
      float* values = room.there.data();
      factors.outputs(i, values, rows, parameters_.data(), values);
      ops_->relu(values, rows * stride);
    }
    for (size_t row = 0; row < rows; ++row) {
      float* values = room.there.data() + row * stride;
      std::fill(values + out, values + stride, 0.0F);
      if (!shape_->blended) continue;
      ops_->activate(shape_->activation, values, parameters_.data() + slots_->blends[i].offset,
                     values, stride);
    }
    std::swap(room.here, room.there);
  }
}

// room.logits: [places, members, outputs].
void StackNet::heads(size_t rows, Room& room) const {
  float* logits = room.logits.data();
  const ParameterSlot& slot = slots_->head_weight;
  const size_t outputs = shape_->outputs;
  if (!wide_head_.empty()) {
    AlignedFloats wide(rows * wide_head_[0].width());
    wide_head_[0].apply(room.here.data(), slot.stride, rows, wide.data(), wide_head_[0].width());
    for (size_t row = 0; row < rows; ++row) {
      logits = std::copy_n(wide.data() + row * wide_head_[0].width(), outputs, logits);
    }
    return;
  }
  const float* weight = parameters_.data() + slot.offset;
  const float* bias = parameters_.data() + slots_->head_bias.offset;
  const float factor = shape_->factor(shape_->hidden.size());
  const MemberRows members(*shape_, rows);
  for (size_t row = 0; row < rows; ++row) {
    const float* values = room.here.data() + row * slot.stride;
    const size_t head = members.member(row) * outputs;
    float* out = logits + members.place(row) * shape_->members * outputs + head;
    for (size_t o = head; o < head + outputs; ++o) {
      *out++ = factor * ops_->dot(values, weight + o * slot.stride, slot.stride) + bias[o];
    }
  }
}

}  // namespace mlrun
