#include "app/parse_lines.h"

#include <algorithm>
#include <numeric>

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
    return ErrorLine(message, kTooLarge, 0,
                     "the message is longer than " + std::to_string(kMaxFileMessage) + " bytes");
  }
  if (const auto parsed = Parse(message.bytes, cable_); !parsed) {
    const ParseError& error = parsed.error();
    return ErrorLine(message, ParseErrorName(error.code), error.line, error.detail);
  }
  ++records_;
  for (const auto& warning : cable_.warnings()) ++warnings_[warning.code()];
  const std::string record = RecordJson(cable_);
  return FileMember(message.file) + (record == "{}" ? "" : ",") + record.substr(1);
}

std::string ParseLines::ErrorLine(const FileMessage& message, std::string_view code, uint32_t line,
                                  std::string_view detail) {
  ++errors_[std::string(code)];
  return FileMember(message.file) + ",\"error\":{\"code\":" + JsonString(code) +
         ",\"line\":" + std::to_string(line) + ",\"detail\":" + JsonString(detail) + "}}";
}

uint64_t ParseLines::errors() const {
  return std::accumulate(errors_.begin(), errors_.end(), uint64_t{0},
                         [](uint64_t sum, const auto& entry) { return sum + entry.second; });
}

std::string ParseLines::Table() const {
  std::vector<std::pair<std::string, uint64_t>> rows = {{"records", records_},
                                                        {"errors", errors()}};
  for (const auto& [code, count] : errors_) rows.emplace_back("error " + code, count);
  for (const auto& [code, count] : warnings_) rows.emplace_back("warning " + code, count);
  size_t width = 0;
  for (const auto& row : rows) width = std::max(width, row.first.size());
  std::string table;
  for (const auto& [name, count] : rows) {
    const std::string number = std::to_string(count);
    constexpr size_t kNumberWidth = 12;
    table += name + std::string(width - name.size(), ' ');
    table += std::string(kNumberWidth - std::min(kNumberWidth, number.size()), ' ') + number + "\n";
  }
  return table;
}

}  // namespace cablestream
