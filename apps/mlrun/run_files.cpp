#include "mlrun/run_files.h"

#include "core/error.h"
#include "core/file.h"

namespace mlrun {
namespace {

using Output = std::pair<std::string, std::string>;

void check_distinct(const Output& one, const Output& other) {
  if (one.second.empty() || other.second.empty() || !same_output(one.second, other.second)) return;
  throw Error(ErrorKind::kUsage, one.first + " " + one.second + " and " + other.first + " " +
                                     other.second +
                                     " are one file; each output needs a name of its own");
}

}  // namespace

void check_files(const RunFiles& files) {
  for (auto one = files.outputs.begin(); one != files.outputs.end(); ++one) {
    check_not_input(one->second, files.inputs);
    for (auto other = std::next(one); other != files.outputs.end(); ++other) {
      check_distinct(*one, *other);
    }
  }
}

}  // namespace mlrun
