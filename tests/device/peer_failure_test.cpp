#include "device/peer_failure.h"

#include <catch2/catch.hpp>

using namespace mlrun;

namespace {

std::string told(int world, const std::string& message) {
  RankPlace place;
  place.world = world;
  const Error error = peer_failure(place, message, std::chrono::seconds(90));
  CHECK(error.kind() == ErrorKind::kFailure);
  return error.what();
}

}  // namespace

TEST_CASE("a transport's message becomes the end of a sentence") {
  CHECK(transport_reason("[../gloo/transport/tcp/pair.cc:456] Connection closed by peer "
                         "[127.0.0.1]:4493") == "connection closed by peer [127.0.0.1]:4493");
  CHECK(transport_reason("Name or service not known") == "name or service not known");
  CHECK(transport_reason("Ping failed.\nException raised from x.cpp") == "ping failed");
  CHECK(
      transport_reason("NCCL error in: ../a/NCCLUtils.cpp:94, invalid usage (run with "
                       "NCCL_DEBUG=WARN for details), NCCL version 2.28.9\nncclInvalidUsage: This "
                       "usually reflects invalid usage of NCCL library.\nLast error:\nDuplicate "
                       "GPU detected\nException raised from x.cpp") ==
      "invalid usage (run with NCCL_DEBUG=WARN for details), NCCL version 2.28.9: Duplicate GPU "
      "detected");
  CHECK(transport_reason("NCCL error: hm\nLast error:\nException raised from") == "NCCL error: hm");
  CHECK(transport_reason("NCCL error: hm\nLast error:\n") == "NCCL error: hm");
  CHECK(transport_reason("TCP is off") == "TCP is off");
  CHECK(transport_reason("[unclosed") == "[unclosed");
  CHECK(transport_reason("") == "");
}

TEST_CASE("a rank says which one it lost and how") {
  CHECK(told(2, "[a/pair.cc:1] Connection closed by peer [10.0.0.2]:99") ==
        "rank 0 of 2: rank 1 is gone: connection closed by peer [10.0.0.2]:99");
  CHECK(told(2, "[a/pair.cc:1] Read error [10.0.0.2]:99: Connection reset by peer") ==
        "rank 0 of 2: rank 1 is gone: read error [10.0.0.2]:99: Connection reset by peer");
  CHECK(told(2,
             "NCCL error: remote process exited or there was a network error, NCCL version "
             "2.28.9\nncclRemoteError: A call failed.") ==
        "rank 0 of 2: rank 1 is gone: NCCL error: remote process exited or there was a network "
        "error, NCCL version 2.28.9");
  CHECK(told(3, "Connection closed by peer") ==
        "rank 0 of 3: another rank is gone: connection closed by peer");
}

TEST_CASE("a rank says that another does not answer, or what else there was") {
  CHECK(told(2,
             "[a/unbound_buffer.cc:1] Timed out waiting 90000ms for recv operation to "
             "complete") == "rank 0 of 2: rank 1 did not answer within 1 min 30 s");
  CHECK(told(4, "Invalid scalar type") ==
        "rank 0 of 4: the exchange with another rank failed: invalid scalar type");
}
