#include "app/config_flags.h"

#include "app/config/shown.h"

namespace cablestream {
namespace {

constexpr const char* kConfigGroup = "Configuration";

std::string Help(const Field& field) {
  return std::string(field.help) + " (default: " + std::string(field.standard) + ")";
}

std::string TypeName(const Field& field) {
  switch (field.kind) {
    case FieldKind::kInteger:
      return std::to_string(field.min) + ".." + std::to_string(field.max);
    case FieldKind::kChoice: {
      std::string names;
      for (const std::string_view choice : field.choices) {
        names += (names.empty() ? "" : "|") + std::string(choice);
      }
      return names;
    }
    default:
      return "TEXT";
  }
}

Setting ReadAssignment(const std::string& text) {
  const size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) {
    throw CLI::ValidationError("--set",
                               "expected KEY=VALUE, found '" + Shown(text.substr(0, equals)) + "'");
  }
  return {text.substr(0, equals), {text.substr(equals + 1)}, false, "--set"};
}

}  // namespace

void ConfigFlags::AddTo(CLI::App& command) {
  const auto add = [&](const std::string& name, const std::string& help) {
    CLI::Option* option = command.add_option(name, unused_, help);
    option->group(kConfigGroup)->take_all()->allow_extra_args(false);
    return option;
  };
  command.add_option("--config", file_, "YAML file with the configuration")
      ->group(kConfigGroup)
      ->check(
          CLI::Validator([](std::string& path) { return path.empty() ? "names no file" : ""; }, ""))
      ->type_name("FILE");
  for (const Field& field : Fields()) {
    if (field.flag.empty()) continue;
    keys_[add(std::string(field.flag), Help(field))->type_name(TypeName(field))] = field.key;
  }
  set_.push_back(add("--set",
                     "Any key of the configuration: --set dedup.on_conflict=dead-letter, --set "
                     "kafka.compression.type=zstd")
                     ->type_name("KEY=VALUE"));
  command.add_flag("--quiet", quiet_, "No progress; warnings and errors alone in the log")
      ->group(kConfigGroup);
}

void ConfigFlags::Collect(const CLI::App& command, std::vector<Setting>& settings) const {
  std::map<const CLI::Option*, size_t> taken;
  for (const CLI::Option* option : command.parse_order()) {
    const auto key = keys_.find(option);
    const bool is_set = std::find(set_.begin(), set_.end(), option) != set_.end();
    if (key == keys_.end() && !is_set) continue;
    const std::string& text = option->results().at(taken[option]++);
    settings.push_back(is_set
                           ? ReadAssignment(text)
                           : Setting{std::string(key->second), {text}, false, option->get_name()});
  }
}

}  // namespace cablestream
