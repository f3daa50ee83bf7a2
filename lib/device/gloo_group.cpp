#include "device/gloo_group.h"

#include <cstdlib>
#include <string>
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>

#include "device/master_contact.h"
#include "device/quiet.h"

namespace mlrun {
namespace {

// Where the others reach this rank.
std::shared_ptr<::gloo::transport::Device> network(const RankPlace& place) {
  // LibTorch's own variable for hosts with several networks.
  if (const char* interface = std::getenv("GLOO_SOCKET_IFNAME"); interface != nullptr) {
    return c10d::ProcessGroupGloo::createDeviceForInterface(interface);
  }
  std::string own = own_address_towards(place.master_address).value_or("127.0.0.1");
  // A host may call itself 127.0.1.1; the others would look for it on themselves.
  if (is_loopback(own) && !is_loopback(place.master_address)) own = routed_address().value_or(own);
  return c10d::ProcessGroupGloo::createDeviceForHostname(own);
}

}  // namespace

Transport connect_gloo(const RankPlace& place, const RankStore& store, const GroupTimes& times) {
  const QuietThreads quiet;
  auto options = c10d::ProcessGroupGloo::Options::create(times.rendezvous);
  options->devices.push_back(network(place));
  Transport transport;
  transport.backend = c10::make_intrusive<c10d::ProcessGroupGloo>(
      c10::make_intrusive<c10d::PrefixStore>("gloo", store), place.rank, place.world, options);
  transport.backend->setTimeout(times.collective);
  return transport;
}

}  // namespace mlrun
