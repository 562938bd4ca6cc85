#include "parser/heading_anchors.h"

#include <algorithm>

#include "parser/date_time_line.h"
#include "parser/posts.h"
#include "parser/seam.h"
#include "parser/text.h"
#include "parser/transmission_lines.h"

namespace cablestream {
namespace {

constexpr uint32_t kModulus = 10000;

// `RUEHC/SECSTATE WASHDC`.
bool BeginsWithIndicator(std::string_view line) {
  size_t letters = 0;
  while (letters < line.size() && IsUpper(line[letters])) ++letters;
  return letters < line.size() && line[letters] == '/' &&
         IsRoutingIndicator(line.substr(0, letters));
}

bool IsStationLine(std::string_view line, Anchors& anchors) {
  StationLine station;
  if (!ReadStationLine(line, station)) return false;
  anchors.serial = station.serial;
  anchors.originator = {};
  return true;
}

bool IsSecurityLine(std::string_view line) {
  SecurityLine security;
  return ReadSecurityLine(line, security);
}

bool IsDateTimeLine(std::string_view line) {
  DateTimeLine date;
  return ReadDateTimeLine(line, date);
}

// `REYKJAVIK R00520`: the post, and a serial of which one digit is garbled.
bool ReadGarbledNumber(std::string_view text, std::string_view serial, ClassificationLine& result) {
  constexpr int kMostWords = 5;
  constexpr size_t kSerial = 4;
  constexpr size_t kLongest = 9;
  std::string_view rest = text;
  std::string_view token = TakeToken(rest);
  const char* post_end = token.begin();
  for (int words = 0; words < kMostWords && !token.empty() && CountDigits(token) == 0; ++words) {
    std::string_view next = rest;
    const std::string_view ahead = TakeToken(next);
    if (std::count_if(token.begin(), token.end(), IsDigit) > 1) break;
    post_end = token.end();
    token = ahead;
    rest = next;
  }
  if (token.size() < kSerial || token.size() > kLongest) return false;
  // Without a station's serial only the first of six digits can be told: a zero.
  constexpr size_t kPadded = 6;
  const bool first = serial.empty() && token.size() == kPadded && !IsDigit(token[0]);
  if (!first && serial.size() != kSerial) return false;
  if (std::count_if(token.begin(), token.end(), IsDigit) + 1 !=
      static_cast<ptrdiff_t>(token.size())) {
    return false;
  }
  const std::string_view last = token.substr(token.size() - kSerial);
  for (size_t i = 0; i < kSerial && !first; ++i) {
    if (IsDigit(last[i]) && last[i] != serial[i]) return false;
  }
  result.post = {text.data(), static_cast<size_t>(post_end - text.data())};
  result.serial = token;
  result.serial_garbled = true;
  result.rest = Trim(rest);
  return true;
}

}  // namespace

bool IsAddressLine(std::string_view line) {
  switch (line.front()) {
    case 'R':
      return BeginsWithIndicator(line);
    case 'T':
      return StartsWithWord(line, "TO") && !HasLower(line);
    case 'I':
      return line.starts_with("INFO ") && !HasLower(line);
    case 'X':
      return line.starts_with("XMT ") && !HasLower(line);
    default:
      return false;
  }
}

bool IsOriginatorLine(std::string_view line, std::string_view& originator) {
  if (line.starts_with("FM ")) {
    originator = Trim(line.substr(3));
    return !HasLower(originator);
  }
  if (!StartsWithFolded(line, "FROM:") && !StartsWithFolded(line, "FM:")) return false;
  originator = Trim(line.substr(line.find(':') + 1));
  return IsKnownPost(PostOfOriginator(originator).view());
}

bool IsHeadingLine(std::string_view line, bool plain, Anchors& anchors, bool& date_line) {
  const char first = line.front();
  if (first == 'D') return IsStationLine(line, anchors);
  if (first == 'F' || first == 'f') return IsOriginatorLine(line, anchors.originator);
  if (first != 'V') {
    if (IsAddressLine(line)) return true;
    if (first == 'Z' && (IsSecurityLine(line) || line.starts_with("ZCZC"))) return true;
    date_line = IsDateTimeLine(line);
    if (date_line) return true;
  }
  std::string_view id;
  return !plain && ReadStartOfMessage(line, id);
}

bool ReadByAnchors(std::string_view line, const Anchors& anchors, ClassificationLine& result) {
  const bool numbered = anchors.serial.empty() || AllDigits(anchors.serial);
  if (anchors.originator.empty() || !numbered || HasLower(line)) return false;
  if (IsPageLine(line)) return false;
  ClassificationLine read;
  std::string_view rest = line;
  if (ReadExactClassificationLine(line, read)) {
    rest = read.rest;
  } else {
    read = {};
    read.word = TakeToken(rest);
    if (read.word.size() < 4 || !HasLetter(read.word)) return false;
    read.garbled = true;
    read.section = TakeSectionMark(rest);
    rest = TrimLeft(rest);
  }
  if (ReadReferenceNumber(rest, read)) {
    if (anchors.serial.empty() ||
        ToNumber(read.serial) % kModulus != ToNumber(anchors.serial) % kModulus)
      return false;
  } else if (read.garbled || !ReadGarbledNumber(rest, anchors.serial, read)) {
    return false;
  }
  if (!SamePost(CanonicalPost(read.post).view(), PostOfOriginator(anchors.originator).view())) {
    return false;
  }
  result = read;
  return true;
}

}  // namespace cablestream
