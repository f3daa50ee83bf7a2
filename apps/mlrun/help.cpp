#include "mlrun/help.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "core/error.h"
#include "core/json.h"
#include "core/log.h"
#include "core/text.h"
#include "core/version.h"
#include "mlrun/common_options.h"
#include "mlrun/learn_half.h"

namespace mlrun {
namespace {

// The footer of a verb holds its examples: they come right after the one line about it.
class HelpFormatter final : public CLI::Formatter {
 public:
  std::string make_description(const CLI::App* app) const override {
    const std::string examples = app->get_footer();
    return app->get_description() + "\n" +
           (examples.empty() ? "" : "\nExamples:\n" + examples + "\n\n");
  }
  std::string make_footer(const CLI::App*) const override { return ""; }
};

std::vector<std::string> verbs_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* verb : app.get_subcommands({})) names.push_back(verb->get_name());
  return names;
}

std::vector<std::string> flags_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const auto& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

const CLI::App& active(const CLI::App& app) {
  const auto chosen = app.get_subcommands();
  return chosen.empty() ? app : active(*chosen.front());
}

// "mlrun config schema": how a verb is called.
std::string called(const CLI::App& verb) {
  const CLI::App* parent = verb.get_parent();
  return (parent == nullptr ? "" : called(*parent) + " ") + verb.get_name();
}

bool asks_for_json_log(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--log-format=json") return true;
    if (word == "--log-format" && i + 1 < argc && std::string_view(argv[i + 1]) == "json") {
      return true;
    }
  }
  return false;
}

// The words of the command line, the last first, as CLI11 takes them. Behind "--flag=" it would
// take the next word for the value, which is an empty text. No flag comes after "--".
std::vector<std::string> words_of(int argc, char** argv) {
  std::vector<std::string> words;
  bool flags = true;
  for (int i = 1; i < argc; ++i) {
    std::string word = argv[i];
    flags = flags && word != "--";
    const bool empty = flags && word.starts_with("--") && word.find('=') == word.size() - 1;
    if (empty) word.pop_back();
    words.push_back(std::move(word));
    if (empty) words.emplace_back();
  }
  std::reverse(words.begin(), words.end());
  return words;
}

// Whether the verb, or some verb of the program, has the flag.
bool a_verb_knows(const CLI::App& app, const std::string& flag) {
  const auto own = flags_of(app);
  if (app.get_parent() != nullptr && std::find(own.begin(), own.end(), flag) != own.end()) {
    return true;
  }
  for (const CLI::App* verb : app.get_subcommands({})) {
    const auto flags = flags_of(*verb);
    if (std::find(flags.begin(), flags.end(), flag) != flags.end()) return true;
  }
  return false;
}

// CLI11 names what it did not understand only by its text; say where it stood and what is near.
[[noreturn]] void refuse_extras(const CLI::App& app) {
  const CLI::App& verb = active(app);
  const auto extras = app.remaining(true);
  const std::string word = extras.empty() ? "" : extras.front();
  if (&verb == &app && !word.starts_with("-")) {
    throw Error(ErrorKind::kUsage, "unknown verb " + mlrun::quoted(word) +
                                       did_you_mean(word, verbs_of(app)) +
                                       " (mlrun --help lists them)");
  }
  const std::string flag = word.substr(0, word.find('='));
  // CLI11 takes a verb's own flag only behind the verb.
  if (a_verb_knows(&verb == &app ? app : verb, flag)) {
    throw Error(ErrorKind::kUsage,
                "flag " + mlrun::quoted(flag) + " stands before the verb; it goes behind it");
  }
  throw Error(ErrorKind::kUsage,
              (word.starts_with("-") ? "unknown flag " : "unexpected argument ") +
                  mlrun::quoted(word) + did_you_mean(flag, flags_of(verb)) + " (" + called(verb) +
                  " --help lists them)");
}

struct VersionOptions {
  bool asked = false;
  bool json = false;
  int verbose = 0;
};

void print_version(const VersionOptions& options) {
  Json json{{"mlrun", version()}};
  if (options.verbose > 0) {
    if (has_learn_half()) json["libtorch"] = learn_half().torch_version();
    json["compiler"] = compiler();
    json["model_format"] = 1;
  }
  if (options.json) return print_json(json);
  std::string text = "mlrun " + std::string(version()) + "\n";
  for (const auto& item : json.items()) {
    if (item.key() != "mlrun") {
      text += item.key() + " " +
              (item.value().is_string() ? item.value().get<std::string>() : item.value().dump()) +
              "\n";
    }
  }
  print_stdout(text);
}

}  // namespace

void setup_help(CLI::App& app, const std::string& examples) {
  app.formatter(std::make_shared<HelpFormatter>());
  app.footer(examples);
  app.require_subcommand(0, 1);
  auto options = std::make_shared<VersionOptions>();
  app.add_flag("--version", options->asked, "print the version (-v: of the parts too)");
  app.add_flag("-v,--verbose", options->verbose,
               "with --version: its parts, compiler, file format");
  app.add_flag("--json", options->json, "with --version: as JSON");
  app.callback([&app, options] {
    if (!app.get_subcommands().empty()) return;
    if (options->asked) return print_version(*options);
    throw CLI::CallForHelp("bare", 2);
  });
}

void setup_elsewhere(CLI::App& app, const std::vector<std::string>& verbs) {
  for (const std::string& verb : verbs) {
    CLI::App* elsewhere = app.add_subcommand(verb)->group("");
    elsewhere->set_help_flag();
    elsewhere->allow_extras();
    elsewhere->callback([verb] {
      throw Error(ErrorKind::kUsage,
                  mlrun::quoted(verb) +
                      " needs LibTorch, which this one file that only answers does without; the "
                      "whole mlrun has it (docs/install.md)");
    });
  }
}

int parse(CLI::App& app, int argc, char** argv) {
  // What is wrong with the command line is told in the form that it asks for.
  if (asks_for_json_log(argc, argv)) {
    LogOptions options;
    options.format = "json";
    configure_log(options);
  }
  try {
    app.parse(words_of(argc, argv));
    return 0;
  } catch (const CLI::CallForHelp& call) {
    if (call.get_exit_code() != 0) {
      log::plain(app.help());
      return static_cast<int>(ErrorKind::kUsage);
    }
    const CLI::App& verb = active(app);
    if (&verb == &app && !app.remaining(true).empty()) refuse_extras(app);
    print_stdout(verb.help(&verb == &app ? "" : called(*verb.get_parent())));
    return 0;
  } catch (const CLI::ExtrasError&) {
    refuse_extras(app);
  } catch (const CLI::ParseError& error) {
    throw Error(ErrorKind::kUsage, std::string(error.what()) + " (" + called(active(app)) +
                                       " --help shows the flags)");
  }
}

}  // namespace mlrun
