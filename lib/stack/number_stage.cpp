#include "stack/number_stage.h"

#include <algorithm>

#include "stack/pbld_numbers.h"
#include "stack/ple_numbers.h"
#include "stack/plr_lite_numbers.h"

namespace mlrun {
namespace {

class PlainNumbers final : public NumberStage {
 public:
  explicit PlainNumbers(size_t count) : count_(count) {}
  void forward(const float* dense, const float*, float* out) override {
    std::copy(dense, dense + count_, out);
  }
  void backward(const float*, const float*, const float*, float*) override {}

 private:
  size_t count_;
};

}  // namespace

std::unique_ptr<NumberStage> make_number_stage(const NetShape& shape, const ParameterSlots& slots,
                                               const BinEdges& edges, const StepOps& ops) {
  if (shape.embedding == NumberEmbedding::kPle) {
    return make_ple_numbers(shape, slots, edges, ops);
  }
  if (shape.embedding == NumberEmbedding::kPbld) {
    return make_pbld_numbers(shape, slots, ops);
  }
  if (shape.embedding == NumberEmbedding::kPlrLite) {
    return make_plr_lite_numbers(shape, slots, ops);
  }
  return std::make_unique<PlainNumbers>(shape.numeric);
}

}  // namespace mlrun
