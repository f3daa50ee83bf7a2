#include <CLI/CLI.hpp>

#include "mlrun/config_command.h"
#include "mlrun/devices_command.h"
#include "mlrun/evaluate_command.h"
#include "mlrun/help.h"
#include "mlrun/inspect_command.h"
#include "mlrun/predict_command.h"
#include "mlrun/process.h"
#include "mlrun/prune_command.h"
#include "mlrun/schema_command.h"
#include "mlrun/train_command.h"
#include "mlrun/verify_command.h"

int main(int argc, char** argv) {
  return mlrun::run_process([&] {
    CLI::App app("Trains deep nets on tables, on a GPU or a CPU; answers the same anywhere.",
                 "mlrun");
    mlrun::setup_help(app,
                      "  mlrun train train.csv --target price -o model.mlrun\n"
                      "  mlrun predict model.mlrun test.csv > predictions.csv\n"
                      "  mlrun evaluate model.mlrun test.csv");
    mlrun::setup_train(app);
    mlrun::setup_predict(app);
    mlrun::setup_evaluate(app);
    mlrun::setup_verify(app);
    mlrun::setup_inspect(app);
    mlrun::setup_prune(app);
    mlrun::setup_schema(app);
    mlrun::setup_devices(app);
    mlrun::setup_config(app);
    return mlrun::parse(app, argc, argv);
  });
}
