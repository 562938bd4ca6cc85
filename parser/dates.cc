#include "parser/dates.h"

#include <algorithm>
#include <array>

#include "parser/text.h"

namespace cablestream {
namespace {

constexpr auto kMonths =
    std::to_array<std::string_view>({"JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE", "JULY",
                                     "AUGUST", "SEPTEMBER", "OCTOBER", "NOVEMBER", "DECEMBER"});
// So many letters tell the months apart.
constexpr size_t kMonthLetters = 3;

// As one number, in upper case.
constexpr uint32_t FirstLetters(std::string_view name) {
  uint32_t letters = 0;
  for (size_t i = 0; i < kMonthLetters; ++i) {
    letters = letters << 8U | static_cast<uint8_t>(ToUpper(name[i]));
  }
  return letters;
}

constexpr auto kFirstLetters = [] {
  std::array<uint32_t, kMonths.size()> letters{};
  std::transform(kMonths.begin(), kMonths.end(), letters.begin(), FirstLetters);
  return letters;
}();

constexpr auto kDaysBefore =
    std::to_array<uint32_t>({0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334});

bool IsLeapYear(uint32_t year) {
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

uint32_t DaysInMonth(uint32_t year, uint32_t month) {
  if (month == 2 && IsLeapYear(year)) return 29;
  return (month == 12 ? 365 : kDaysBefore[month]) - kDaysBefore[month - 1];
}

uint32_t YearOf(std::string_view digits, uint32_t not_before) {
  const uint32_t value = ToNumber(digits);
  if (digits.size() == 4) return value;
  if (not_before == 0) return FullYear(value);
  uint32_t year = not_before - not_before % 100 + value;
  if (year < not_before) year += 100;
  return year;
}

bool Accept(uint32_t year, uint32_t month, uint32_t day, CalendarDate& date) {
  if (!IsDate(year, month, day)) return false;
  date = {year, month, day};
  return true;
}

// A run of digits, or of letters, and what stands before the next.
struct Part {
  std::string_view digits;
  std::string_view letters;
};

bool TakePart(std::string_view& text, Part& part) {
  part = {};
  size_t begin = 0;
  while (begin < text.size() && !IsWordChar(text[begin])) ++begin;
  if (begin > 3 || begin == text.size()) return false;
  text.remove_prefix(begin);
  size_t end = 0;
  const bool digits = IsDigit(text.front());
  while (end < text.size() && (digits ? IsDigit(text[end]) : IsLetter(text[end]))) ++end;
  (digits ? part.digits : part.letters) = text.substr(0, end);
  text.remove_prefix(end);
  return true;
}

// `MARCH 2019`, `03/2019`.
bool ReadMonth(std::string_view text, CalendarDate& date) {
  Part month;
  Part year;
  if (!TakePart(text, month) || text.starts_with('.') || !TakePart(text, year)) return false;
  if (year.digits.size() != 4) return false;
  const uint32_t value = month.letters.empty() && month.digits.size() <= 2
                             ? ToNumber(month.digits)
                             : MonthOfName(month.letters);
  if (!IsDate(ToNumber(year.digits), value, 1)) return false;
  date = {ToNumber(year.digits), value, 0};
  return true;
}

// Reads a date that begins at the front of `text`.
bool ReadDate(std::string_view text, uint32_t not_before, CalendarDate& date) {
  std::array<Part, 3> part;
  for (Part& one : part) {
    if (!TakePart(text, one)) return false;
  }
  const auto is_year = [](std::string_view d) { return d.size() == 2 || d.size() == 4; };
  const auto small = [](std::string_view d) { return d.size() == 1 || d.size() == 2; };
  if (part[0].digits.size() == 4 && small(part[1].digits) && small(part[2].digits)) {
    return Accept(ToNumber(part[0].digits), ToNumber(part[1].digits), ToNumber(part[2].digits),
                  date);
  }
  if (!is_year(part[2].digits)) return false;
  const uint32_t year = YearOf(part[2].digits, not_before);
  if (small(part[0].digits) && small(part[1].digits)) {
    return Accept(year, ToNumber(part[0].digits), ToNumber(part[1].digits), date) ||
           Accept(year, ToNumber(part[1].digits), ToNumber(part[0].digits), date);
  }
  if (small(part[0].digits) && !part[1].letters.empty()) {
    return Accept(year, MonthOfName(part[1].letters), ToNumber(part[0].digits), date);
  }
  if (!part[0].letters.empty() && small(part[1].digits)) {
    return Accept(year, MonthOfName(part[0].letters), ToNumber(part[1].digits), date);
  }
  return false;
}

}  // namespace

uint32_t MonthOfName(std::string_view name) {
  if (name.size() < kMonthLetters) return 0;
  const uint32_t first = FirstLetters(name);
  for (size_t i = 0; i < kMonths.size(); ++i) {
    if (first != kFirstLetters[i]) continue;
    const std::string_view month = kMonths[i];
    const bool is = name.size() <= month.size() && EqualsFolded(name, month.substr(0, name.size()));
    return is ? static_cast<uint32_t>(i + 1) : 0;
  }
  return 0;
}

uint32_t NearestMonth(std::string_view name) {
  char folded[kMonthLetters + 2];
  if (name.size() > sizeof folded) return 0;
  std::transform(name.begin(), name.end(), folded, ToUpper);
  uint32_t nearest = 0;
  for (size_t i = 0; i < kMonths.size(); ++i) {
    if (!WithinOneEdit({folded, name.size()}, kMonths[i].substr(0, kMonthLetters))) continue;
    if (nearest != 0) return 0;
    nearest = static_cast<uint32_t>(i + 1);
  }
  return nearest;
}

MonthAndDay OfDayOfYear(uint32_t year, uint32_t day_of_year) {
  MonthAndDay date = {1, day_of_year};
  while (date.month < 12 && date.day > DaysInMonth(year, date.month)) {
    date.day -= DaysInMonth(year, date.month++);
  }
  return date;
}

bool IsTimeOfDay(std::string_view hhmm) {
  if (hhmm.size() != 4 || !AllDigits(hhmm)) return false;
  const uint32_t value = ToNumber(hhmm);
  return value <= 2400 && value % 100 < 60;
}

bool IsDate(uint32_t year, uint32_t month, uint32_t day) {
  return year >= 1800 && year <= 2999 && month >= 1 && month <= 12 && day >= 1 &&
         day <= DaysInMonth(year, month);
}

uint32_t DayOfYear(uint32_t year, uint32_t month, uint32_t day) {
  return kDaysBefore[month - 1] + day + (month > 2 && IsLeapYear(year) ? 1 : 0);
}

uint32_t DaysInYear(uint32_t year) {
  return IsLeapYear(year) ? 366 : 365;
}

int64_t SecondsOf(uint32_t year, uint32_t day_of_year, std::string_view hhmm) {
  const int64_t before = static_cast<int64_t>(year) - 1;
  const int64_t days_to_year = before * 365 + before / 4 - before / 100 + before / 400;
  constexpr int64_t kDaysTo1970 = 719162;
  const int64_t days = days_to_year - kDaysTo1970 + day_of_year - 1;
  const int64_t hours = ToNumber(hhmm.substr(0, 2));
  const int64_t minutes = ToNumber(hhmm.substr(2, 2));
  return days * 86400 + hours * 3600 + minutes * 60;
}

bool FindDate(std::string_view text, uint32_t not_before, CalendarDate& date) {
  if (std::none_of(text.begin(), text.end(), IsDigit)) return false;
  for (const bool whole : {true, false}) {
    for (size_t i = 0; i < text.size(); ++i) {
      if (!IsWordChar(text[i]) || (i > 0 && IsWordChar(text[i - 1]))) continue;
      const std::string_view rest = text.substr(i);
      if (whole ? ReadDate(rest, not_before, date) : ReadMonth(rest, date)) return true;
    }
  }
  return false;
}

}  // namespace cablestream
