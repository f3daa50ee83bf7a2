#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "core/error.h"
#include "core/rank_place.h"

namespace mlrun {

// The sentence inside a message of a transport library: first line, without the place in the
// library's sources before it and the full stop behind, "Connection reset" in small letters.
std::string transport_reason(std::string_view message);

// What a rank says when a call on its group failed: that the other is gone, did not answer within
// the time limit, or what else the transport told. In a world of more than two the transport does
// not know which of the others it was.
Error peer_failure(const RankPlace& place, std::string_view message,
                   std::chrono::milliseconds limit);

}  // namespace mlrun
