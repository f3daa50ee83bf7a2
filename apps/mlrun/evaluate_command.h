#pragma once

namespace CLI {
class App;
}

namespace mlrun {

// Adds the verb `evaluate`; its callback runs it.
void setup_evaluate(CLI::App& app);

}  // namespace mlrun
