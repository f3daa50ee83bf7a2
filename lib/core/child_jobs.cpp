#include "core/child_jobs.h"

#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <optional>
#include <vector>

#include "core/error.h"
#include "core/file.h"
#include "core/log.h"
#include "core/stop.h"

namespace mlrun {
namespace {

// A frame: what it is, the length of its text, the text.
enum class Kind : char { kTold = 't', kResult = 'r', kError = 'e', kStopped = 's' };
constexpr size_t kHead = 1 + sizeof(uint64_t);

void send(int fd, Kind kind, const std::string& text) {
  std::string frame(kHead, '\0');
  const uint64_t length = text.size();
  frame[0] = static_cast<char>(kind);
  std::memcpy(frame.data() + 1, &length, sizeof length);
  write_all(fd, frame, "the results of a training process");
  write_all(fd, text, "the results of a training process");
}

struct Frame {
  Kind kind = Kind::kTold;
  std::string text;
};

std::optional<Frame> take_frame(std::string& received) {
  if (received.size() < kHead) return std::nullopt;
  uint64_t length = 0;
  std::memcpy(&length, received.data() + 1, sizeof length);
  if (received.size() - kHead < length) return std::nullopt;
  Frame frame{static_cast<Kind>(received[0]), received.substr(kHead, length)};
  received.erase(0, kHead + length);
  return frame;
}

void work_and_tell(int fd, const ChildWork& work) {
  try {
    send(fd, Kind::kResult, work([fd](const std::string& text) { send(fd, Kind::kTold, text); }));
  } catch (const stop::Stopped&) {
    send(fd, Kind::kStopped, "");
  } catch (const Error& error) {
    send(fd, Kind::kError, static_cast<char>(error.kind()) + std::string(error.what()));
  } catch (const std::exception& error) {
    send(fd, Kind::kError, static_cast<char>(ErrorKind::kFailure) + std::string(error.what()));
  }
}

// The child's life. It leaves without the tear-down of what it shares with its parent.
[[noreturn]] void live(int fd, pid_t parent, const ChildWork& work) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);
  try {
    work_and_tell(fd, work);
  } catch (...) {
    _exit(1);  // the pipe is broken: nobody listens any more
  }
  log::flush();
  _exit(0);
}

}  // namespace

ChildJobs::~ChildJobs() {
  while (!children_.empty()) {
    kill(children_.begin()->second.process, SIGKILL);
    forget(children_.begin()->first);
  }
}

void ChildJobs::start(int64_t job, const ChildWork& work) {
  int ends[2];
  if (pipe(ends) != 0) {
    throw Error(ErrorKind::kFailure, "no pipe for a process: " + system_reason(errno));
  }
  log::flush();
  const pid_t parent = getpid();
  const pid_t process = fork();
  if (process < 0) {
    const int code = errno;
    close(ends[0]);
    close(ends[1]);
    throw Error(ErrorKind::kFailure, "no process to train in: " + system_reason(code));
  }
  if (process == 0) {
    close(ends[0]);
    for (const auto& [other, child] : children_) close(child.fd);
    live(ends[1], parent, work);
  }
  close(ends[1]);
  children_[job] = {process, ends[0], ""};
}

void ChildJobs::forget(int64_t job) {
  const Child child = children_.at(job);
  children_.erase(job);
  close(child.fd);
  while (waitpid(child.process, nullptr, 0) < 0 && errno == EINTR) {
  }
}

void ChildJobs::report_death(int64_t job) {
  const Child child = children_.at(job);
  int status = 0;
  while (waitpid(child.process, &status, 0) < 0 && errno == EINTR) {
  }
  close(child.fd);
  children_.erase(job);
  stop::check();
  const std::string how =
      WIFSIGNALED(status) ? std::string("was ended by signal ") + std::to_string(WTERMSIG(status)) +
                                (WTERMSIG(status) == SIGKILL ? " (out of memory?)" : "")
                          : "ended with status " + std::to_string(WEXITSTATUS(status));
  throw Error(ErrorKind::kFailure, "a training process " + how + "; --jobs 1 trains in this one");
}

bool ChildJobs::take_event(Event& event) {
  for (auto& [job, child] : children_) {
    const auto frame = take_frame(child.received);
    if (!frame) continue;
    event = {job, frame->kind != Kind::kTold, frame->text};
    if (frame->kind == Kind::kTold) return true;
    forget(job);
    if (frame->kind == Kind::kStopped) {
      stop::check();
      throw Error(ErrorKind::kFailure, "a training process was asked to stop");
    }
    if (frame->kind == Kind::kError) {
      throw Error(static_cast<ErrorKind>(frame->text.at(0)), frame->text.substr(1));
    }
    return true;
  }
  return false;
}

void ChildJobs::receive(Child& child, int64_t job) {
  char block[1 << 16];
  const ssize_t got = read(child.fd, block, sizeof block);
  if (got > 0) {
    child.received.append(block, static_cast<size_t>(got));
  } else if (got == 0) {
    report_death(job);
  } else if (errno != EINTR) {
    throw Error(ErrorKind::kFailure, "results of a process: " + system_reason(errno));
  }
}

void ChildJobs::wait_for_bytes() {
  std::vector<pollfd> polled;
  std::vector<int64_t> jobs;
  for (const auto& [job, child] : children_) {
    polled.push_back({child.fd, POLLIN, 0});
    jobs.push_back(job);
  }
  constexpr int kMilliseconds = 200;  // a stop may come just before the wait
  if (poll(polled.data(), polled.size(), kMilliseconds) <= 0) return;
  for (size_t i = 0; i < polled.size(); ++i) {
    if (polled[i].revents != 0) receive(children_.at(jobs[i]), jobs[i]);
  }
}

ChildJobs::Event ChildJobs::next() {
  Event event;
  while (!take_event(event)) {
    stop::check();
    wait_for_bytes();
  }
  return event;
}

}  // namespace mlrun
