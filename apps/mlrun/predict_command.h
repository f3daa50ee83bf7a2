#pragma once

namespace CLI {
class App;
}

namespace mlrun {

// Adds the verb `predict`; its callback runs it.
void setup_predict(CLI::App& app);

}  // namespace mlrun
