#include "common/log_limiter.h"

#include <utility>

namespace cablestream {

void LogLimited(LogLevel level, std::string_view event, std::initializer_list<LogField> fields,
                std::string_view kind) {
  static LogLimiter& limiter = *new LogLimiter;  // as the log itself: never destroyed
  const std::string key = std::string(event) + " " + std::string(kind);
  const LogLimiter::Verdict verdict = limiter.Admit(key, LogLimiter::Clock::now());
  if (!verdict.write) return;
  if (verdict.left_out > 0) {
    Log(level, "log.left_out", {{"of", event}, {"kind", kind}, {"lines", verdict.left_out}});
  }
  Log(level, event, fields);
}

LogLimiter::Verdict LogLimiter::Admit(std::string_view kind, Time now) {
  const std::lock_guard lock(mutex_);
  auto found = kinds_.find(kind);
  if (found == kinds_.end()) found = kinds_.emplace(kind, Kind{now}).first;
  Kind& lines = found->second;
  if (now - lines.begun >= kWindow) {
    lines.begun = now;
    lines.lines = 0;
  }
  if (lines.lines == kMostLines) {
    ++lines.left_out;
    return {};
  }
  ++lines.lines;
  return {true, std::exchange(lines.left_out, 0)};
}

}  // namespace cablestream
