#include "app/parse_lines.h"

#include <chrono>

#include "app/record_json.h"
#include "common/log.h"
#include "parser/parser.h"

namespace cablestream {
namespace {

constexpr std::string_view kTooLarge = "too_large";

std::string FileMember(std::string_view file) {
  return "{\"file\":" + JsonString(file);
}

}  // namespace

std::string ParseLines::Line(const FileMessage& message) {
  if (message.oversized) {
    stats_.AddError(kTooLarge, 0, {});
    return ErrorLine(message, kTooLarge, 0,
                     "the message is longer than " + std::to_string(kMaxFileMessage) + " bytes");
  }
  const auto begin = std::chrono::steady_clock::now();
  const auto parsed = Parse(message.bytes, cable_);
  const auto time = std::chrono::steady_clock::now() - begin;
  if (!parsed) {
    const ParseError& error = parsed.error();
    const std::string_view code = ParseErrorName(error.code);
    stats_.AddError(code, message.bytes.size(), time);
    return ErrorLine(message, code, error.line, error.detail);
  }
  stats_.AddRecord(cable_, message.bytes.size(), time);
  const std::string record = RecordJson(cable_);
  return FileMember(message.file) + (record == "{}" ? "" : ",") + record.substr(1);
}

std::string ParseLines::ErrorLine(const FileMessage& message, std::string_view code, uint32_t line,
                                  std::string_view detail) {
  return FileMember(message.file) + ",\"error\":{\"code\":" + JsonString(code) +
         ",\"line\":" + std::to_string(line) + ",\"detail\":" + JsonString(detail) + "}}";
}

}  // namespace cablestream
