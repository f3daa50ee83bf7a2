#include <CLI/CLI.hpp>

#include "mlrun/evaluate_command.h"
#include "mlrun/help.h"
#include "mlrun/inspect_command.h"
#include "mlrun/predict_command.h"
#include "mlrun/process.h"
#include "mlrun/schema_command.h"
#include "mlrun/verify_command.h"

// The program as one file without shared libraries, for hosts that only answer.
int main(int argc, char** argv) {
  return mlrun::run_process([&] {
    CLI::App app("Answers by models that mlrun trained; one file, without LibTorch.", "mlrun");
    mlrun::setup_help(app,
                      "  mlrun predict model.mlrun test.csv > predictions.csv\n"
                      "  mlrun evaluate model.mlrun test.csv\n"
                      "  mlrun inspect model.mlrun");
    mlrun::setup_predict(app);
    mlrun::setup_evaluate(app);
    mlrun::setup_verify(app);
    mlrun::setup_inspect(app);
    mlrun::setup_schema(app);
    mlrun::setup_elsewhere(app, {"train", "prune", "devices", "config"});
    return mlrun::parse(app, argc, argv);
  });
}
