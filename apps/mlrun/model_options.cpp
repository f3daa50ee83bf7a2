#include "mlrun/model_options.h"

#include <CLI/CLI.hpp>

#include "core/error.h"
#include "core/log.h"
#include "device/device_names.h"
#include "mlrun/common_options.h"
#include "mlrun/learn_half.h"
#include "mlrun/libtorch_predictor.h"
#include "predict/golden_check.h"
#include "predict/native_runtime.h"

namespace mlrun {
namespace {

// Of LibTorch.
void check_precision(const std::string& precision, bool on_cpu) {
  if (!on_cpu || precision == "fp32") return;
  const std::string help = precision == "bf16" ? " by LibTorch; --device cpu --runtime native" : "";
  throw Error(ErrorKind::kUsage, "--precision " + precision + ": the CPU answers in fp32" + help);
}

// What one runtime cannot do is another's: a graph on a CPU is for LibTorch to refuse.
bool may_be_native(const ModelOptions& options) {
  return options.by == "auto" && options.device == "cpu" && options.runtime.compile != "graph";
}

void check_flags(const ModelOptions& options) {
  const bool kernels = options.by == "native" || may_be_native(options);
  check_precision(options.runtime.precision,
                  options.device == "cpu" && !(kernels && options.runtime.precision == "bf16"));
  if (options.by != "native") return;
  if (options.device != "cpu") {
    throw Error(ErrorKind::kUsage, "--runtime native: it answers on a CPU, and --device is " +
                                       options.device + "; --device cpu, or --runtime auto");
  }
  if (options.runtime.compile == "graph") {
    throw Error(ErrorKind::kUsage, "--runtime native: it records no graph; --compile none");
  }
}

GoldenRows golden_held_to(GoldenRows golden, const ModelOptions& options) {
  golden = held_to(std::move(golden), options.runtime.precision);
  golden.absolute_tolerance = options.absolute.value_or(golden.absolute_tolerance);
  golden.relative_tolerance = options.relative.value_or(golden.relative_tolerance);
  return golden;
}

LoadedModel by_libtorch(ModelBundle bundle, const ModelOptions& options) {
  const LearnApi& learn = learn_half();
  const DeviceChoice device = learn.open_device(options.device, -1);
  check_precision(options.runtime.precision, device.is_cpu());
  Predictor predictor = make_predictor(bundle, learn, device, options.runtime);
  return {std::move(bundle), std::move(predictor), device.name()};
}

void judge(LoadedModel& model) {
  model.verdict = check_golden(model.predictor, model.bundle.golden);
}

// LibTorch where it answers the golden rows as the file says and our own kernels do not.
LoadedModel unless_only_libtorch_holds(LoadedModel native, const ModelOptions& options) {
  judge(native);
  if (native.verdict->holds) return native;
  LoadedModel other = by_libtorch(native.bundle, options);
  judge(other);
  if (!other.verdict->holds) return native;
  log::warn(options.path + ": the golden rows do not hold by " + native.predictor.description() +
            ", but by LibTorch, which answers");
  return other;
}

// By our own kernels; by LibTorch where a net has no native form.
Predictor by_kernels(const ModelBundle& bundle, const ModelOptions& options) {
  std::optional<DeviceChoice> cpu;
  return {bundle,
          native_or(
              [&](const ModelDescription& net, const StateDict& state) {
                if (options.runtime.precision == "bf16") {
                  throw Error(ErrorKind::kUsage, "--precision bf16: a net of this type (" +
                                                     type_name(net.config) +
                                                     ") has no form in bf16; --precision fp32");
                }
                if (options.by == "native") {
                  throw Error(ErrorKind::kUsage,
                              "--runtime native: a net of this type (" + type_name(net.config) +
                                  ") has no native form; --runtime auto answers by LibTorch");
                }
                log::debug("the net has no native form; LibTorch answers");
                if (!cpu) cpu = learn_half().open_device("cpu", -1);
                return learn_half().make_runtime(net, state, *cpu, options.runtime);
              },
              options.runtime.precision)};
}

LoadedModel on_cpu(ModelBundle bundle, const ModelOptions& options) {
  Predictor predictor = by_kernels(bundle, options);
  LoadedModel native{std::move(bundle), std::move(predictor), "cpu"};
  const bool only = options.by == "native" || options.runtime.precision == "bf16";
  if (only || options.no_verify || !has_learn_half()) return native;
  return unless_only_libtorch_holds(std::move(native), options);
}

}  // namespace

void add_model(CLI::App& verb, ModelOptions& options) {
  verb.add_option("MODEL", options.path, "a model file")->check(not_empty)->required();
  verb.add_option("--device", options.device, kDeviceChoices)->capture_default_str();
  verb.add_option("--runtime", options.by,
                  "auto|native|libtorch: what answers; auto: on a CPU our own kernels if they can")
      ->check(CLI::IsMember({"auto", "native", "libtorch"}))
      ->capture_default_str();
  verb.add_option("--threads", options.runtime.threads,
                  "CPU threads; 0: as many as this process may use")
      ->check(CLI::Range(0, 1024))
      ->capture_default_str();
  verb.add_option("--precision", options.runtime.precision,
                  "fp32|tf32|bf16, of matrix products; a CPU takes fp32 and, where it can, bf16")
      ->check(CLI::IsMember({"fp32", "tf32", "bf16"}))
      ->capture_default_str();
  verb.add_option("--compile", options.runtime.compile,
                  "auto|none|graph: chunks of rows launched as one, on an accelerator")
      ->check(CLI::IsMember({"auto", "none", "graph"}))
      ->capture_default_str();
}

LoadedModel load_model(const ModelOptions& options) {
  check_flags(options);
  ModelBundle bundle = open_model(options.path);
  bundle.golden = golden_held_to(std::move(bundle.golden), options);
  LoadedModel model = options.by == "native" || may_be_native(options)
                          ? on_cpu(std::move(bundle), options)
                          : by_libtorch(std::move(bundle), options);
  if (options.no_verify) return model;
  if (!model.verdict) judge(model);
  if (!options.judged_by_caller) require_golden(*model.verdict, model.predictor, options.path);
  return model;
}

}  // namespace mlrun
