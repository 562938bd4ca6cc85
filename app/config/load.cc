#include "app/config/load.h"

#include <map>
#include <set>

#include "app/config/shown.h"
#include "app/config/sources.h"
#include "kafka/user_properties.h"

namespace cablestream {
namespace {

constexpr std::string_view kDefaultOrigin = "default";
constexpr std::string_view kKafka = "kafka.";
constexpr std::string_view kProducer = "producer.";
constexpr std::string_view kConsumer = "consumer.";

tl::unexpected<Error> Wrong(const Setting& setting, const std::string& what) {
  return Fail(ErrorCode::kInvalidArgument,
              setting.origin + ": " + Shown(setting.key) + ": " + what);
}

// `kafka.producer.linger.ms` taken apart.
struct KafkaKey {
  std::string side;  // "", "producer." or "consumer."
  std::string name;  // librdkafka's
};

KafkaKey SplitKafkaKey(std::string_view key) {
  key.remove_prefix(kKafka.size());
  for (const std::string_view side : {kProducer, kConsumer}) {
    if (key.starts_with(side)) return {std::string(side), std::string(key.substr(side.size()))};
  }
  return {"", std::string(key)};
}

bool IsKafkaKey(std::string_view key) {
  return key.starts_with(kKafka);
}

// Aliases of one property are one key.
std::string CanonicalKey(const std::string& key) {
  if (!IsKafkaKey(key)) return key;
  const KafkaKey parts = SplitKafkaKey(key);
  return std::string(kKafka) + parts.side + std::string(PropertyName(parts.name));
}

Status CheckKafkaSetting(const Setting& setting) {
  const KafkaKey key = SplitKafkaKey(setting.key);
  if (setting.is_list) return Wrong(setting, "expected a value, found a list");
  Status checked = CheckUserProperty(key.name, setting.items.front());
  if (checked) return {};
  const std::string nearest = IsKnownProperty(key.name) ? "" : Nearest(key.name, KnownProperties());
  return Wrong(setting, checked.error().message + DidYouMean(nearest));
}

std::vector<std::string> AllKeys() {
  std::vector<std::string> keys;
  for (const Field& field : Fields()) keys.emplace_back(field.key);
  return keys;
}

// Collects layer over layer, then fills a Config from what is left on top.
class ConfigLoader {
 public:
  void AddDefaults() {
    for (const Field& field : Fields()) {
      top_[std::string(field.key)] = {std::string(field.key),
                                      {std::string(field.standard)},
                                      false,
                                      std::string(kDefaultOrigin)};
    }
  }

  // A layer that gives each key once: a file, an environment.
  Status AddLayer(const std::vector<Setting>& settings) {
    std::map<std::string, std::string> seen;  // key -> origin
    for (const Setting& setting : settings) {
      const auto [first, fresh] = seen.emplace(CanonicalKey(setting.key), setting.origin);
      if (!fresh) return Wrong(setting, "given twice, first by " + first->second);
      if (Status checked = Check(setting); !checked) return checked;
      top_[CanonicalKey(setting.key)] = setting;
    }
    return {};
  }

  // The command line: a later setting replaces an earlier one, but lists grow.
  Status AddFlags(const std::vector<Setting>& settings) {
    std::set<std::string> seen;
    for (const Setting& setting : settings) {
      if (Status checked = Check(setting); !checked) return checked;
      const Field* field = FindField(setting.key);
      const bool again = !seen.insert(setting.key).second;
      Setting& top = top_[CanonicalKey(setting.key)];
      if (again && field != nullptr && field->kind == FieldKind::kList) {
        top.items.front() += "," + setting.items.front();
      } else {
        top = setting;
      }
    }
    return {};
  }

  Result<LoadedConfig> Finish() {
    LoadedConfig loaded;
    for (const Field& field : Fields()) {
      const Setting& setting = top_.at(std::string(field.key));
      Result<FieldValue> value = ParseValue(field, setting);
      if (!value) return Wrong(setting, value.error().message);
      field.store(loaded.config, *value);
      loaded.effective.push_back(setting);
    }
    for (const auto& [key, setting] : top_) {
      if (!IsKafkaKey(key)) continue;
      StoreKafka(key, setting.items.front(), loaded.config.kafka);
      loaded.effective.push_back({key, setting.items, false, setting.origin});
    }
    if (Status checked = CheckTopics(loaded.config.topics); !checked) return Fail(checked.error());
    return loaded;
  }

 private:
  static Status Check(const Setting& setting) {
    if (IsKafkaKey(setting.key)) return CheckKafkaSetting(setting);
    const Field* field = FindField(setting.key);
    if (field == nullptr)
      return Wrong(setting, "unknown key" + DidYouMean(Nearest(setting.key, AllKeys())));
    const Result<FieldValue> value = ParseValue(*field, setting);
    if (!value) return Wrong(setting, value.error().message);
    return {};
  }

  static void StoreKafka(const std::string& key, const std::string& value, ClientConfig& kafka) {
    const KafkaKey parts = SplitKafkaKey(key);
    auto& properties = parts.side == kProducer   ? kafka.producer
                       : parts.side == kConsumer ? kafka.consumer
                                                 : kafka.common;
    properties[parts.name] = value;
  }

  // A topic that stood in two roles would feed itself for ever.
  Status CheckTopics(const Config::Topics& topics) const {
    std::map<std::string, std::string> roles = {{topics.records, "topics.records"}};
    std::vector<std::pair<std::string, std::string>> others = {
        {topics.dead_letters, "topics.dead_letters"}};
    for (const std::string& raw : topics.raw) others.emplace_back(raw, "topics.raw");
    for (const auto& [topic, key] : others) {
      const auto [first, fresh] = roles.emplace(topic, key);
      if (fresh) continue;
      const std::string where = first->second == key ? "twice" : "in " + first->second + " too";
      return Wrong(top_.at(key), "topic '" + topic + "' stands there " + where);
    }
    return {};
  }

  std::map<std::string, Setting> top_;  // by canonical key
};

}  // namespace

bool LoadedConfig::IsGiven(std::string_view key) const {
  for (const Setting& setting : effective) {
    if (setting.key == key) return setting.origin != kDefaultOrigin;
  }
  return false;
}

Result<LoadedConfig> LoadConfig(const ConfigSources& sources) {
  ConfigLoader loader;
  loader.AddDefaults();
  if (sources.file) {
    const auto settings = ReadYamlFile(*sources.file);
    if (!settings) return Fail(settings.error());
    if (Status added = loader.AddLayer(*settings); !added) return Fail(added.error());
  }
  const auto environment = ReadEnvironment(sources.environment);
  if (!environment) return Fail(environment.error());
  if (Status added = loader.AddLayer(environment->settings); !added) return Fail(added.error());
  if (Status added = loader.AddFlags(sources.flags); !added) return Fail(added.error());
  Result<LoadedConfig> loaded = loader.Finish();
  if (loaded) loaded->ignored_variables = environment->ignored;
  return loaded;
}

}  // namespace cablestream
