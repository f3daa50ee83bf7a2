#include "device/master_contact.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <thread>
#include <utility>

#include "core/error.h"
#include "core/stop.h"
#include "device/peer_failure.h"

namespace mlrun {
namespace {

using Clock = std::chrono::steady_clock;

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

using Addresses = std::unique_ptr<addrinfo, decltype(&freeaddrinfo)>;

// The addresses of a host; empty, with the reason, when its name is not known.
Addresses addresses_of(const std::string& host, int port, std::string& reason) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int code = getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
  if (code != 0) {
    reason = code == EAI_SYSTEM ? system_reason(errno) : transport_reason(gai_strerror(code));
    found = nullptr;
  }
  return {found, &freeaddrinfo};
}

std::string numeric(const sockaddr* address, socklen_t length) {
  char host[NI_MAXHOST] = "";
  getnameinfo(address, length, host, sizeof host, nullptr, 0, NI_NUMERICHOST);
  return host;
}

// 0, or what keeps this address from answering within a second.
int connect_once(int fd, const addrinfo& to) {
  if (connect(fd, to.ai_addr, to.ai_addrlen) == 0) return 0;
  if (errno != EINPROGRESS && errno != EINTR) return errno;
  pollfd ready{fd, POLLOUT, 0};
  const int count = poll(&ready, 1, 1000);
  if (count < 0) return errno;
  if (count == 0) return ETIMEDOUT;
  int code = 0;
  socklen_t size = sizeof code;
  getsockopt(fd, SOL_SOCKET, SO_ERROR, &code, &size);
  return code;
}

std::optional<std::string> try_all(const std::string& host, int port, std::string& reason) {
  const Addresses all = addresses_of(host, port, reason);
  for (const addrinfo* to = all.get(); to != nullptr; to = to->ai_next) {
    const Descriptor fd(socket(to->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const int code = fd.get() < 0 ? errno : connect_once(fd.get(), *to);
    if (code == 0) return numeric(to->ai_addr, to->ai_addrlen);
    reason = system_reason(code);
  }
  return std::nullopt;
}

// Connecting a datagram socket sends nothing; it only chooses the route.
std::optional<std::string> source_address(const addrinfo& to) {
  const Descriptor fd(socket(to.ai_family, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  sockaddr_storage own{};
  socklen_t length = sizeof own;
  auto* address = reinterpret_cast<sockaddr*>(&own);
  if (fd.get() < 0 || connect(fd.get(), to.ai_addr, to.ai_addrlen) != 0 ||
      getsockname(fd.get(), address, &length) != 0) {
    return std::nullopt;
  }
  return numeric(address, length);
}

}  // namespace

std::string reach(const std::string& host, int port, Clock::time_point deadline) {
  std::string reason;
  while (true) {
    if (auto address = try_all(host, port, reason)) return *address;
    stop::check();
    if (Clock::now() >= deadline) {
      throw Error(ErrorKind::kFailure, host + ":" + std::to_string(port) + ": " + reason);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

int bind_loopback(int port) {
  Descriptor fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  // The port may be held for this process by the one that chose it, or linger from a run before.
  const int on = 1;
  setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    throw Error(ErrorKind::kFailure,
                "127.0.0.1:" + std::to_string(port) + ": " + system_reason(errno));
  }
  return fd.release();
}

bool is_loopback(const std::string& address) {
  return address == "localhost" || address == "::1" || address.rfind("127.", 0) == 0;
}

std::optional<std::string> own_address_towards(const std::string& host) {
  std::string reason;
  const Addresses all = addresses_of(host, 9, reason);
  for (const addrinfo* to = all.get(); to != nullptr; to = to->ai_next) {
    if (auto own = source_address(*to)) return own;
  }
  return std::nullopt;
}

// An address that stands in documents only (RFC 5737), so that the default route is chosen.
std::optional<std::string> routed_address() { return own_address_towards("192.0.2.1"); }

}  // namespace mlrun
