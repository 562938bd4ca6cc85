#include "parser/transmission_lines.h"

#include <algorithm>

#include "parser/byte_scan.h"
#include "parser/text.h"

namespace cablestream {
namespace {

// `#1111/01`, `#1111`, `134B`.
void SplitSerial(std::string_view token, StationLine& result) {
  if (token.starts_with('#')) token.remove_prefix(1);
  const size_t slash = token.find('/');
  result.serial = token.substr(0, slash);
  if (slash != token.npos && AllDigits(token.substr(slash + 1))) {
    result.part = ToNumber(token.substr(slash + 1));
  }
}

// `1651156`, `1651156Z`, `165/1156Z`, `02/0009Z`.
bool SplitFiling(std::string_view token, StationLine& result) {
  std::string_view digits = token;
  if (digits.ends_with('Z')) digits.remove_suffix(1);
  std::string_view day;
  if (digits.size() == 7 && AllDigits(digits)) {
    day = digits.substr(0, 3);
    result.hhmm = digits.substr(3);
  } else {
    const size_t slash = digits.find('/');
    if (slash == digits.npos) return false;
    day = digits.substr(0, slash);
    result.hhmm = digits.substr(slash + 1);
  }
  if (!AllDigits(day) || day.size() > 3 || result.hhmm.size() != 4 || !AllDigits(result.hhmm)) {
    result.hhmm = {};
    return false;
  }
  result.filing = token;
  (day.size() == 3 ? result.day_of_year : result.day_of_month) = ToNumber(day);
  return true;
}

// Capitals and digits.
bool IsStation(std::string_view token) {
  return token.size() >= 3 && IsUpper(token.front()) &&
         std::all_of(token.begin(), token.end(), [](char c) { return IsUpper(c) || IsDigit(c); });
}

bool IsSerial(std::string_view token) {
  if (token.starts_with('#')) token.remove_prefix(1);
  return !token.empty() && token.size() <= 9 && IsDigit(token.front());
}

// `DY RUEHTA #1111/01 1651156`, `DE RUEHTA P1111/01 1651156`: a routing indicator, a word with most
// of a serial and a whole filing time behind whatever `DE` has become.
bool ReadGarbledStationLine(std::string_view line, StationLine& result) {
  constexpr size_t kFilingDigits = 7;
  constexpr ptrdiff_t kFewestDigits = 3;
  StationLine read;
  const std::string_view label = TakeToken(line);
  read.station = TakeToken(line);
  const std::string_view serial = TakeToken(line);
  const bool numbered = serial.starts_with('#') || label == "DE";
  if (label.size() > 2 || !numbered || !IsRoutingIndicator(read.station)) return false;
  const std::string_view filing = TakeToken(line);
  if (CountDigits(filing) != kFilingDigits || !SplitFiling(filing, read)) return false;
  SplitSerial(serial, read);
  if (std::count_if(read.serial.begin(), read.serial.end(), IsDigit) < kFewestDigits) return false;
  // A letter for the mark is no part of the serial.
  if (!IsDigit(read.serial.front()) && AllDigits(read.serial.substr(1)) && read.serial.size() > 4) {
    read.serial.remove_prefix(1);
  }
  read.rest = Trim(line);
  read.garbled = true;
  result = read;
  return true;
}

}  // namespace

cable::v1::Precedence PrecedenceOfProsign(std::string_view token) {
  if (token.empty() || token.size() > 2 || token.front() != token.back()) {
    return cable::v1::PRECEDENCE_UNSPECIFIED;
  }
  switch (token.front()) {
    case 'R':
      return cable::v1::PRECEDENCE_ROUTINE;
    case 'P':
      return cable::v1::PRECEDENCE_PRIORITY;
    case 'O':
      return cable::v1::PRECEDENCE_IMMEDIATE;
    case 'Z':
      return cable::v1::PRECEDENCE_FLASH;
    case 'Y':
      return cable::v1::PRECEDENCE_EMERGENCY;
    default:
      return cable::v1::PRECEDENCE_UNSPECIFIED;
  }
}

cable::v1::Precedence TakeProsign(std::string_view& text) {
  std::string_view rest = text;
  while (!rest.empty() && IsSpace(rest.front())) rest.remove_prefix(1);
  const size_t length = rest.size() > 1 && rest[1] == rest[0] ? 2 : 1;
  // `O041412Z` was run together.
  const bool joined = CountDigits(rest.substr(std::min(length, rest.size()))) == 6;
  if (rest.size() > length && !IsSpace(rest[length]) && !joined) {
    return cable::v1::PRECEDENCE_UNSPECIFIED;
  }
  const cable::v1::Precedence precedence = PrecedenceOfProsign(rest.substr(0, length));
  if (precedence != cable::v1::PRECEDENCE_UNSPECIFIED) text = rest.substr(length);
  return precedence;
}

bool ReadStartOfMessage(std::string_view line, std::string_view& id) {
  // Mostly at once, or nowhere.
  size_t at = line.starts_with("VZCZC") ? 1 : line.find("ZCZC", LengthBeforePair<'Z', 'C'>(line));
  if (at == line.npos) return false;
  if (at > 0 && line[at - 1] == 'V') --at;
  if (at > 0 && IsWordChar(line[at - 1])) return false;
  std::string_view rest = line.substr(at);
  id = TakeToken(rest);
  return true;
}

bool ReadChannelNumber(std::string_view line, std::string_view& id) {
  constexpr size_t kLetters = 3;
  constexpr size_t kDigits = 3;
  std::string_view rest = line;
  const std::string_view first = TakeToken(rest);
  if (first == "VV") {
    line = TrimLeft(rest);
  } else if (first.size() != kLetters && first.size() != kLetters + kDigits) {
    return false;
  }
  if (line.size() < kLetters + kDigits) return false;
  const std::string_view letters = line.substr(0, kLetters);
  if (!std::all_of(letters.begin(), letters.end(), IsUpper)) return false;
  rest = TrimLeft(line.substr(kLetters));
  if (CountDigits(rest) != kDigits) return false;
  const std::string_view after = Trim(rest.substr(kDigits));
  if (!after.empty() && !IsSecurityProsign(after)) return false;
  id = line.substr(0, static_cast<size_t>(rest.data() - line.data()) + kDigits);
  return true;
}

bool IsSecurityProsign(std::string_view text) {
  return text == "UU" || text == "HH";
}

bool IsTransmissionInstruction(std::string_view line) {
  std::string_view rest = line;
  std::string_view token = TakeToken(rest);
  if (IsRoutingIndicator(token)) token = TakeToken(rest);
  return token == "T" && HasLetter(rest) && !HasLower(rest);
}

bool IsRoutingIndicator(std::string_view token) {
  if (token.size() < 4 || token.size() > 8 || token.front() != 'R') return false;
  return std::all_of(token.begin(), token.end(), IsUpper);
}

bool ReadRoutingLine(std::string_view line, RoutingLine& result) {
  // The bell before a FLASH message, as a machine without one prints it.
  constexpr std::string_view kBell = "JJJJJSSSSS";
  if (line.starts_with(kBell)) line.remove_prefix(kBell.size());
  result.precedence = TakeProsign(line);
  result.indicators = Trim(line);
  bool any = false;
  for (std::string_view token = TakeToken(line); !token.empty(); token = TakeToken(line)) {
    if (!IsRoutingIndicator(token)) return false;
    any = true;
  }
  return any;
}

bool ReadStationLineSlowly(std::string_view line, StationLine& result) {
  if (!StartsWithWord(line, "DE")) return ReadGarbledStationLine(line, result);
  std::string_view rest = line.substr(2);
  std::string_view station = TakeToken(rest);
  if (!IsStation(station)) {
    // `DE RUEHTA#1111`: run together.
    const size_t mark = station.find('#');
    if (mark == station.npos || mark < 3) return false;
    SplitSerial(station.substr(mark), result);
    station = station.substr(0, mark);
    if (!IsUpper(station.front()) || HasLower(station)) return false;
  }
  result.station = station;
  std::string_view ahead = rest;
  std::string_view token = TakeToken(ahead);
  if (token == "#") token = TakeToken(ahead);
  if (result.serial.empty() && IsSerial(token) &&
      (token.starts_with('#') || !SplitFiling(token, result))) {
    SplitSerial(token, result);
    rest = ahead;
    token = TakeToken(ahead);
  }
  if (result.filing.empty() && SplitFiling(token, result)) {
    rest = ahead;
  } else if (CountDigits(token) == 7 && token.substr(7).starts_with("ZN")) {
    // `0161747ZNR UUUUU ZZH`: the line end was lost.
    (void)SplitFiling(token.substr(0, 7), result);
    rest = {token.data() + 7, static_cast<size_t>(rest.end() - token.data()) - 7};
  }
  result.rest = Trim(rest);
  return !result.serial.empty() || !result.filing.empty() || result.rest.empty() ||
         ReadGarbledStationLine(line, result);
}

bool ReadFormatLine(std::string_view line, FormatLine& result) {
  constexpr size_t kCode = 8;  // precedence, media, classification, content
  constexpr size_t kSerial = 4;
  constexpr size_t kFiling = 7;
  constexpr size_t kSecurity = 13;  // `-UUUU--` behind the filing time, less the first indicator
  const std::string_view code = TakeToken(line);
  const std::string_view sender = TakeToken(line);
  line = TrimLeft(line);
  result.precedence = PrecedenceOfProsign(code.substr(0, 1));
  if (result.precedence == cable::v1::PRECEDENCE_UNSPECIFIED || code.size() != kCode) return false;
  if (!std::all_of(code.begin(), code.end(), IsUpper) || sender.size() <= kSerial) return false;
  StationLine& station = result.station;
  station.station = sender.substr(0, sender.size() - kSerial);
  station.serial = sender.substr(station.station.size());
  if (!IsRoutingIndicator(station.station) || !AllDigits(station.serial)) return false;
  if (CountDigits(line) != kFiling || !SplitFiling(line.substr(0, kFiling), station)) return false;
  const std::string_view rest = line.substr(kFiling);
  if (rest.size() < kSecurity || rest[0] != '-' || rest.find("--") != kSerial + 1) return false;
  result.indicators = TrimAny(rest.substr(kSerial + 3), ".");
  return true;
}

bool ReadSecurityLine(std::string_view line, SecurityLine& result) {
  std::string_view rest = line;
  const std::string_view signal = TakeToken(rest);
  if (signal == "ZZH") {
    result.rest = rest;
    return true;
  }
  if (signal != "ZNR" && signal != "ZNY") return false;
  std::string_view ahead = rest;
  const std::string_view letters = TakeToken(ahead);
  if (letters.size() >= 3 && letters.size() <= 6) {
    result.letter = letters.front();
    rest = ahead;
  }
  result.rest = rest;
  return true;
}

std::string_view TakeOperatingSignal(std::string_view& text) {
  while (!text.empty()) {
    size_t begin = 0;
    while (begin < text.size() && !IsWordChar(text[begin])) ++begin;
    size_t end = begin;
    while (end < text.size() && IsWordChar(text[end])) ++end;
    std::string_view word = text.substr(begin, end - begin);
    text.remove_prefix(end);
    if (word.starts_with("ZZH")) word.remove_prefix(3);
    if (word == "CCY") return word;
    const bool shaped = word.size() >= 3 && word.size() <= 4 && word.front() == 'Z' &&
                        IsUpper(word[1]) && IsUpper(word[2]);
    if (!shaped || (word.size() == 4 && !IsDigit(word[3]))) continue;
    if (word != "ZNR" && word != "ZNY") return word;
  }
  return {};
}

}  // namespace cablestream
