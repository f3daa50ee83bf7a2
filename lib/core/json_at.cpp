#include "core/json_at.h"

namespace mlrun {

Json json_at(const Json& json, const std::string& pointer) {
  const Json::json_pointer place(pointer);
  return json.contains(place) ? json.at(place) : Json();
}

}  // namespace mlrun
