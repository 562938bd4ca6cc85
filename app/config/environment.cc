#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

#include "app/config/read_file.h"
#include "app/config/sources.h"

namespace cablestream {
namespace {

constexpr std::string_view kPrefix = "CABLESTREAM_";
constexpr std::string_view kKafkaPrefix = "CABLESTREAM_KAFKA_";
constexpr std::string_view kFileSuffix = "_FILE";

// CABLESTREAM_PORT=tcp://10.0.0.7:9464, CABLESTREAM_ADMIN_SERVICE_HOST, ...: made by Kubernetes for
// each service whose name begins with "cablestream", wanted or not.
bool IsServiceLink(std::string_view name) {
  constexpr auto kMarks = std::to_array<std::string_view>({"_SERVICE_HOST", "_SERVICE_PORT"});
  const std::string_view rest = name.substr(kPrefix.size() - 1);
  if (rest == "_PORT" || rest.ends_with("_PORT")) return true;
  if (const size_t port = rest.find("_PORT_"); port != std::string_view::npos) {
    const std::string_view after = rest.substr(port + 6);
    return (!after.empty() && std::isdigit(static_cast<unsigned char>(after.front())) != 0) ||
           rest.substr(0, port).ends_with("_SERVICE");
  }
  return std::any_of(kMarks.begin(), kMarks.end(),
                     [rest](std::string_view mark) { return rest.ends_with(mark); });
}

// The key that a variable names; empty where it is no field's.
std::string KeyOf(std::string_view name) {
  for (const Field& field : Fields()) {
    if (EnvironmentName(field.key) == name) return std::string(field.key);
  }
  if (!name.starts_with(kKafkaPrefix) || name.size() == kKafkaPrefix.size()) return "";
  std::string key = "kafka.";
  for (const char c : name.substr(kKafkaPrefix.size())) {
    key += c == '_' ? '.' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return key;
}

// A slip of somebody who meant a field, rather than a variable of another purpose.
bool IsSlip(const std::string& name, std::string& hint) {
  const std::string_view own = std::string_view(name).substr(kPrefix.size());
  std::vector<std::string> known;
  bool in_section = false;
  for (const Field& field : Fields()) {
    known.push_back(EnvironmentName(field.key).substr(kPrefix.size()));
    const size_t dot = field.key.find('.');
    in_section |= dot != std::string_view::npos && own.starts_with(known.back().substr(0, dot + 1));
  }
  const std::string nearest = Nearest(std::string(own), known);
  if (!nearest.empty()) hint = DidYouMean(std::string(kPrefix) + nearest);
  return in_section || !nearest.empty();
}

// A file holds its value and, as editors leave it, a line end.
Result<std::string> ReadSecret(const std::string& variable, const std::string& path) {
  Result<std::string> value = ReadWholeFile(path);
  if (!value) {
    return Fail(ErrorCode::kInvalidArgument,
                variable + ": '" + path + "' can't be read: " + value.error().message);
  }
  while (!value->empty() && (value->back() == '\n' || value->back() == '\r')) value->pop_back();
  if (value->empty()) {
    return Fail(ErrorCode::kInvalidArgument, variable + ": '" + path + "' holds nothing");
  }
  return value;
}

Result<Setting> ReadSecretVariable(const std::string& key, const std::string& name,
                                   const std::string& path) {
  Result<std::string> secret = ReadSecret(name, path);
  if (!secret) return Fail(secret.error());
  return Setting{key, {*std::move(secret)}, false, name};
}

// nullopt: not the program's.
Result<std::optional<Setting>> ReadVariable(const std::string& name, const std::string& value) {
  if (name.ends_with(kFileSuffix)) {
    const std::string key = KeyOf(name.substr(0, name.size() - kFileSuffix.size()));
    if (!key.empty()) return ReadSecretVariable(key, name, value);
  }
  const std::string key = KeyOf(name);
  if (!key.empty()) return Setting{key, {value}, false, name};
  std::string hint;
  if (!IsSlip(name, hint)) return std::nullopt;
  return Fail(ErrorCode::kInvalidArgument, name + ": names no key of the configuration" + hint);
}

}  // namespace

Result<EnvironmentSettings> ReadEnvironment(const std::vector<std::string>& environment) {
  EnvironmentSettings found;
  for (const std::string& variable : environment) {
    const size_t equals = variable.find('=');
    const std::string name = variable.substr(0, equals);
    if (!name.starts_with(kPrefix) || IsServiceLink(name)) continue;
    Result<std::optional<Setting>> setting = ReadVariable(name, variable.substr(equals + 1));
    if (!setting) return Fail(setting.error());
    if (*setting) {
      found.settings.push_back(**std::move(setting));
    } else {
      found.ignored.push_back(name);
    }
  }
  return found;
}

}  // namespace cablestream
