#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <map>
#include <string>

namespace mlrun {

// Sends a text from a child to the process that started it.
using Tell = std::function<void(const std::string& text)>;
// What a child does; what it returns is its result.
using ChildWork = std::function<std::string(const Tell& tell)>;

// Work in processes of its own: each begins with a copy of everything this one knows and may load,
// set and seed what it likes. One that is killed takes no other with it.
class ChildJobs {
 public:
  ChildJobs() = default;
  ChildJobs(const ChildJobs&) = delete;
  ChildJobs& operator=(const ChildJobs&) = delete;
  // Ends those that still run.
  ~ChildJobs();

  // Forks. Requires that no other thread runs in this process; throws Error(kFailure) where the
  // system gives no process.
  void start(int64_t job, const ChildWork& work);
  size_t running() const { return children_.size(); }

  struct Event {
    int64_t job = 0;
    bool ended = false;  // text is the result, else something told on the way
    std::string text;
  };
  // Waits for the next event. Requires running() > 0. Throws the Error that ended a child,
  // Error(kFailure) for one that died, Stopped when a stop was requested.
  Event next();

 private:
  struct Child {
    pid_t process = -1;
    int fd = -1;
    std::string received;
  };
  bool take_event(Event& event);
  void wait_for_bytes();
  void receive(Child& child, int64_t job);
  [[noreturn]] void report_death(int64_t job);
  void forget(int64_t job);

  std::map<int64_t, Child> children_;
};

}  // namespace mlrun
