#pragma once

namespace CLI {
class App;
}

namespace mlrun {

// Adds the verb `config`; its callback runs it.
void setup_config(CLI::App& app);

}  // namespace mlrun
