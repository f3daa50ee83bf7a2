#pragma once

namespace CLI {
class App;
}

namespace mlrun {

// Adds the verb `schema`; its callback runs it.
void setup_schema(CLI::App& app);

}  // namespace mlrun
