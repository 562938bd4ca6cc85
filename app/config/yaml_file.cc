#include <yaml-cpp/yaml.h>

#include "app/config/read_file.h"
#include "app/config/shown.h"
#include "app/config/sources.h"

namespace cablestream {
namespace {

constexpr std::string_view kKafka = "kafka";
constexpr size_t kLongestKey = 200;
constexpr size_t kMostKeys = 1000;

bool IsKafka(std::string_view key) {
  return key == kKafka || key.substr(0, kKafka.size() + 1) == "kafka.";
}

// Whether fields stand below the key: `dedup` has `dedup.window`.
bool IsSection(std::string_view key) {
  if (IsKafka(key)) return true;
  for (const Field& field : Fields()) {
    if (field.key.size() > key.size() && field.key[key.size()] == '.' &&
        field.key.substr(0, key.size()) == key) {
      return true;
    }
  }
  return false;
}

std::vector<std::string> KeysAndSections() {
  std::vector<std::string> names = {std::string(kKafka)};
  for (const Field& field : Fields()) {
    names.emplace_back(field.key);
    if (const size_t dot = field.key.find('.'); dot != std::string_view::npos) {
      names.emplace_back(field.key.substr(0, dot));
    }
  }
  return names;
}

class YamlReader {
 public:
  explicit YamlReader(std::string path) : path_(std::move(path)) {}

  Result<std::vector<Setting>> Read(const std::string& text) {
    const std::vector<YAML::Node> documents = YAML::LoadAll(text);
    if (documents.size() > 1) return Wrong(documents[1], "", "holds more than one document");
    if (documents.empty() || documents[0].IsNull()) return settings_;
    if (!documents[0].IsMap()) return Wrong(documents[0], "", "holds no map of keys");
    if (Status read = ReadMap("", documents[0]); !read) return Fail(read.error());
    return settings_;
  }

 private:
  // The line of a node, as an editor counts.
  std::string Origin(const YAML::Node& node) const {
    return path_ + ":" + std::to_string(node.Mark().line + 1);
  }

  tl::unexpected<Error> Wrong(const YAML::Node& node, const std::string& key,
                              const std::string& what) const {
    return Fail(ErrorCode::kInvalidArgument,
                Origin(node) + ": " + (key.empty() ? "" : Shown(key) + ": ") + what);
  }

  Status ReadMap(const std::string& prefix, const YAML::Node& map) {
    for (const auto& entry : map) {
      if (!entry.first.IsScalar()) return Wrong(entry.first, prefix, "a key has to be a text");
      const std::string name = entry.first.Scalar();
      const std::string key = prefix.empty() ? name : prefix + "." + name;
      if (Status read = ReadEntry(key, entry.first, entry.second); !read) return read;
    }
    return {};
  }

  Status ReadEntry(const std::string& key, const YAML::Node& name, const YAML::Node& value) {
    // Anchors can make a small file an endless one.
    if (++entries_ > kMostKeys) return Wrong(name, "", "holds more keys than there can be");
    if (key.size() > kLongestKey) return Wrong(name, key, "no key is as long");
    const bool section = IsSection(key);
    if (!section && FindField(key) == nullptr) {
      return Wrong(name, key, "unknown key" + DidYouMean(Nearest(key, KeysAndSections())));
    }
    if (section && value.IsMap()) return ReadMap(key, value);
    const bool holds_fields = section && (!IsKafka(key) || key == kKafka);
    if (holds_fields && value.IsNull()) return {};
    if (holds_fields) return Wrong(name, key, "expected a section of keys, found a value");
    return ReadValue(key, name, value);
  }

  Status ReadValue(const std::string& key, const YAML::Node& name, const YAML::Node& value) {
    Setting setting{key, {}, value.IsSequence(), Origin(name)};
    if (value.IsNull()) return Wrong(name, key, "has no value");
    if (value.IsMap()) return Wrong(name, key, "expected a value, found a section of keys");
    if (value.IsScalar()) setting.items.push_back(value.Scalar());
    for (const auto& item : value) {
      if (!item.IsScalar()) return Wrong(item, key, "expected a list of texts");
      setting.items.push_back(item.Scalar());
    }
    settings_.push_back(std::move(setting));
    return {};
  }

  const std::string path_;
  std::vector<Setting> settings_;
  size_t entries_ = 0;
};

}  // namespace

Result<std::vector<Setting>> ReadYamlFile(const std::string& path) {
  const Result<std::string> text = ReadWholeFile(path);
  if (!text) {
    return Fail(ErrorCode::kInvalidArgument,
                path + ": the configuration can't be read: " + text.error().message);
  }
  try {
    return YamlReader(path).Read(*text);
  } catch (const YAML::Exception& error) {
    return Fail(ErrorCode::kInvalidArgument,
                path + ":" + std::to_string(error.mark.line + 1) + ": " + Shown(error.msg));
  }
}

}  // namespace cablestream
