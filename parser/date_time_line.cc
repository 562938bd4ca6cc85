#include "parser/date_time_line.h"

#include <algorithm>

#include "parser/dates.h"
#include "parser/transmission_lines.h"

namespace cablestream {
namespace {

// Takes `131156Z` off the front; also `131156 Z`, `13 1156Z`, and without the zone.
bool TakeDayAndTime(std::string_view& text, DateTimeLine& result, bool& zone) {
  text = TrimLeft(text);
  const size_t digits = CountDigits(text);
  if (digits != 6 && digits != 2) return false;
  const std::string_view time = digits == 6 ? text.substr(2) : TrimLeft(text.substr(2));
  if (CountDigits(time) != 4) return false;
  result.day = ToNumber(text.substr(0, 2));
  result.hhmm = time.substr(0, 4);
  text = TrimLeft(time.substr(4));
  const bool letter =
      !text.empty() && IsUpper(text[0]) &&
      (text.size() == 1 || !IsLetter(text[1]) || MonthOfName(text.substr(1, 3)) != 0);
  zone = letter && text[0] == 'Z';
  if (letter) text.remove_prefix(1);
  return true;
}

// `13115GZ`, `3I156Z`: a digit of the six is garbled or lost.
bool TakeGarbledDayAndTime(std::string_view& text, DateTimeLine& result) {
  constexpr size_t kDigits = 6;
  std::string_view rest = text;
  std::string_view word = TakeToken(rest);
  if (!word.ends_with('Z')) return false;
  word.remove_suffix(1);
  const auto digits = static_cast<size_t>(
      std::count_if(word.begin(), word.end(), [](char c) { return IsDigit(c); }));
  if (word.size() > kDigits + 1 || digits + 1 < word.size() || digits + 1 < kDigits) return false;
  result.garbled_time = word;
  if (word.size() == kDigits && CountDigits(word) >= 2) result.day = ToNumber(word.substr(0, 2));
  text = rest;
  return true;
}

// `O8`: a letter for the zero. Any other letter could be any digit.
bool TakeYearWithLetter(std::string_view& text, DateTimeLine& result) {
  std::string_view rest = text;
  const std::string_view word = TakeToken(rest);
  if (word.size() != 2 || word[0] != 'O' || !IsDigit(word[1])) return false;
  result.year = FullYear(ToNumber(word.substr(1)));
  result.garbled = true;
  text = rest;
  return true;
}

void TakeMonthAndYear(std::string_view& text, DateTimeLine& result) {
  std::string_view rest = TrimLeft(text);
  size_t letters = 0;
  while (letters < rest.size() && IsLetter(rest[letters])) ++letters;
  const std::string_view name = rest.substr(0, letters);
  result.month = MonthOfName(name);
  rest.remove_prefix(letters);
  if (result.month == 0) {
    // A garbled name counts where a year stands behind it.
    const std::string_view year = TrimLeft(rest);
    if (letters < 2 || letters > 4 || CountDigits(year) != 2) return;
    result.month = NearestMonth(name);
    result.garbled = true;
  }
  text = rest;
  rest = TrimLeft(rest);
  const size_t digits = CountDigits(rest);
  if (digits == 2 || digits == 4) {
    const uint32_t year = ToNumber(rest.substr(0, digits));
    result.year = digits == 2 ? FullYear(year) : year;
    text = rest.substr(digits);
    return;
  }
  if (digits < 2 && TakeYearWithLetter(rest, result)) {
    text = rest;
    return;
  }
  // `JUN 7 3`
  const std::string_view second = TrimLeft(rest.substr(digits));
  if (digits == 1 && CountDigits(second) == 1) {
    result.year = FullYear(10 * ToNumber(rest.substr(0, 1)) + ToNumber(second.substr(0, 1)));
    text = second.substr(1);
  }
}

// What may follow a date-time group: nothing, signals, line 6 run together with it.
bool EndsDateTimeLine(std::string_view rest) {
  rest = TrimLeft(rest);
  if (rest.empty() || StartsWithWord(rest, "FM")) return true;
  const char* begin = rest.data();
  return TakeOperatingSignal(rest).data() == begin;
}

}  // namespace

bool ReadDateTimeLineSlowly(std::string_view line, DateTimeLine& result) {
  std::string_view rest = line;
  const bool bare = !rest.empty() && IsDigit(rest.front());
  for (int prosigns = 0; prosigns < 3; ++prosigns) {
    const cable::v1::Precedence precedence = TakeProsign(rest);
    if (precedence == cable::v1::PRECEDENCE_UNSPECIFIED) break;
    (prosigns == 0 ? result.action : result.info) = precedence;
  }
  bool unknown = false;
  if (!bare && result.action == cable::v1::PRECEDENCE_UNSPECIFIED) {
    unknown = true;
    const std::string_view letter = TakeToken(rest);
    if (letter.size() > 2 || !IsUpper(letter.front())) return false;
    result.garbled = true;
  }
  const char* begin = TrimLeft(rest).data();
  bool zone = false;
  if (!TakeDayAndTime(rest, result, zone) &&
      (bare || unknown || !TakeGarbledDayAndTime(rest, result))) {
    return false;
  }
  TakeMonthAndYear(rest, result);
  // Of zone, prosign, day and time one may be garbled where all the rest is there.
  const bool dated = result.month != 0 && result.year != 0;
  const bool possible = IsTimeOfDay(result.hhmm) && result.day > 0 && result.day <= 31;
  if (!result.garbled_time.empty()) {
    if (result.garbled || !dated) return false;
    result.garbled = true;
  } else if (!possible && !(zone && dated && !unknown)) {
    return false;
  }
  if (!zone && (bare || !dated)) return false;
  if (unknown && !(zone && dated)) return false;
  // Without a prosign it is a date in a sentence, unless it is all of the line.
  if (bare && (result.month == 0 || !EndsDateTimeLine(rest))) return false;
  result.group = TrimRight({begin, static_cast<size_t>(rest.data() - begin)});
  result.rest = Trim(rest);
  return true;
}

void RepairDate(uint32_t filing_day_of_year, std::string_view filing_hhmm, DateTimeLine& date) {
  if (date.year == 0 || filing_day_of_year == 0) return;
  const MonthAndDay filing = OfDayOfYear(date.year, filing_day_of_year);
  if (date.garbled_time.empty()) {
    if (date.month == 0 && filing.day == date.day) date.month = filing.month;
    return;
  }
  if (filing.month != date.month || filing_hhmm.size() != 4) return;
  char time[6] = {static_cast<char>('0' + filing.day / 10),
                  static_cast<char>('0' + filing.day % 10)};
  filing_hhmm.copy(time + 2, 4);
  if (!WithinOneEdit(date.garbled_time, {time, sizeof time})) return;
  date.day = filing.day;
  date.hhmm = filing_hhmm;
}

}  // namespace cablestream
