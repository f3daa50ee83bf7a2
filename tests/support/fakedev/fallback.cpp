// Every other operation: LibTorch copies its tensors to the host, runs the CPU's kernel there and
// copies the results back. What a real accelerator would refuse is refused first.

#include <ATen/native/CPUFallback.h>
#include <torch/library.h>

#include <array>
#include <span>

#include "support/fakedev/graph.h"
#include "support/fakedev/launch.h"
#include "support/fakedev/shadow.h"

namespace fakedev {
namespace {

using Values = std::vector<c10::IValue>;

// LibTorch says once per call of some losses that it resizes an output of its own making.
class QuietAboutResizing final : public c10::WarningHandler {
 public:
  void process(const c10::Warning& warning) override {
    const std::string_view file = warning.source_location().file;
    if (!file.ends_with("Resize.cpp")) WarningHandler::process(warning);
  }
};

// Running statistics are written, though the schema does not say so: LibTorch's fallback would
// write to a copy and lose it.
void share_hidden_outputs(const c10::OperatorHandle& op, std::span<c10::IValue> arguments) {
  if (op.schema().name() != "aten::native_batch_norm") return;
  constexpr std::array<size_t, 2> kRunning = {3, 4};
  for (const size_t i : kRunning) {
    if (arguments[i].isTensor()) arguments[i] = shadow(arguments[i].toTensor());
  }
}

void run_on_host(const c10::OperatorHandle& op, torch::jit::Stack* stack) {
  QuietAboutResizing quiet;
  const c10::WarningUtils::WarningHandlerGuard guard(&quiet);
  share_hidden_outputs(op, std::span(*stack).last(op.schema().arguments().size()));
  at::native::cpu_fallback(op, stack);
}

// The tensors of a value: itself, or the members of a list.
template <class Visit>
void each_tensor(const c10::IValue& value, const Visit& visit) {
  if (value.isTensor()) {
    visit(value.toTensor(), false);
  } else if (value.isTensorList()) {
    for (const at::Tensor& tensor : value.toTensorVector()) visit(tensor, true);
  } else if (value.isOptionalTensorList()) {
    for (const auto& tensor : value.toOptionalTensorVector()) {
      if (tensor) visit(*tensor, true);
    }
  }
}

// A CPU tensor of one number may stand where a number could; in a list it may not.
void require_one_device(const c10::OperatorHandle& op, std::span<const c10::IValue> arguments) {
  for (const auto& argument : arguments) {
    each_tensor(argument, [&](const at::Tensor& tensor, bool in_list) {
      const bool number = tensor.defined() && tensor.dim() == 0 && !in_list;
      TORCH_CHECK(!tensor.defined() || on_device(tensor) || number,
                  "Expected all tensors to be on the same device, but found at least two devices, ",
                  kDevice, " and ", tensor.device(), "! (", op.schema().name(), ")");
    });
  }
}

// What the host must wait for: a plain value as result, or a result whose shape depends on values.
void require_no_waiting(const c10::OperatorHandle& op) {
  const std::string& name = op.schema().name();
  for (const char* waits : {"aten::nonzero", "aten::masked_select", "aten::_unique2"}) {
    if (name == waits) spoil_capture(name);
  }
  for (const auto& result : op.schema().returns()) {
    const bool tensors = result.type()->isSubtypeOf(*c10::TensorType::get()) ||
                         result.type()->isSubtypeOf(*c10::ListType::ofTensors());
    if (!tensors) spoil_capture(name);
  }
}

// A tensor as a recording keeps it: on the device by reference, a number on the host by value.
at::Tensor kept(const at::Tensor& tensor) {
  if (!tensor.defined() || on_device(tensor)) return alias(tensor);
  at::Tensor copy = tensor.detach().clone();
  if (tensor.unsafeGetTensorImpl()->is_wrapped_number()) {
    copy.unsafeGetTensorImpl()->set_wrapped_number(true);
  }
  return copy;
}

c10::IValue kept(const c10::IValue& value) {
  if (value.isTensor()) return kept(value.toTensor());
  if (value.isTensorList()) {
    c10::List<at::Tensor> list;
    for (const at::Tensor& tensor : value.toTensorVector()) list.push_back(kept(tensor));
    return list;
  }
  if (value.isOptionalTensorList()) {
    c10::List<std::optional<at::Tensor>> list;
    for (const auto& tensor : value.toOptionalTensorVector()) {
      list.push_back(tensor ? std::optional(kept(*tensor)) : std::nullopt);
    }
    return list;
  }
  return value;
}

Values keep(std::span<const c10::IValue> values) {
  Values all;
  for (const auto& value : values) all.push_back(kept(value));
  return all;
}

std::vector<at::Tensor> tensors_of(std::span<const c10::IValue> values) {
  std::vector<at::Tensor> all;
  for (const auto& value : values) {
    each_tensor(value, [&](const at::Tensor& tensor, bool) { all.push_back(tensor); });
  }
  return all;
}

// One operation again; its results go where the recorded ones lie. In-place operations have
// written there already.
void replay(const c10::OperatorHandle& op, const Values& inputs, const Values& outputs) {
  torch::jit::Stack stack(inputs.begin(), inputs.end());
  run_on_host(op, &stack);
  const auto fresh = tensors_of(stack);
  const auto recorded = tensors_of(outputs);
  for (size_t i = 0; i < recorded.size(); ++i) {
    if (!recorded[i].defined() || fresh[i].const_data_ptr() == recorded[i].const_data_ptr()) {
      continue;
    }
    TORCH_CHECK(fresh[i].sizes() == recorded[i].sizes(), "fakedev: ", op.schema().name(),
                " was recorded with another shape of its result");
    shadow(recorded[i]).copy_(shadow(fresh[i]));
  }
}

void fallback(const c10::OperatorHandle& op, torch::jit::Stack* stack) {
  const std::string& name = op.schema().name();
  const Launch launch(name);
  const size_t count = op.schema().arguments().size();
  require_one_device(op, std::span(*stack).last(count));
  if (!launch.outermost() || !capturing()) return run_on_host(op, stack);
  require_no_waiting(op);
  Values inputs = keep(std::span(*stack).last(count));
  run_on_host(op, stack);
  Values outputs = keep(std::span(*stack).last(op.schema().returns().size()));
  record({name, [op, inputs = std::move(inputs), outputs = std::move(outputs)] {
            replay(op, inputs, outputs);
          }});
}

}  // namespace
}  // namespace fakedev

TORCH_LIBRARY_IMPL(_, PrivateUse1, library) {
  library.fallback(torch::CppFunction::makeFromBoxedFunction<&fakedev::fallback>());
}
