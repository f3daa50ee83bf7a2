#include "core/error.h"
#include "mlrun/learn_half.h"

// In place of learn_half.cpp, in the program that only answers.
namespace mlrun {

const LearnApi& learn_half() {
  throw Error(ErrorKind::kFailure,
              "this mlrun is the one file that only answers, without LibTorch: --runtime native on "
              "--device cpu does without, for all else take the whole mlrun (docs/install.md)");
}

bool has_learn_half() { return false; }

bool learn_half_loaded() { return false; }

}  // namespace mlrun
