#include "predict/native_stack.h"

#include <algorithm>

#include "config/member_count.h"
#include "predict/stack_tensors.h"

namespace mlrun {
namespace {

// Tensors of a state, as they are taken once and cut up among the members.
class Tensors {
 public:
  Tensors(const StateDict& state, const ModelDescription& description, const NetShape& shape)
      : reader_(state) {
    const bool own = std::holds_alternative<RealMlpOptions>(description.config);
    edges_ = take_edges(reader_, shape, own ? member_count(description.config) : 1);
    if (const auto* realmlp = std::get_if<RealMlpOptions>(&description.config)) {
      take_plain(*realmlp, description.layout);
    }
    const ParameterSlots slots(shape);
    for (SlotPath& path : slot_paths(shape, slots, description.config)) {
      values_.push_back(reader_.take(path.path, path.shape));
      paths_.push_back(std::move(path));
    }
    reader_.finish();
  }

  const CodeColumns& plain() const { return plain_; }

  BinEdges edges(size_t member, const NetShape& shape) const {
    return edges_.of_member(member, shape);
  }

  // Sets the parameters of a net that is number `member` of so many with tensors side by side.
  void fill(StackNet& net, size_t member) const {
    for (size_t i = 0; i < paths_.size(); ++i) {
      fill_slot(net.parameters(), paths_[i], values_[i], member);
    }
  }

 private:
  void take_plain(const RealMlpOptions& options, const FeatureLayout& layout) {
    const auto width = static_cast<int64_t>(plain_width(layout, options.one_hot_limit));
    std::vector<float> center;
    std::vector<float> factor;
    if (width > 0) {
      center = reader_.take("plain.center", {width});
      factor = reader_.take("plain.factor", {width});
    }
    // What is missing is said with all else.
    center.resize(static_cast<size_t>(width));
    factor.resize(static_cast<size_t>(width));
    plain_ = plain_columns(layout, options.one_hot_limit, center, factor);
  }

  StateReader reader_;
  EdgeValues edges_;
  CodeColumns plain_;
  std::vector<SlotPath> paths_;
  std::vector<std::vector<float>> values_;
};

}  // namespace

NativeStack::NativeStack(const ModelDescription& description, const StateDict& state,
                         Instructions instructions, bool bf16)
    : members_(member_count(description.config)),
      outputs_(static_cast<size_t>(description.outputs)),
      dense_width_(static_cast<size_t>(description.layout.dense_width())),
      code_width_(description.layout.categorical.size()) {
  NetShape shape = *stack_shape(description);
  const bool own = std::holds_alternative<RealMlpOptions>(description.config);
  if (own) {
    shape.codes.width =
        plain_width(description.layout, std::get<RealMlpOptions>(description.config).one_hot_limit);
  }
  const Tensors tensors(state, description, shape);
  if (own) shape.codes = tensors.plain();
  for (size_t m = 0; m < (own ? static_cast<size_t>(members_) : 1); ++m) {
    nets_.emplace_back(shape, tensors.edges(m, shape), instructions, bf16);
    tensors.fill(nets_.back(), m);
    nets_.back().pack();
  }
}

void NativeStack::forward(const Features& rows, int64_t first, int64_t count, float* out) const {
  const TableRows table{rows.dense.data(), dense_width_, rows.codes.data(), code_width_};
  const auto from = static_cast<size_t>(first);
  const auto number = static_cast<size_t>(count);
  if (nets_.size() == 1) return nets_[0].forward(table, from, number, out);
  std::vector<float> own(number * outputs_);
  for (size_t m = 0; m < nets_.size(); ++m) {
    nets_[m].forward(table, from, number, own.data());
    for (size_t row = 0; row < number; ++row) {
      std::copy_n(own.data() + row * outputs_, outputs_, out + (row * nets_.size() + m) * outputs_);
    }
  }
}

}  // namespace mlrun
