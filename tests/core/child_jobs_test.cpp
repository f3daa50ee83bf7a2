#include "core/child_jobs.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <map>

#include "core/error.h"

using namespace mlrun;

namespace {

std::string only_result(const ChildWork& work) {
  ChildJobs jobs;
  jobs.start(0, work);
  return jobs.next().text;
}

}  // namespace

TEST_CASE("children tell on the way, then give their result") {
  ChildJobs jobs;
  for (int64_t i = 0; i < 3; ++i) {
    jobs.start(i, [i](const Tell& tell) {
      tell("begun");
      tell("");
      return std::string(200'000, static_cast<char>('a' + i));
    });
  }
  std::map<int64_t, std::vector<std::string>> told;
  std::map<int64_t, std::string> results;
  while (jobs.running() > 0) {
    const auto event = jobs.next();
    if (event.ended) {
      results[event.job] = event.text;
    } else {
      told[event.job].push_back(event.text);
    }
  }
  for (int64_t i = 0; i < 3; ++i) {
    CHECK(told[i] == std::vector<std::string>{"begun", ""});
    CHECK(results[i] == std::string(200'000, static_cast<char>('a' + i)));
  }
}

TEST_CASE("what a child changes stays with it") {
  int value = 1;
  CHECK(only_result([&value](const Tell&) {
          value = 2;
          return std::to_string(value);
        }) == "2");
  CHECK(value == 1);
}

TEST_CASE("an error of a child keeps its kind and its sentence") {
  try {
    only_result([](const Tell&) -> std::string {
      throw Error(ErrorKind::kResult, "loss is not a number");
    });
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::kResult);
    CHECK(std::string(error.what()) == "loss is not a number");
  }
}

TEST_CASE("a child that dies is told with the cause") {
  CHECK_THROWS_WITH(only_result([](const Tell&) -> std::string {
                      raise(SIGKILL);
                      return "";
                    }),
                    "a training process was ended by signal 9 (out of memory?); --jobs 1 trains in "
                    "this one");
  CHECK_THROWS_WITH(only_result([](const Tell&) -> std::string { _exit(3); }),
                    "a training process ended with status 3; --jobs 1 trains in this one");
}

TEST_CASE("children that nobody waits for are ended") {
  pid_t process = 0;
  {
    ChildJobs jobs;
    jobs.start(0, [](const Tell& tell) -> std::string {
      tell(std::to_string(getpid()));
      for (;;) pause();
    });
    process = std::stoi(jobs.next().text);
    CHECK(kill(process, 0) == 0);
  }
  CHECK(kill(process, 0) != 0);
}
