#pragma once

namespace CLI {
class App;
}

namespace mlrun {

// Adds the verb `inspect`; its callback runs it.
void setup_inspect(CLI::App& app);

}  // namespace mlrun
