#pragma once

namespace CLI {
class App;
}

namespace mlrun {

// Help with examples first, --version, and what CLI11 lacks.
void setup_help(CLI::App& app);

// Parses and runs; returns the exit code. Bare `mlrun` prints help on stderr and gives 2. Throws
// Error(kUsage) for what cannot be parsed, with the nearest known verb or flag.
int parse(CLI::App& app, int argc, char** argv);

}  // namespace mlrun
