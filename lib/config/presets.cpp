#include "config/presets.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "config/environment.h"
#include "core/text.h"

namespace mlrun {
namespace {

namespace fs = std::filesystem;

bool is_file_name(const std::string& name) {
  return name.find('/') != std::string::npos || fs::path(name).extension() == ".json";
}

}  // namespace

std::string preset_directory(const Environment& environment) {
  const std::string named = variable(environment, "MLRUN_PRESETS_DIR").value_or("");
  if (!named.empty()) return named;
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  if (!error) {
    const fs::path installed = program.parent_path().parent_path() / "share/mlrun/configs";
    if (fs::is_directory(installed, error)) return installed.string();
  }
  return MLRUN_CONFIGS_DIR;
}

std::vector<std::string> preset_names(const Environment& environment) {
  std::vector<std::string> names;
  std::error_code error;
  fs::directory_iterator entries(preset_directory(environment), error);
  for (; !error && entries != fs::directory_iterator(); entries.increment(error)) {
    if (entries->path().extension() == ".json") names.push_back(entries->path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string preset_file(const std::string& name, const Environment& environment) {
  if (is_file_name(name)) return name;
  const std::string directory = preset_directory(environment);
  const std::vector<std::string> names = preset_names(environment);
  if (std::find(names.begin(), names.end(), name) != names.end()) {
    return (fs::path(directory) / (name + ".json")).string();
  }
  const std::string known =
      names.empty() ? "none in " + mlrun::quoted(directory) : "known: " + join(names, ", ");
  throw Error(ErrorKind::kUsage, "unknown preset " + mlrun::quoted(name) + " (" + known + ")" +
                                     did_you_mean(name, names));
}

}  // namespace mlrun
