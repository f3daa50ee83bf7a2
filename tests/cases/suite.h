#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

namespace mlrun::test {

// A public suite below the folder of shared cases, which may not be there.
class Suite {
 public:
  explicit Suite(const std::string& name) : name_(name) {
    const char* given = std::getenv("MLRUN_SHARED");
    folder_ =
        (given != nullptr ? std::string(given) : MLRUN_SOURCE_DIR "/../shared") + "/cases/" + name;
  }
  // False, with a line that ctest takes for "skipped", when the suite is not there.
  bool is_there() const {
    if (std::filesystem::exists(folder_)) return true;
    report("skipped: no " + folder_ + " (MLRUN_SHARED names the folder of shared cases)");
    return false;
  }
  std::string operator/(const std::string& path) const { return folder_ + "/" + path; }
  // The names in one of its folders, in order.
  std::vector<std::string> names(const std::string& folder) const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(*this / folder)) {
      names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
  }
  // What was found, for who reads the log.
  void report(const std::string& text) const { std::cout << name_ << ": " << text << std::endl; }

 private:
  std::string name_;
  std::string folder_;
};

}  // namespace mlrun::test
