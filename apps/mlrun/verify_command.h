#pragma once

namespace CLI {
class App;
}

namespace mlrun {

// Adds the verb `verify`; its callback runs it.
void setup_verify(CLI::App& app);

}  // namespace mlrun
