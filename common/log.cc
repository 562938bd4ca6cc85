#include "common/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <cmath>
#include <memory>

namespace cablestream {
namespace {

constexpr const char* kTextPattern = "%Y-%m-%dT%H:%M:%S.%eZ %-7l %v";
constexpr const char* kJsonPattern = R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})";

LogFormat g_format = LogFormat::kText;

// Never destroyed: a call that was abandoned may still log while the process ends.
spdlog::logger& Logger() {
  static spdlog::logger& logger = *[] {
    auto* made =
        new spdlog::logger("cablestream", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_pattern(kTextPattern, spdlog::pattern_time_type::utc);
    made->flush_on(spdlog::level::trace);
    return made;
  }();
  return logger;
}

spdlog::level::level_enum ToSpdlog(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return spdlog::level::debug;
    case LogLevel::kInfo:
      return spdlog::level::info;
    case LogLevel::kWarning:
      return spdlog::level::warn;
    case LogLevel::kError:
      break;
  }
  return spdlog::level::err;
}

bool IsPlainWord(std::string_view text) {
  if (text.empty()) return false;
  for (const char c : text) {
    if (c <= ' ' || c >= 0x7F || c == '"' || c == '=' || c == '\\') return false;
  }
  return true;
}

void AppendValue(std::string& out, const LogField& field) {
  if (const auto* number = std::get_if<int64_t>(&field.value)) {
    out += std::to_string(*number);
  } else if (const auto* real = std::get_if<double>(&field.value)) {
    out += std::isfinite(*real) ? std::to_string(*real) : "null";
  } else {
    const auto text = std::get<std::string_view>(field.value);
    if (g_format == LogFormat::kText && IsPlainWord(text)) {
      out += text;
    } else {
      out += JsonString(text);
    }
  }
}

}  // namespace

void StartLog(LogLevel level, LogFormat format) {
  g_format = format;
  spdlog::logger& logger = Logger();
  logger.set_level(ToSpdlog(level));
  logger.set_pattern(format == LogFormat::kJson ? kJsonPattern : kTextPattern,
                     spdlog::pattern_time_type::utc);
}

void Log(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) {
  spdlog::logger& logger = Logger();
  if (!logger.should_log(ToSpdlog(level))) return;
  std::string line;
  if (g_format == LogFormat::kJson) {
    line += R"("event":)";
    line += JsonString(event);
    for (const LogField& field : fields) {
      line += ',';
      line += JsonString(field.name);
      line += ':';
      AppendValue(line, field);
    }
  } else {
    line += event;
    for (const LogField& field : fields) {
      line += ' ';
      line += field.name;
      line += '=';
      AppendValue(line, field);
    }
  }
  logger.log(ToSpdlog(level), spdlog::string_view_t(line.data(), line.size()));
}

}  // namespace cablestream
