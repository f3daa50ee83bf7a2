#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace mlrun {

// Tries a TCP port until something there accepts (the connection is closed again) and returns the
// numeric address that did. Throws Error(kFailure) "HOST:PORT: connection refused" at the
// deadline, Stopped when asked to stop.
std::string reach(const std::string& host, int port,
                  std::chrono::steady_clock::time_point deadline);

// A socket bound to this port of 127.0.0.1 alone, not listening yet; the caller closes it. Throws
// Error(kFailure) when the port is taken.
int bind_loopback(int port);

// "localhost", "::1", 127.x.x.x: never leaves this host.
bool is_loopback(const std::string& address);

// The numeric address by which this host would send to another; nullopt when the name is not known
// or there is no route. Nothing is sent.
std::optional<std::string> own_address_towards(const std::string& host);

// The address by which this host would send to any other; nullopt without a route.
std::optional<std::string> routed_address();

}  // namespace mlrun
