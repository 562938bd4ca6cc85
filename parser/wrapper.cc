#include "parser/wrapper.h"

#include <algorithm>
#include <array>

#include "parser/classification_line.h"
#include "parser/dates.h"
#include "parser/seam.h"
#include "parser/text.h"

namespace cablestream {
namespace {

constexpr auto kLabels = std::to_array<std::string_view>(
    {"REFID:",    "FROM:",         "SENT:",           "TO:",          "CC:",
     "SUBJECT:",  "DATE:",         "IMPORTANCE:",     "ATTACHMENTS:", "REPLY-TO:",
     "RECEIVED:", "MESSAGE-ID:",   "CONTENT-TYPE:",   "CABLE TEXT:",  "CABLE DATED:",
     "ID:",       "ORIGIN:",       "CLASSIFICATION:", "DESTINATION:", "CREATED:",
     "RELEASED:", "REFERENCE ID:", "HEADER:",         "MRN:",         "CHANNEL:"});

constexpr auto kMissions = std::to_array<std::string_view>(
    {"EMBASSY ", "CONSULATE ", "US MISSION ", "MISSION ", "US INTERESTS ", "US OFFICE ",
     "SECRETARY OF STATE", "US DELEGATION"});

constexpr size_t kLongestPlain = 64;

bool HasLabel(std::string_view line) {
  const char first = ToUpper(line.front());
  return std::any_of(kLabels.begin(), kLabels.end(), [&](std::string_view label) {
    return label.front() == first && StartsWithFolded(line, label);
  });
}

// `Content-Transfer-Encoding: 7bit`, `X-Mailer: ...`: of a name in mixed case with a dash.
bool IsMailHeader(std::string_view line) {
  const size_t colon = line.substr(0, kLongestPlain).find(':');
  if (colon == line.npos) return false;
  const std::string_view name = line.substr(0, colon);
  return name.find('-') != name.npos && HasLower(name) && IsUpper(name.front()) &&
         std::all_of(name.begin(), name.end(), [](char c) { return IsWordChar(c) || c == '-'; });
}

// `RELEASED IN FULL`, `UNCLASSIFIED      RELEASED IN PART B6`.
bool IsReleaseNote(std::string_view line) {
  constexpr std::string_view kReleased = "RELEASED IN ";
  if (!line.starts_with('R') && !MayBeginLevel(line)) return false;
  const size_t at = line.substr(0, kLongestPlain).find(kReleased);
  if (at == line.npos) return false;
  const std::string_view how = line.substr(at + kReleased.size());
  const std::string_view before = Trim(line.substr(0, at));
  return (before.empty() || IsBareClassification(before)) &&
         (StartsWithWord(how, "FULL") || StartsWithWord(how, "PART"));
}

// `04BRASILIA1000`, also several joined by a bar.
bool IsPlainId(std::string_view line) {
  while (!line.empty()) {
    if (CountDigits(line) != 2) return false;
    size_t at = 2;
    while (at < line.size() && IsUpper(line[at])) ++at;
    const size_t serial = CountDigits(line.substr(at));
    if (at == 2 || serial == 0) return false;
    line.remove_prefix(at + serial);
    if (line.starts_with('|') || line.starts_with(',')) line.remove_prefix(1);
    line = TrimLeft(line);
  }
  return true;
}

bool IsRow(std::string_view line) {
  return IsDigit(line.front()) && (std::count(line.begin(), line.end(), '\t') >= 3 ||
                                   std::count(line.begin(), line.end(), ',') >= 4);
}

// `2003-07-23`, `Tuesday, 15 December 2009`, `Friday, 11 September 2009, 14:51`, and after a label.
uint32_t YearOfDateLine(std::string_view line) {
  if (line.size() > kLongestPlain) return 0;
  if (StartsWithFolded(line, "CABLE DATED:") || StartsWithFolded(line, "DATE:")) {
    line = Trim(line.substr(line.find(':') + 1));
  } else if (const size_t at = FindFolded(line, "CABLE DATED:"); at != line.npos) {
    line = Trim(line.substr(at + 12));
  }
  constexpr auto kDays = std::to_array<std::string_view>(
      {"MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"});
  for (std::string_view day : kDays) {
    if (StartsWithWord(line, day)) line = TrimAny(line.substr(day.size()), ",");
  }
  if (line.empty() || !IsDigit(line.front())) return 0;
  CalendarDate date;
  return FindDate(line.substr(0, 24), 0, date) ? date.year : 0;
}

bool IsPunctuation(std::string_view line) {
  return std::none_of(line.begin(), line.end(),
                      [](char c) { return IsWordChar(c) || static_cast<unsigned char>(c) > 127; });
}

}  // namespace

bool ReadWrapperLine(std::string_view line, WrapperLine& result) {
  line = Trim(line);
  if (line.empty()) return true;
  if (FindFolded(line, "THIS RECORD IS A PARTIAL EXTRACT") != line.npos) {
    result.partial_extract = true;
    return true;
  }
  if (StartsWithFolded(line, "TELEGRAMRESTRICTED BY") || IsReleaseMark(line)) return true;
  result.year = YearOfDateLine(line);
  if (result.year != 0 || HasLabel(line) || IsMailHeader(line) || IsRow(line)) return true;
  if (line.size() > kLongestPlain) return false;
  if (line.find("header ends") != line.npos) return true;
  if (IsPunctuation(line) || IsPlainId(line) || IsBareClassification(line)) return true;
  const std::string_view number = TrimAny(line, "<>[]\"',");
  if (AllDigits(number)) return number.size() > 4;
  return std::any_of(kMissions.begin(), kMissions.end(),
                     [&](std::string_view name) { return StartsWithFolded(line, name); }) &&
         HasLower(line);
}

bool IsReleaseMark(std::string_view line) {
  constexpr std::string_view kRelease = "Declassified/Released US Department of State";
  constexpr std::string_view kEnd = "<< END OF DOCUMENT >>";
  if (IsReleaseNote(line)) return true;
  if (line == "Message Text" || line == "---" || line.starts_with("*** Current ")) return true;
  if (line.ends_with(kEnd)) {
    const std::string_view before = TrimRight(line.substr(0, line.size() - kEnd.size()));
    return before.empty() || IsBareClassification(before);
  }
  return line.size() >= kRelease.size() && line.find(kRelease) != line.npos;
}

bool IsArchiveEnd(std::string_view line) {
  if (line == ">") return true;
  if (line.front() == '=') {
    return line.starts_with("====") && line.ends_with("====") &&
           line.find("CABLE ENDS") != line.npos;
  }
  // `2002OSLO01748 - Classification: SECRET`
  constexpr std::string_view kLabel = " - Classification: ";
  if (line.size() > kLongestPlain || line.size() < kLabel.size()) return false;
  if (CountDigits(line) != 4 || !IsUpper(line[4])) return false;
  const size_t label = line.find(kLabel);
  return label != line.npos && IsBareClassification(line.substr(label + kLabel.size()));
}

}  // namespace cablestream
