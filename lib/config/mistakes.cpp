#include "config/mistakes.h"

#include "core/text.h"

namespace mlrun {

Mistakes with_origin(const std::string& origin, const Mistakes& mistakes) {
  Mistakes lines;
  for (const std::string& mistake : mistakes) lines.push_back(origin + ": " + mistake);
  return lines;
}

void throw_mistakes(const Mistakes& mistakes, ErrorKind kind) {
  if (!mistakes.empty()) throw Error(kind, join(mistakes, "\n"));
}

}  // namespace mlrun
