#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace mlrun {

// Help with these examples first, --version, and what CLI11 lacks.
void setup_help(CLI::App& app, const std::string& examples);

// Verbs of the whole program that this one lacks: it says where they are instead of not knowing
// them, and lists them nowhere.
void setup_elsewhere(CLI::App& app, const std::vector<std::string>& verbs);

// Parses and runs; returns the exit code. Bare `mlrun` prints help on stderr and gives 2. Throws
// Error(kUsage) for what cannot be parsed, with the nearest known verb or flag.
int parse(CLI::App& app, int argc, char** argv);

}  // namespace mlrun
