#include "config/member_count.h"

#include <cassert>
#include <variant>

namespace mlrun {
namespace {

// The field of a net's options, null where there is none.
template <class Options>
auto* members_of(Options& options) {
  if constexpr (requires { options.members; }) {
    return &options.members;
  } else {
    return static_cast<int64_t*>(nullptr);
  }
}

}  // namespace

int64_t member_count(const ModelConfig& config) {
  return std::visit(
      [](const auto& options) {
        const int64_t* members = members_of(options);
        return members == nullptr ? int64_t{1} : *members;
      },
      config);
}

void set_member_count(ModelConfig& config, int64_t members) {
  std::visit(
      [members](auto& options) {
        int64_t* field = members_of(options);
        assert(field != nullptr);
        *field = members;
      },
      config);
}

}  // namespace mlrun
