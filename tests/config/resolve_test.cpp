#include "config/resolve.h"

#include <catch2/catch.hpp>

#include "config/field_names.h"
#include "config/scratch_dir.h"

namespace mlrun {
namespace {

// One way to set train.epochs to a number; strength grows with the position in `kGivers`.
struct Giver {
  const char* origin;
  void (*give)(ConfigSources& sources, const ScratchDir& dir, int epochs);
};

std::string epochs_file(const ScratchDir& dir, const std::string& name, int epochs) {
  return dir.file(name, "{\"train\": {\"epochs\": " + std::to_string(epochs) + "}}");
}

const std::vector<Giver> kGivers = {
    {"preset p",
     [](ConfigSources& sources, const ScratchDir& dir, int epochs) {
       epochs_file(dir, "p.json", epochs);
       sources.environment.emplace_back("MLRUN_PRESETS_DIR", dir.path());
       sources.preset = "p";
     }},
    {"variable.json",
     [](ConfigSources& sources, const ScratchDir& dir, int epochs) {
       sources.environment.emplace_back("MLRUN_CONFIG", epochs_file(dir, "variable.json", epochs));
     }},
    {"first.json",
     [](ConfigSources& sources, const ScratchDir& dir, int epochs) {
       sources.files.push_back(epochs_file(dir, "first.json", epochs));
     }},
    {"second.json",
     [](ConfigSources& sources, const ScratchDir& dir, int epochs) {
       sources.files.push_back(epochs_file(dir, "second.json", epochs));
     }},
    {"MLRUN_TRAIN_EPOCHS",
     [](ConfigSources& sources, const ScratchDir&, int epochs) {
       sources.environment.emplace_back("MLRUN_TRAIN_EPOCHS", std::to_string(epochs));
     }},
    {"--epochs",
     [](ConfigSources& sources, const ScratchDir&, int epochs) {
       sources.flags.push_back({"--epochs", "train.epochs", epochs});
     }},
    {"--set", [](ConfigSources& sources, const ScratchDir&,
                 int epochs) { sources.sets.push_back("train.epochs=" + std::to_string(epochs)); }},
};

std::string origin_of(const ResolvedConfig& resolved, const ScratchDir& dir) {
  const std::string origin = resolved.origins.at("train.epochs");
  return origin.rfind(dir.path() + "/", 0) == 0 ? origin.substr(dir.path().size() + 1) : origin;
}

std::string mistakes_of(const ConfigSources& sources) {
  try {
    resolve_config(sources);
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::kUsage);
    return error.what();
  }
  return "";
}

TEST_CASE("without sources everything is the default") {
  ConfigSources sources;
  sources.flags = {{"--model", "model.type", "dense"}};
  CHECK(resolve_config(sources).json == to_json(TrainConfig{}));
  const ResolvedConfig resolved = resolve_config({});
  for (const auto& [key, origin] : resolved.origins) {
    INFO(key);
    CHECK(origin == "default");
  }
}

TEST_CASE("without a net named auto chooses, and leaves training to the plan") {
  const ResolvedConfig resolved = resolve_config({});
  CHECK(is_auto(resolved.config.model));
  CHECK(resolved.json.at("model").at("effort") == "default");
  CHECK_FALSE(resolved.json.contains("train"));
  CHECK_FALSE(resolved.json.contains("features"));
  ConfigSources sources;
  sources.sets = {"train.epochs=5"};
  CHECK(resolve_config(sources).json.at("train") == Json{{"epochs", 5}});
}

TEST_CASE("options of a net choose the plain net where nobody names one") {
  ConfigSources sources;
  sources.sets = {"model.hidden=[8]"};
  CHECK(std::get<DenseOptions>(resolve_config(sources).config.model).hidden ==
        std::vector<int64_t>{8});
  sources.preset = "fast";
  CHECK_THROWS_WITH(resolve_config(sources), Catch::Contains("unknown key \"model.hidden\""));
}

TEST_CASE("what goes with one net only chooses the plain one where nobody names one") {
  ConfigSources sources;
  sources.sets = {"device.strategy=mirrored"};
  CHECK(type_name(resolve_config(sources).config.model) == "dense");
  sources.sets = {"seeds=3"};
  CHECK(type_name(resolve_config(sources).config.model) == "dense");
  sources.sets = {"seeds=1"};
  CHECK(is_auto(resolve_config(sources).config.model));
  sources.sets = {"seeds=3", "model.type=auto"};
  CHECK_THROWS_WITH(resolve_config(sources), Catch::StartsWith("seeds: auto"));
}

TEST_CASE("a recipe stands between the defaults and what the user says") {
  ConfigSources sources;
  sources.preset = "best";
  sources.sets = {"train.epochs=5"};
  const ResolvedConfig resolved = resolve_recipe(
      resolve_config(sources),
      Json{{"model", {{"type", "realmlp"}}}, {"train", {{"epochs", 9}, {"patience", 4}}}});
  CHECK(type_name(resolved.config.model) == "realmlp");
  CHECK(resolved.config.train.epochs == 5);
  CHECK(resolved.config.train.patience == 4);
  CHECK(resolved.config.train.optimizer.weight_decay == 0.02);
  CHECK(resolved.origins.at("train.patience") == "plan");
}

TEST_CASE("a trial stands above preset and plan, below what the user says") {
  ConfigSources sources;
  sources.preset = "dense_ple";
  sources.sets = {"model.dropout=0.25"};
  const Json settings{{"model", {{"dropout", 0.5}, {"hidden", {64}}}},
                      {"train", {{"optimizer", {{"lr", 0.002}}}}}};
  const TrainConfig trial = resolve_trial(resolve_config(sources), Json(), settings).config;
  const auto& net = std::get<DenseOptions>(trial.model);
  CHECK(net.dropout == 0.25);
  CHECK(net.hidden == std::vector<int64_t>{64});
  CHECK(net.embedding.type == "ple");
  CHECK(trial.train.optimizer.lr == 0.002);
  CHECK(trial.train.optimizer.weight_decay == 0.1);  // the preset's
}

TEST_CASE("a trial of a plan's net") {
  ConfigSources sources;
  sources.sets = {"train.epochs=5"};
  const Json recipe{{"model", {{"type", "tabm"}, {"members", 4}, {"width", 256}}}};
  const Json settings{{"model", {{"width", 96}}}, {"train", {{"epochs", 7}, {"patience", 3}}}};
  const TrainConfig trial = resolve_trial(resolve_config(sources), recipe, settings).config;
  const auto& net = std::get<TabMOptions>(trial.model);
  CHECK(net.members == 4);
  CHECK(net.width == 96);
  CHECK(trial.train.epochs == 5);
  CHECK(trial.train.patience == 3);
}

TEST_CASE("each source beats the defaults and says so") {
  for (const Giver& giver : kGivers) {
    INFO(giver.origin);
    const ScratchDir dir;
    ConfigSources sources;
    giver.give(sources, dir, 7);
    sources.sets.emplace_back("model.type=dense");
    const ResolvedConfig resolved = resolve_config(sources);
    CHECK(resolved.config.train.epochs == 7);
    CHECK(resolved.json.at("train").at("epochs") == 7);
    CHECK(origin_of(resolved, dir) == giver.origin);
    CHECK(resolved.origins.at("train.patience") == "default");
  }
}

TEST_CASE("of every pair of sources the stronger wins") {
  for (size_t weak = 0; weak < kGivers.size(); ++weak) {
    for (size_t strong = weak + 1; strong < kGivers.size(); ++strong) {
      INFO(kGivers[weak].origin << " against " << kGivers[strong].origin);
      const ScratchDir dir;
      ConfigSources sources;
      kGivers[weak].give(sources, dir, 7);
      kGivers[strong].give(sources, dir, 9);
      const ResolvedConfig resolved = resolve_config(sources);
      CHECK(resolved.config.train.epochs == 9);
      CHECK(origin_of(resolved, dir) == kGivers[strong].origin);
    }
  }
}

TEST_CASE("sources are merged leaf by leaf and a list is one leaf") {
  const ScratchDir dir;
  ConfigSources sources;
  sources.files = {
      dir.file("a.json", R"({"model": {"hidden": [1, 2, 3]}, "train": {"optimizer": {"lr": 1}}})"),
      dir.file("b.json", R"({"model": {"hidden": [4]}, "train": {"optimizer": {"eps": 2}}})")};
  const ResolvedConfig resolved = resolve_config(sources);
  CHECK(std::get<DenseOptions>(resolved.config.model).hidden == std::vector<int64_t>{4});
  CHECK(resolved.config.train.optimizer.lr == 1.0);
  CHECK(resolved.config.train.optimizer.eps == 2.0);
  CHECK(resolved.origins.at("train.optimizer.lr") == sources.files[0]);
  CHECK(resolved.origins.at("train.optimizer.eps") == sources.files[1]);
  CHECK(resolved.origins.at("model.hidden") == sources.files[1]);
}

TEST_CASE("the later of two --set wins, and an object sets its leaves") {
  ConfigSources sources;
  sources.sets = {"seed=1", "seed=2", "train.optimizer={\"lr\": 0.5, \"type\": \"sgd\"}",
                  "model.type=dense"};
  const ResolvedConfig resolved = resolve_config(sources);
  CHECK(resolved.config.seed == 2);
  CHECK(resolved.config.train.optimizer.type == "sgd");
  CHECK(resolved.origins.at("train.optimizer.lr") == "--set");
  CHECK(resolved.origins.at("train.optimizer.eps") == "default");
}

TEST_CASE("a value of --set is JSON, else a string") {
  ConfigSources sources;
  sources.sets = {"device.device=cpu", "model.hidden=[]", "model.batch_norm=true",
                  "data.missing=[\"=\"]", "train.loss=\"mae\""};
  const ResolvedConfig resolved = resolve_config(sources);
  CHECK(resolved.config.device.device == "cpu");
  CHECK(std::get<DenseOptions>(resolved.config.model).hidden.empty());
  CHECK(std::get<DenseOptions>(resolved.config.model).batch_norm);
  CHECK(resolved.config.data.missing == std::vector<std::string>{"="});
  CHECK(resolved.config.train.loss == "mae");
}

TEST_CASE("naming the net it has already keeps the options of the model") {
  const ScratchDir dir;
  ConfigSources sources;
  sources.files = {dir.file("a.json", R"({"model": {"hidden": [4]}})")};
  sources.sets = {"model.type=dense"};
  const ResolvedConfig resolved = resolve_config(sources);
  CHECK(std::get<DenseOptions>(resolved.config.model).hidden == std::vector<int64_t>{4});
  CHECK(resolved.origins.at("model.type") == "--set");
}

TEST_CASE("MLRUN_PRESET names a preset where --preset does not") {
  ConfigSources sources;
  sources.environment = {{"MLRUN_PRESET", "linear"}};
  CHECK(resolve_config(sources).origins.at("model.hidden") == "preset linear");
  sources.preset = "quick";
  CHECK(resolve_config(sources).origins.at("model.hidden") == "preset quick");
}

TEST_CASE("MLRUN_CONFIG names several files, later wins") {
  const ScratchDir dir;
  ConfigSources sources;
  const std::string a = dir.file("a.json", R"({"seed": 1})");
  const std::string b = dir.file("b.json", R"({"seed": 2})");
  sources.environment = {{"MLRUN_CONFIG", a + ":" + b + ":"}};
  const ResolvedConfig resolved = resolve_config(sources);
  CHECK(resolved.config.seed == 2);
  CHECK(resolved.origins.at("seed") == b);
}

TEST_CASE("the files of a configuration, as far as they are known") {
  ConfigSources sources;
  CHECK(config_files(sources).empty());
  sources.environment = {{"MLRUN_CONFIG", "a.json:b.json"}};
  sources.files = {"c.json"};
  sources.preset = "./p.json";
  CHECK(config_files(sources) ==
        std::vector<std::string>{"./p.json", "a.json", "b.json", "c.json"});
  sources.preset = "no such preset";
  CHECK(config_files(sources) == std::vector<std::string>{"a.json", "b.json", "c.json"});
}

TEST_CASE("a preset may be a file, with comments") {
  const ScratchDir dir;
  ConfigSources sources;
  sources.preset = dir.file("mine.json", "// mine\n{/* the seed */ \"seed\": 5}\n");
  const ResolvedConfig resolved = resolve_config(sources);
  CHECK(resolved.config.seed == 5);
  CHECK(resolved.origins.at("seed") == "preset " + *sources.preset);
}

TEST_CASE("a resolved configuration loads back byte for byte") {
  const ScratchDir dir;
  ConfigSources sources;
  sources.preset = "linear";
  sources.sets = {"train.optimizer.lr=0.1", "train.epochs=1e2", "train.clip_norm=1", "seed=42"};
  const std::string text = resolve_config(sources).json.dump(2);
  ConfigSources again;
  again.files = {dir.file("config.resolved.json", text)};
  CHECK(resolve_config(again).json.dump(2) == text);
}

TEST_CASE("the origins name every key of the resolved configuration") {
  const ResolvedConfig resolved = resolve_config({});
  const std::vector<std::string> paths = field_paths(resolved.json);
  CHECK(resolved.origins.size() == paths.size());
  for (const std::string& path : paths) CHECK(resolved.origins.count(path) == 1);
}

TEST_CASE("a wrong value is named with its origin") {
  const ScratchDir dir;
  ConfigSources sources;
  sources.files = {dir.file("x.json", R"({"train": {"epochs": "ten"}})")};
  CHECK(mistakes_of(sources) == sources.files[0] +
                                    ": train.epochs: expected an integer from 1 to "
                                    "1000000, got \"ten\"");
  sources = {};
  sources.environment = {{"MLRUN_TRAIN_OPTIMIZER_LR", "nan"}};
  CHECK(
      mistakes_of(sources) ==
      "MLRUN_TRAIN_OPTIMIZER_LR: train.optimizer.lr: expected a number of at least 0, got \"nan\"");
  sources = {};
  sources.flags = {{"--epochs", "train.epochs", 0}};
  CHECK(mistakes_of(sources) ==
        "--epochs: train.epochs: expected an integer from 1 to 1000000, got 0");
}

TEST_CASE("an unknown key is refused with its origin and the nearest key") {
  const ScratchDir dir;
  ConfigSources sources;
  sources.sets = {"train.epoch=3"};
  CHECK(mistakes_of(sources) ==
        "--set: unknown key \"train.epoch\"; did you mean \"train.epochs\"?");
  sources.sets = {"lr=3"};
  CHECK(mistakes_of(sources) == "--set: unknown key \"lr\"; did you mean \"train.optimizer.lr\"?");
  sources.sets = {"device=cpu"};
  CHECK(mistakes_of(sources) == "--set: device: expected an object, got \"cpu\"");
  sources = {};
  sources.files = {dir.file("x.json", R"({"modle": {}})")};
  CHECK(mistakes_of(sources) ==
        sources.files[0] + ": unknown key \"modle\"; did you mean \"model\"?");
}

TEST_CASE("--set without a key or a value is refused") {
  ConfigSources sources;
  sources.sets = {"seed", "=3"};
  CHECK(mistakes_of(sources) ==
        "--set: expected KEY=VALUE, got \"seed\"\n--set: expected KEY=VALUE, got \"=3\"");
}

TEST_CASE("an unknown net is refused once, its options unchecked") {
  const ScratchDir dir;
  ConfigSources sources;
  sources.files = {dir.file("x.json", R"({"model": {"type": "dens", "k": 32}})")};
  CHECK(mistakes_of(sources) ==
        sources.files[0] +
            ": model.type: expected one of auto, dense, resnet, tabm, realmlp, got "
            "\"dens\"; did you mean \"dense\"?");
}

TEST_CASE("an unknown preset is refused by whoever named it") {
  const ScratchDir dir;
  dir.file("fast.json", "{}");
  ConfigSources sources;
  sources.environment = {{"MLRUN_PRESETS_DIR", dir.path()}, {"MLRUN_PRESET", "fastt"}};
  const std::string known = " (known: fast); did you mean \"fast\"?";
  CHECK(mistakes_of(sources) == "MLRUN_PRESET: unknown preset \"fastt\"" + known);
  sources.preset = "fsat";
  CHECK(mistakes_of(sources) == "--preset: unknown preset \"fsat\"" + known);
}

TEST_CASE("a file that is missing, malformed or doubled in a key is refused by name") {
  const ScratchDir dir;
  for (const std::string& path : {dir.path() + "/absent.json", dir.file("cut.json", "{\"seed\": "),
                                  dir.file("twice.json", R"({"seed": 1, "seed": 2})"),
                                  dir.file("deep.json", R"({"train": {"epochs": 1, "epochs": 1}})"),
                                  dir.file("two.json", "{} {}"), dir.file("empty.json", "")}) {
    INFO(path);
    ConfigSources sources;
    sources.files = {path};
    const std::string mistakes = mistakes_of(sources);
    CHECK(mistakes.rfind(path, 0) == 0);
    CHECK(mistakes.find('\n') == std::string::npos);
  }
  ConfigSources sources;
  sources.files = {dir.file("list.json", "[1]")};
  CHECK(mistakes_of(sources) == sources.files[0] + ": expected an object, got [1]");
}

TEST_CASE("mistakes of all sources are reported together, also those that were overruled") {
  const ScratchDir dir;
  ConfigSources sources;
  sources.preset = dir.file("p.json", R"({"seed": "p"})");
  sources.files = {dir.file("x.json", R"({"seed": "x", "epoch": 1})")};
  sources.environment = {{"MLRUN_SEED", "e"}, {"MLRUN_TRAIN_EPOCH", "1"}};
  sources.flags = {{"--seed", "seed", -1}};
  sources.sets = {"seed=s", "seed=3"};
  const std::string wanted = ": expected an integer from 0 to 9007199254740992, got ";
  CHECK(mistakes_of(sources) ==
        "MLRUN_TRAIN_EPOCH: unknown key; did you mean \"MLRUN_TRAIN_EPOCHS\"?\n"
        "preset " +
            *sources.preset + ": seed" + wanted + "\"p\"\n" + sources.files[0] + ": seed" + wanted +
            "\"x\"\n" + sources.files[0] +
            ": unknown key \"epoch\"; did you mean \"train.epochs\"?\n"
            "MLRUN_SEED: seed" +
            wanted +
            "\"e\"\n"
            "--seed: seed" +
            wanted +
            "-1\n"
            "--set: seed" +
            wanted + "\"s\"");
}

}  // namespace
}  // namespace mlrun
