#include "device/master_contact.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <memory>

#include "core/error.h"

using namespace mlrun;

namespace {

std::chrono::steady_clock::time_point soon() {
  return std::chrono::steady_clock::now() + std::chrono::milliseconds(100);
}

struct Bound {
  Bound() : fd(bind_loopback(0)) {
    sockaddr_in address{};
    socklen_t length = sizeof address;
    getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length);
    port = ntohs(address.sin_port);
  }
  Bound(const Bound&) = delete;
  Bound& operator=(const Bound&) = delete;
  ~Bound() { close(fd); }
  int fd;
  int port = 0;
};

}  // namespace

TEST_CASE("a port that listens is reached by name and by number") {
  const Bound bound;
  REQUIRE(listen(bound.fd, 4) == 0);
  CHECK(reach("127.0.0.1", bound.port, soon()) == "127.0.0.1");
  CHECK(reach("localhost", bound.port, soon()) == "127.0.0.1");
}

TEST_CASE("a port that does not listen is refused at the deadline") {
  const Bound bound;
  const std::string where = "127.0.0.1:" + std::to_string(bound.port);
  const auto start = std::chrono::steady_clock::now();
  CHECK_THROWS_WITH(reach("127.0.0.1", bound.port, soon()), where + ": connection refused");
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(2));
}

TEST_CASE("a port that is held without listening can be listened on, and one in use cannot") {
  const Bound held;
  const int fd = bind_loopback(held.port);
  REQUIRE(listen(fd, 1) == 0);
  CHECK_THROWS_WITH(bind_loopback(held.port),
                    "127.0.0.1:" + std::to_string(held.port) + ": address already in use");
  close(fd);
}

TEST_CASE("addresses that stay on this host are known") {
  for (const char* text : {"localhost", "127.0.0.1", "127.0.1.1", "::1"}) CHECK(is_loopback(text));
  for (const char* text : {"node7", "10.0.0.1", "1270.example", "::2"}) {
    CHECK_FALSE(is_loopback(text));
  }
}

TEST_CASE("this host reaches itself by the loopback") {
  CHECK(own_address_towards("127.0.0.1") == std::optional<std::string>("127.0.0.1"));
  const auto routed = routed_address();
  if (routed) CHECK_FALSE(is_loopback(*routed));
}
