#include <yaml-cpp/yaml.h>

#include "app/config/load.h"
#include "kafka/user_properties.h"

namespace cablestream {
namespace {

constexpr std::string_view kMask = "********";

// `kafka.producer.linger.ms` -> `kafka.producer` and `linger.ms`; `brokers` -> `` and `brokers`.
std::pair<std::string, std::string> SplitSection(const std::string& key) {
  for (const std::string_view section : {"kafka.producer.", "kafka.consumer.", "kafka."}) {
    if (key.starts_with(section)) {
      return {std::string(section.substr(0, section.size() - 1)), key.substr(section.size())};
    }
  }
  const size_t dot = key.find('.');
  if (dot == std::string::npos) return {"", key};
  return {key.substr(0, dot), key.substr(dot + 1)};
}

bool IsSecret(const std::string& key) {
  if (const Field* field = FindField(key); field != nullptr) return field->secret;
  return IsSecretProperty(SplitSection(key).second);
}

void EmitValue(YAML::Emitter& out, const Setting& setting) {
  if (setting.is_list) {
    out << YAML::Flow << setting.items;
  } else {
    const std::string& text = setting.items.front();
    out << (IsSecret(setting.key) && !text.empty() ? std::string(kMask) : text);
  }
  out << YAML::Comment(setting.origin);
}

void EmitSection(YAML::Emitter& out, const std::string& section,
                 const std::vector<Setting>& settings) {
  for (const Setting& setting : settings) {
    const auto [own, name] = SplitSection(setting.key);
    if (own != section) continue;
    out << YAML::Key << name << YAML::Value;
    EmitValue(out, setting);
  }
}

}  // namespace

std::vector<std::string> LoadedConfig::SecretsOnCommandLine() const {
  std::vector<std::string> keys;
  for (const Setting& setting : effective) {
    if (setting.origin.starts_with("--") && IsSecret(setting.key)) keys.push_back(setting.key);
  }
  return keys;
}

std::string FormatConfig(const LoadedConfig& loaded) {
  std::vector<std::string> sections;
  for (const Setting& setting : loaded.effective) {
    const std::string section = SplitSection(setting.key).first;
    const bool known = std::find(sections.begin(), sections.end(), section) != sections.end();
    if (!known && !section.empty()) sections.push_back(section);
  }
  YAML::Emitter out;
  out << YAML::BeginMap;
  EmitSection(out, "", loaded.effective);
  for (const std::string& section : sections) {
    out << YAML::Key << section << YAML::Value << YAML::BeginMap;
    EmitSection(out, section, loaded.effective);
    out << YAML::EndMap;
  }
  out << YAML::EndMap;
  return std::string(out.c_str()) + "\n";
}

}  // namespace cablestream
