// Frozen with version 1 of the content hash; see v1.h.
#include <algorithm>
#include <array>

#include "parser/byte_scan.h"
#include "parser/hash_v1/v1.h"
#include "parser/text.h"

namespace cablestream::hash_v1 {
namespace {

constexpr auto kMonths =
    std::to_array<std::string_view>({"JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE", "JULY",
                                     "AUGUST", "SEPTEMBER", "OCTOBER", "NOVEMBER", "DECEMBER"});

bool IsMonth(std::string_view name) {
  return name.size() >= 3 &&
         std::any_of(kMonths.begin(), kMonths.end(), [&](std::string_view month) {
           return name.size() <= month.size() && EqualsFolded(name, month.substr(0, name.size()));
         });
}

bool IsProsignLetter(char c) {
  return c == 'R' || c == 'P' || c == 'O' || c == 'Z' || c == 'Y';
}

// Takes `O`, `PP` off the front of `text`, without a look at the rest of a word that is no prosign.
bool TakeProsign(std::string_view& text) {
  std::string_view rest = text;
  while (!rest.empty() && IsSpace(rest.front())) rest.remove_prefix(1);
  if (rest.empty() || !IsProsignLetter(rest.front())) return false;
  const size_t length = rest.size() > 1 && rest[1] == rest[0] ? 2 : 1;
  if (rest.size() > length && !IsSpace(rest[length])) return false;
  text = rest.substr(length);
  return true;
}

// `#1111/01`, `#1111`, `134B`.
std::string_view SerialOf(std::string_view token) {
  if (token.starts_with('#')) token.remove_prefix(1);
  return token.substr(0, token.find('/'));
}

// `1651156`, `1651156Z`, `165/1156Z`, `02/0009Z`.
bool IsFiling(std::string_view token) {
  if (token.ends_with('Z')) token.remove_suffix(1);
  if (token.size() == 7 && AllDigits(token)) return true;
  const size_t slash = token.find('/');
  if (slash == token.npos) return false;
  const std::string_view day = token.substr(0, slash);
  const std::string_view hhmm = token.substr(slash + 1);
  return AllDigits(day) && day.size() <= 3 && hhmm.size() == 4 && AllDigits(hhmm);
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

// Takes `131156Z` off the front; also `131156 Z`.
bool TakeDayAndTime(std::string_view& text) {
  text = TrimLeft(text);
  if (CountDigits(text) != 6) return false;
  const std::string_view zone = TrimLeft(text.substr(6));
  if (!zone.starts_with('Z') || (zone.size() > 1 && IsLetter(zone[1]))) return false;
  const uint32_t day = ToNumber(text.substr(0, 2));
  const uint32_t hhmm = ToNumber(text.substr(2, 4));
  if (hhmm > 2400 || hhmm % 100 >= 60 || day == 0 || day > 31) return false;
  text = zone.substr(1);
  return true;
}

bool TakeMonthAndYear(std::string_view& text) {
  std::string_view rest = TrimLeft(text);
  size_t letters = 0;
  while (letters < rest.size() && IsLetter(rest[letters])) ++letters;
  if (!IsMonth(rest.substr(0, letters))) return false;
  text = rest.substr(letters);
  rest = TrimLeft(text);
  const size_t digits = CountDigits(rest);
  if (digits == 2 || digits == 4) text = rest.substr(digits);
  return true;
}

// `RUEHC/SECSTATE WASHDC`.
bool BeginsWithRoutingIndicator(std::string_view line) {
  size_t letters = 0;
  while (letters < line.size() && IsUpper(line[letters])) ++letters;
  return letters < line.size() && line[letters] == '/' &&
         IsRoutingIndicator(line.substr(0, letters));
}

// What may follow a date without a prosign: nothing, a signal, line 6 run together with it.
bool EndsDateTimeLine(std::string_view rest) {
  rest = TrimLeft(rest);
  if (rest.empty() || StartsWithWord(rest, "FM") || rest.starts_with("CCY")) return true;
  return rest.size() >= 3 && rest[0] == 'Z' && IsUpper(rest[1]) && IsUpper(rest[2]) &&
         (rest.size() == 3 || !IsLetter(rest[3]));
}

}  // namespace

size_t FindStartOfMessage(std::string_view line) {
  // Mostly at once, or nowhere.
  if (line.starts_with("VZCZC")) return 0;
  size_t at = line.find("ZCZC", LengthBeforePair<'Z', 'C'>(line));
  if (at == line.npos) return at;
  if (at > 0 && line[at - 1] == 'V') --at;
  return at > 0 && IsWordChar(line[at - 1]) ? line.npos : at;
}

bool IsRoutingIndicator(std::string_view token) {
  if (token.size() < 4 || token.size() > 8 || token.front() != 'R') return false;
  return std::all_of(token.begin(), token.end(), IsUpper);
}

bool IsRoutingLine(std::string_view line) {
  (void)TakeProsign(line);
  bool any = false;
  for (std::string_view token = TakeToken(line); !token.empty(); token = TakeToken(line)) {
    if (!IsRoutingIndicator(token)) return false;
    any = true;
  }
  return any;
}

bool ReadStationLine(std::string_view line, std::string_view& serial) {
  if (!StartsWithWord(line, "DE")) return false;
  serial = {};
  std::string_view rest = line.substr(2);
  std::string_view station = TakeToken(rest);
  if (!IsStation(station)) {
    // `DE RUEHTA#1111`: run together.
    const size_t mark = station.find('#');
    if (mark == station.npos || mark < 3) return false;
    serial = SerialOf(station.substr(mark));
    station = station.substr(0, mark);
    if (!IsUpper(station.front()) || HasLower(station)) return false;
  }
  std::string_view token = TakeToken(rest);
  if (token == "#") token = TakeToken(rest);
  if (serial.empty() && IsSerial(token) && (token.starts_with('#') || !IsFiling(token))) {
    serial = SerialOf(token);
    token = TakeToken(rest);
  }
  const bool filed =
      IsFiling(token) || (CountDigits(token) == 7 && token.substr(7).starts_with("ZN"));
  return !serial.empty() || filed || token.empty();
}

bool IsSecurityLine(std::string_view line) {
  const std::string_view signal = TakeToken(line);
  return signal == "ZZH" || signal == "ZNR" || signal == "ZNY";
}

bool ReadDateTimeLineSlowly(std::string_view line, std::string_view& group) {
  std::string_view rest = line;
  const bool bare = !rest.empty() && IsDigit(rest.front());
  int prosigns = 0;
  while (prosigns < 2 && TakeProsign(rest)) ++prosigns;
  if (!bare && prosigns == 0) return false;
  const char* begin = TrimLeft(rest).data();
  if (!TakeDayAndTime(rest)) return false;
  const bool dated = TakeMonthAndYear(rest);
  if (bare && (!dated || !EndsDateTimeLine(rest))) return false;
  group = TrimRight({begin, static_cast<size_t>(rest.data() - begin)});
  return true;
}

bool IsAddressLine(std::string_view line) {
  switch (line.empty() ? '\0' : line.front()) {
    case 'R':
      return BeginsWithRoutingIndicator(line);
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

bool ReadOriginatorLine(std::string_view line, std::string_view& originator) {
  if (!line.starts_with("FM ")) return false;
  originator = Trim(line.substr(3));
  return !HasLower(originator);
}

}  // namespace cablestream::hash_v1
