#pragma once

namespace CLI {
class App;
}

namespace mlrun {

// Adds the verb `prune`; its callback runs it.
void setup_prune(CLI::App& app);

}  // namespace mlrun
