#include "mlrun/devices_command.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "core/host.h"
#include "core/json_text.h"
#include "core/text.h"
#include "device/device_names.h"
#include "mlrun/common_options.h"
#include "mlrun/device_advice.h"
#include "mlrun/learn_half.h"

namespace mlrun {
namespace {

// What one --device would do here: the device, or the sentence that refuses it.
Json outcome(const LearnApi& learn, const std::string& request) {
  try {
    const DeviceChoice choice = learn.open_device(request, -1);
    return Json{{"device", choice.name()}, {"why", choice.reason}};
  } catch (const Error& error) {
    return Json{{"error", error.what()}, {"exit_code", error.exit_code()}};
  }
}

Json look(const LearnApi& learn) {
  const VisibleDevices visible = learn.visible_devices();
  Json accelerators = Json::array();
  for (const auto& device : visible.accelerators) {
    accelerators.push_back({{"name", device.name}, {"memory", device.memory}});
  }
  Json json{
      {"cpu", {{"name", cpu_name()}, {"threads", allowed_threads()}, {"memory", allowed_memory()}}},
      {"driver", visible.driver},
      {"driver_fault", visible.driver_fault},
      {"restriction", visible.restriction},
      {"library_fault", visible.library_fault},
      {"accelerators", accelerators}};
  std::vector<std::string> requests = {"cpu", "auto", kAcceleratorExample};
  if (!visible.plugin.fault.empty()) json["plugin_fault"] = visible.plugin.fault;
  if (!visible.plugin.name.empty()) {
    json["plugin"] = {{"name", visible.plugin.name}, {"devices", visible.plugin.devices}};
    requests.push_back(visible.plugin.name);
  }
  for (const std::string& request : requests) json["choices"][request] = outcome(learn, request);
  // Visible is not usable: only a choice that came out well counts.
  const bool usable = json["choices"][kAcceleratorExample].contains("device");
  const DeviceSituation host{usable ? static_cast<int>(accelerators.size()) : 0, allowed_threads()};
  json["strategies"] = strategies_here(host);
  json["advice"] = advice_here(host);
  return json;
}

// The strategies and the advice, a line each: "advice for debugging: mlrun train ... (why)".
std::string plans_text(const Json& json) {
  std::string text;
  for (const auto& item : json["strategies"].items()) {
    text += "--strategy " + item.key() + ": " + item.value().get<std::string>() + "\n";
  }
  for (const auto& item : json["advice"].items()) {
    std::string situation = item.key();
    std::replace(situation.begin(), situation.end(), '_', ' ');
    text += "advice for " + situation + ": " + item.value()["command"].get<std::string>() + " (" +
            item.value()["why"].get<std::string>() + ")\n";
  }
  return text;
}

std::string as_text(const Json& json) {
  std::string text = "cpu: " + json["cpu"]["name"].get<std::string>() + ", " +
                     json["cpu"]["threads"].dump() + " threads allowed, " +
                     format_bytes(json["cpu"]["memory"].get<uint64_t>()) + "\n";
  const auto fault = json["driver_fault"].get<std::string>();
  text += "driver: " + (fault.empty() ? json["driver"].get<std::string>() : fault) + "\n";
  for (const auto& device : json["accelerators"]) {
    text += "accelerator: " + device["name"].get<std::string>() + ", " +
            format_bytes(device["memory"].get<uint64_t>()) + "\n";
  }
  const auto library = json["library_fault"].get<std::string>();
  if (!library.empty()) text += "library: " + library + "\n";
  if (json.contains("plugin")) {
    text += "plugin: " + json["plugin"]["name"].get<std::string>() + ", " +
            json["plugin"]["devices"].dump() + " device(s)\n";
  }
  if (json.contains("plugin_fault")) {
    text += "plugin: " + json["plugin_fault"].get<std::string>() + "\n";
  }
  for (const auto& item : json["choices"].items()) {
    const Json& choice = item.value();
    text += "--device " + item.key() + ": " +
            (choice.contains("error") ? choice["error"].get<std::string>() + " (exit 5)"
                                      : choice["device"].get<std::string>() + " (" +
                                            choice["why"].get<std::string>() + ")") +
            "\n";
  }
  return text + plans_text(json);
}

}  // namespace

void setup_devices(CLI::App& app) {
  auto options = std::make_shared<CommonOptions>();
  CLI::App& verb =
      add_verb(app, "devices",
               "What this host has, what each device and strategy would do here, and advice.",
               "  mlrun devices\n"
               "  mlrun devices --json\n"
               "  mlrun devices | grep advice");
  add_common(verb, *options);
  verb.callback([options] {
    apply_common(*options, {});
    const Json json = look(learn_half());
    print_stdout(options->json ? json_text(json, 2) + "\n" : as_text(json));
  });
}

}  // namespace mlrun
