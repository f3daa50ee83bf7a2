#include "device/peer_failure.h"

#include <cctype>

#include "core/text.h"

namespace mlrun {
namespace {

bool holds_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  for (const std::string_view word : words) {
    if (text.find(word) != std::string_view::npos) return true;
  }
  return false;
}

// What NCCL itself said last, on the line after a heading; empty where LibTorch tells of nothing.
std::string_view last_error(std::string_view message) {
  constexpr std::string_view kHeading = "\nLast error:\n";
  const size_t at = message.find(kHeading);
  if (at == std::string_view::npos) return "";
  message.remove_prefix(at + kHeading.size());
  const std::string_view line = trim(message.substr(0, message.find('\n')));
  return line.starts_with("Exception raised") ? "" : line;
}

std::string peer(const RankPlace& place) {
  if (place.world == 2) return "rank " + std::to_string(1 - place.rank);
  return "another rank";
}

}  // namespace

std::string transport_reason(std::string_view message) {
  std::string_view text = message.substr(0, message.find('\n'));
  // "[/a/path/pair.cc:456] Connection closed by peer"
  if (!text.empty() && text[0] == '[') {
    const size_t end = text.find("] ");
    if (end != std::string_view::npos) text.remove_prefix(end + 2);
  }
  // "NCCL error in: a/path/utils.cpp:123, unhandled system error"
  constexpr std::string_view kNccl = "NCCL error in: ";
  if (text.starts_with(kNccl)) {
    const size_t end = text.find(", ");
    text.remove_prefix(end == std::string_view::npos ? kNccl.size() : end + 2);
  }
  text = trim(text);
  while (!text.empty() && text.back() == '.') text.remove_suffix(1);
  std::string reason(text);
  const bool word = reason.size() > 1 && std::islower(static_cast<unsigned char>(reason[1])) != 0;
  if (word) reason[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(reason[0])));
  const std::string_view last = last_error(message);
  return last.empty() ? reason : reason + ": " + std::string(last);
}

Error peer_failure(const RankPlace& place, std::string_view message,
                   std::chrono::milliseconds limit) {
  const std::string reason = transport_reason(message);
  std::string sentence = place.name() + ": ";
  const std::string lower = lower_ascii(reason);
  if (holds_one_of(lower, {"closed by peer", "closed by remote peer", "reset by peer",
                           "broken pipe", "remote process exited", "socket unexpectedly closed"})) {
    sentence += peer(place) + " is gone: " + reason;
  } else if (holds_one_of(lower, {"timed out", "timeout"})) {
    sentence += peer(place) + " did not answer within " +
                format_seconds(static_cast<double>(limit.count()) / 1000);
  } else {
    sentence += "the exchange with " + peer(place) + " failed: " + reason;
  }
  return {ErrorKind::kFailure, sentence};
}

}  // namespace mlrun
