#pragma once

namespace CLI {
class App;
}

namespace mlrun {

// Adds the verb `devices`; its callback runs it.
void setup_devices(CLI::App& app);

}  // namespace mlrun
