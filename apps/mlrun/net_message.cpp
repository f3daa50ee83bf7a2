#include "mlrun/net_message.h"

#include <cstdlib>

#include "checkpoint/safetensors.h"
#include "core/error.h"
#include "core/text.h"

namespace mlrun {
namespace {

constexpr auto kSource = "the result of a training process";

// As text, since JSON has no infinities and no NaN; every other number comes back bit by bit.
std::string exact(double value) { return format_number(value); }

double value_of(const Json& json) {
  return std::strtod(json.get_ref<const std::string&>().c_str(), nullptr);
}

Json report_json(const TrainReport& report) {
  return {{"metric", report.metric},
          {"best", exact(report.best)},
          {"best_epoch", report.best_epoch},
          {"epochs", report.epochs},
          {"steps", report.steps},
          {"batch_size", report.batch_size},
          {"runner", report.runner},
          {"parts", report.parts},
          {"stopped_early", report.stopped_early},
          {"stopped_by_time", report.stopped_by_time},
          {"seconds", report.seconds}};
}

TrainReport report_of(const Json& json) {
  TrainReport report;
  report.metric = json.at("metric");
  report.best = value_of(json.at("best"));
  report.best_epoch = json.at("best_epoch");
  report.epochs = json.at("epochs");
  report.steps = json.at("steps");
  report.batch_size = json.at("batch_size");
  report.runner = json.at("runner");
  report.parts = json.at("parts");
  report.stopped_early = json.at("stopped_early");
  report.stopped_by_time = json.at("stopped_by_time");
  report.seconds = json.at("seconds");
  return report;
}

}  // namespace

std::string epoch_message(const EpochReport& epoch) {
  return Json{{"epoch", epoch.epoch},
              {"loss", exact(epoch.train_loss)},
              {"valid", exact(epoch.valid_metric)},
              {"best", epoch.best},
              {"seconds", epoch.seconds}}
      .dump();
}

EpochReport epoch_of(const std::string& message) {
  const Json json = Json::parse(message);
  return {json.at("epoch"), value_of(json.at("loss")), value_of(json.at("valid")), json.at("best"),
          json.at("seconds")};
}

std::string net_message(const TrainedNet& net) {
  SafeTensors contents;
  contents.metadata = {{"report", report_json(net.report).dump()},
                       {"remarks", Json(net.remarks).dump()},
                       {"features", net.bundle.features.dump()},
                       {"model", net.bundle.model.dump()},
                       {"threads", std::to_string(net.threads)},
                       {"outputs", std::to_string(net.outputs)},
                       {"failure", net.failure}};
  add_with_prefix(contents.tensors, "features.", net.bundle.arrays);
  add_with_prefix(contents.tensors, "model.", net.bundle.state);
  contents.tensors["answers"] =
      HostTensor::of({static_cast<int64_t>(net.answers.size())}, net.answers);
  return write_safetensors(contents);
}

TrainedNet net_of(const std::string& message, const NetJob& job, const DataSpec& spec) {
  SafeTensors contents = parse_safetensors(message, kSource);
  const auto text = [&contents](const char* key) -> const std::string& {
    for (const auto& [name, value] : contents.metadata) {
      if (name == key) return value;
    }
    throw Error(ErrorKind::kFailure, std::string(kSource) + " holds no " + key);
  };
  TrainedNet net;
  net.job = job;
  net.report = report_of(Json::parse(text("report")));
  net.remarks = Json::parse(text("remarks")).get<std::vector<std::string>>();
  net.threads = std::stoi(text("threads"));
  net.outputs = std::stoll(text("outputs"));
  net.failure = text("failure");
  net.answers = contents.tensors.at("answers").floats();
  net.bundle.data_spec = spec;
  net.bundle.features = Json::parse(text("features"));
  net.bundle.model = Json::parse(text("model"));
  net.bundle.arrays = take_with_prefix(contents.tensors, "features.");
  net.bundle.state = take_with_prefix(contents.tensors, "model.");
  return net;
}

}  // namespace mlrun
