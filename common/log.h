// Structured log: an event name that never changes, and fields.
//
//   LogInfo("transaction.committed", {{"records", records}, {"claims", claims}});
//
// Goes to standard error, as text or as JSON lines. Any thread may log at any time. Until StartLog
// is called, text at level info. The text of a cable never goes here: coordinates and codes only.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

namespace cablestream {

enum class LogLevel { kDebug, kInfo, kWarning, kError };
enum class LogFormat { kText, kJson };

struct LogField {
  template <typename Int, typename = std::enable_if_t<std::is_integral_v<Int>>>
  LogField(std::string_view n, Int v) : name(n), value(static_cast<int64_t>(v)) {}
  LogField(std::string_view n, double v) : name(n), value(v) {}
  LogField(std::string_view n, std::string_view v) : name(n), value(v) {}
  LogField(std::string_view n, const std::string& v) : name(n), value(std::string_view(v)) {}
  LogField(std::string_view n, const char* v) : name(n), value(std::string_view(v)) {}

  std::string_view name;
  std::variant<int64_t, double, std::string_view> value;
};

// Sets level and format for the process. Call once, before other threads log.
void StartLog(LogLevel level, LogFormat format);

// Writes one line, whole, or nothing where the level is below the one set. A line break or another
// control character in a value can't forge a line: it is escaped.
void Log(LogLevel level, std::string_view event, std::initializer_list<LogField> fields);

inline void LogDebug(std::string_view event, std::initializer_list<LogField> fields = {}) {
  Log(LogLevel::kDebug, event, fields);
}
inline void LogInfo(std::string_view event, std::initializer_list<LogField> fields = {}) {
  Log(LogLevel::kInfo, event, fields);
}
inline void LogWarning(std::string_view event, std::initializer_list<LogField> fields = {}) {
  Log(LogLevel::kWarning, event, fields);
}
inline void LogError(std::string_view event, std::initializer_list<LogField> fields = {}) {
  Log(LogLevel::kError, event, fields);
}

// `text` as a JSON string, quotes included: UTF-8 stays as it is, a byte that is none becomes
// U+FFFD, control characters are escaped.
[[nodiscard]] std::string JsonString(std::string_view text);

}  // namespace cablestream
