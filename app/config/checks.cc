#include "app/config/checks.h"

#include <algorithm>
#include <cctype>
#include <charconv>

#include "app/config/shown.h"
#include "pipeline/pass_headers.h"

namespace cablestream {
namespace {

// Kafka's limit on the length of a topic's name.
constexpr size_t kMaxTopicName = 249;
// The longest name made from them, `<group>-<generation>-claims`, has to stay a topic's name.
constexpr size_t kMaxGeneration = 24;
constexpr size_t kMaxGroup = kMaxTopicName - kMaxGeneration - 8;

constexpr std::string_view kTopicCharacters =
    "holds a character other than letters, digits, '.', '_' and '-'";

bool IsTopicText(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '.' || c == '_' || c == '-';
  });
}

std::string CheckName(std::string_view text, size_t longest) {
  if (text.empty()) return "is empty";
  if (text.size() > longest) return "is longer than " + std::to_string(longest) + " characters";
  if (!IsTopicText(text)) return std::string(kTopicCharacters);
  return "";
}

std::string_view Trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// As librdkafka takes one: `[SASL_SSL://]host[:port]`.
bool IsBroker(std::string_view text) {
  const size_t scheme = text.find("://");
  if (scheme != std::string_view::npos) text.remove_prefix(scheme + 3);
  if (text.find_first_of(" /") != std::string_view::npos) return false;
  if (!text.empty() && text.find(':') == std::string_view::npos) return true;
  const auto parsed = ParseHostPort(text);
  return parsed && parsed->port > 0;
}

}  // namespace

std::optional<HostPort> ParseHostPort(std::string_view text) {
  const size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view host = text.substr(0, colon);
  const std::string_view port = text.substr(colon + 1);
  if (host.size() >= 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != std::string_view::npos) {
    return std::nullopt;
  }
  HostPort parsed{std::string(host), -1};
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), parsed.port);
  const bool whole = error == std::errc() && end == port.data() + port.size();
  if (host.empty() || !whole || parsed.port < 0 || parsed.port > 65535) return std::nullopt;
  return parsed;
}

std::string CheckText(std::string_view text) {
  return text.find('\0') == std::string_view::npos ? "" : "holds a zero byte";
}

std::string CheckNotEmpty(std::string_view text) {
  return text.empty() ? "is empty" : CheckText(text);
}

std::string CheckBrokers(std::string_view text) {
  for (size_t begin = 0; begin <= text.size();) {
    const size_t end = std::min(text.find(',', begin), text.size());
    const std::string_view broker = Trim(text.substr(begin, end - begin));
    if (!IsBroker(broker)) return "holds no host:port: '" + Shown(broker) + "'";
    begin = end + 1;
  }
  return "";
}

std::string CheckTopic(std::string_view text) {
  if (text == "." || text == "..") return "is no name for a topic";
  return CheckName(text, kMaxTopicName);
}

std::string CheckGroup(std::string_view text) {
  return CheckName(text, kMaxGroup);
}

std::string CheckGeneration(std::string_view text) {
  if (text == "live") return "is the name of what run publishes";
  if (text.starts_with('.')) return "begins with a dot";
  return CheckName(text, kMaxGeneration);
}

std::string CheckInstanceId(std::string_view text) {
  return text.empty() ? "" : CheckName(text, kMaxTopicName);
}

std::string CheckPassedHeader(std::string_view text) {
  if (text.empty()) return "is empty";
  if (IsOwnHeader(text)) return "is a header of cablestream's own";
  return "";
}

std::string CheckRegistryUrl(std::string_view text) {
  if (text.empty()) return "";
  std::string_view rest = text;
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (text.starts_with(scheme)) rest.remove_prefix(scheme.size());
  }
  if (rest.size() == text.size() || rest.empty() || rest.front() == '/') {
    return "is neither http:// nor https:// with a host";
  }
  if (rest.find('@') != std::string_view::npos) {
    return "holds a user, who belongs into schema_registry.user and schema_registry.password";
  }
  const bool is_plain = std::all_of(rest.begin(), rest.end(), [](unsigned char c) {
    return std::isgraph(c) != 0 && c != '?' && c != '#';
  });
  return is_plain ? "" : "holds more than host, port and path";
}

std::string CheckAdminAddress(std::string_view text) {
  return text == "off" || ParseHostPort(text) ? "" : "is neither host:port nor off";
}

}  // namespace cablestream
