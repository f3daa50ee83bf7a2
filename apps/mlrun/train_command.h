#pragma once

namespace CLI {
class App;
}

namespace mlrun {

// Adds the verb `train`; its callback runs it.
void setup_train(CLI::App& app);

}  // namespace mlrun
