#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace mlrun {

// Bytes that a thread of its own makes while others use those before them; a few MiB at most wait.
class ReadAhead {
 public:
  using Sink = std::function<void(std::string_view)>;
  // `produce` runs on the side thread and hands its bytes to the sink, in order, until it returns.
  // What it throws, read() throws when the bytes before are used.
  explicit ReadAhead(std::function<void(const Sink&)> produce);
  ReadAhead(const ReadAhead&) = delete;
  ReadAhead& operator=(const ReadAhead&) = delete;
  // Stops the producer at its next piece.
  ~ReadAhead();
  // Up to `limit` bytes, as many as there are; waits for the first. 0 at the end.
  size_t read(char* into, size_t limit);
  // read() would not wait.
  bool ready();

 private:
  struct Cancelled {};
  void run(const std::function<void(const Sink&)>& produce);
  void put(std::string_view bytes);

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::string> pieces_;
  size_t waiting_ = 0;  // bytes in pieces_
  size_t used_ = 0;     // of the first
  bool ended_ = false;
  bool cancelled_ = false;
  std::exception_ptr failure_;
  std::thread thread_;
};

}  // namespace mlrun
