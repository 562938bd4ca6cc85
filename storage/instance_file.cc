#include "storage/instance_file.h"

#include <charconv>
#include <optional>

namespace cablestream {
namespace {

// Reads "key value" lines off the front of a text.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}

  // The value of the next line, which must have this key and an end.
  std::optional<std::string_view> Take(std::string_view key) {
    const size_t end = rest_.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    std::string_view line = rest_.substr(0, end);
    if (!line.starts_with(key) || !line.substr(key.size()).starts_with(' ')) return std::nullopt;
    rest_.remove_prefix(end + 1);
    return line.substr(key.size() + 1);
  }

  bool Take(std::string_view key, std::string& out) {
    const std::optional<std::string_view> value = Take(key);
    if (value) out = *value;
    return value.has_value();
  }

  template <typename Int>
  requires std::is_integral_v<Int>
  bool Take(std::string_view key, Int& out) {
    const std::optional<std::string_view> value = Take(key);
    if (!value) return false;
    const auto [end, error] = std::from_chars(value->data(), value->data() + value->size(), out);
    return error == std::errc() && end == value->data() + value->size();
  }

  bool Take(std::string_view key, DedupScope& out) {
    const std::optional<std::string_view> value = Take(key);
    const std::optional<DedupScope> scope = value ? ParseDedupScope(*value) : std::nullopt;
    if (scope) out = *scope;
    return scope.has_value();
  }

  [[nodiscard]] bool at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

bool ParseBody(Lines& lines, InstanceFile& file) {
  return lines.Take("group", file.identity.group) && lines.Take("shards", file.identity.shards) &&
         lines.Take("scope", file.identity.scope) && lines.Take("instance", file.instance_id) &&
         lines.Take("machine", file.home.machine) && lines.Take("path", file.home.path) &&
         lines.Take("inode", file.home.inode) && lines.at_end() && !file.instance_id.empty();
}

}  // namespace

std::string FormatInstanceFile(const InstanceFile& file) {
  std::string text;
  const auto line = [&text](std::string_view key, std::string_view value) {
    text.append(key).append(" ").append(value).append("\n");
  };
  line("format", std::to_string(file.format));
  line("group", file.identity.group);
  line("shards", std::to_string(file.identity.shards));
  line("scope", DedupScopeName(file.identity.scope));
  line("instance", file.instance_id);
  line("machine", file.home.machine);
  line("path", file.home.path);
  line("inode", std::to_string(file.home.inode));
  return text;
}

Result<InstanceFile> ParseInstanceFile(std::string_view text) {
  Lines lines(text);
  InstanceFile file;
  const bool versioned = lines.Take("format", file.format);
  if (versioned && file.format != kStorageFormat) return file;
  if (versioned && ParseBody(lines, file)) return file;
  return Fail(ErrorCode::kCorruption, "An instance file is empty, cut short or not one.");
}

}  // namespace cablestream
