#include "app/parse_lines.h"

#include <chrono>

#include "app/record_json.h"
#include "common/log.h"
#include "parser/parser.h"

namespace cablestream {
namespace {

constexpr std::string_view kTooLarge = "too_large";
constexpr std::string_view kNull = "null";

std::string Member(const char* name, std::string_view text) {
  return std::string("\"") + name + "\":" + JsonString(text);
}

}  // namespace

std::string ParseLines::Line(const FileMessage& message) {
  const std::string members = Member("file", message.file);
  if (!message.oversized) return ParsedLine(members, message.bytes);
  stats_.AddError(kTooLarge, 0, {});
  return ErrorLine(members, kTooLarge, 0,
                   "the message is longer than " + std::to_string(kMaxFileMessage) + " bytes");
}

std::string ParseLines::Line(const std::string& letters_topic, const DeadLetter& letter) {
  const std::string members = Member("dead_letter", PlaceText(letters_topic, letter.place)) + "," +
                              Member("source", ToString(letter.facts.source)) + "," +
                              Member("reason", letter.facts.reason);
  if (letter.value) return ParsedLine(members, *letter.value);
  stats_.AddError(kNull, 0, {});
  return ErrorLine(members, kNull, 0, "no value");
}

std::string ParseLines::ParsedLine(const std::string& members, std::string_view bytes) {
  const auto begin = std::chrono::steady_clock::now();
  const auto parsed = Parse(bytes, cable_);
  const auto time = std::chrono::steady_clock::now() - begin;
  if (!parsed) {
    const ParseError& error = parsed.error();
    const std::string_view code = ParseErrorName(error.code);
    stats_.AddError(code, bytes.size(), time);
    return ErrorLine(members, code, error.line, error.detail);
  }
  stats_.AddRecord(cable_, bytes.size(), time);
  const std::string record = RecordJson(cable_);
  return "{" + members + (record == "{}" ? "" : ",") + record.substr(1);
}

std::string ParseLines::ErrorLine(const std::string& members, std::string_view code, uint32_t line,
                                  std::string_view detail) {
  return "{" + members + ",\"error\":{\"code\":" + JsonString(code) +
         ",\"line\":" + std::to_string(line) + ",\"detail\":" + JsonString(detail) + "}}";
}

}  // namespace cablestream
