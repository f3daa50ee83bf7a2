#include "mlrun/model_output.h"

#include "core/error.h"
#include "mlrun/common_options.h"

namespace mlrun {

void check_model_output(const std::string& path, bool json) {
  if (path != "-" || !json) return;
  throw Error(ErrorKind::kUsage,
              "the model and the JSON of --json would both go to stdout; -o FILE takes the model");
}

void write_model(const std::string& path, const ModelBundle& bundle, bool force) {
  if (path == "-") return print_stdout(model_bytes(bundle));
  save_model(path, bundle, force ? Existing::kReplace : Existing::kKeep);
}

}  // namespace mlrun
