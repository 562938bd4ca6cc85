// Years, months and days as telegrams write them. No clock.
#pragma once

#include <cstdint>
#include <string_view>

namespace cablestream {

// 66 to 99 are of the twentieth century, 00 to 65 of the twenty-first: a constant.
[[nodiscard]] constexpr uint32_t FullYear(uint32_t two_digits) {
  return two_digits >= 66 ? 1900 + two_digits : 2000 + two_digits;
}

// 1 to 12 for JAN, June, SEPT; 0 for anything else.
[[nodiscard]] uint32_t MonthOfName(std::string_view name);

// The only month whose three letters `name` is one edit away from; 0 = none, or several.
[[nodiscard]] uint32_t NearestMonth(std::string_view name);

// Of a day of the year, from 1.
struct MonthAndDay {
  uint32_t month = 0;
  uint32_t day = 0;
};
[[nodiscard]] MonthAndDay OfDayOfYear(uint32_t year, uint32_t day_of_year);

// Four digits, 0000 to 2400.
[[nodiscard]] bool IsTimeOfDay(std::string_view hhmm);

// False where a month has no such day.
[[nodiscard]] bool IsDate(uint32_t year, uint32_t month, uint32_t day);

// From 1; the date must be one.
[[nodiscard]] uint32_t DayOfYear(uint32_t year, uint32_t month, uint32_t day);
[[nodiscard]] uint32_t DaysInYear(uint32_t year);

// Seconds since 1970; `day_of_year` from 1, `hhmm` a time of day.
[[nodiscard]] int64_t SecondsOf(uint32_t year, uint32_t day_of_year, std::string_view hhmm);

struct CalendarDate {
  uint32_t year = 0;
  uint32_t month = 0;
  uint32_t day = 0;
};

// The first date in `text`: `06/13/2018`, `2020/02/23`, `2009-12-15`, `15 December 2009`,
// `JUNE 13, 2018`, `06/13/18` (its two-digit year is the first not before `not_before`). Month
// before day where both are numbers, as State writes. Else the first month with a year: `MARCH
// 2019`, `03/2019`, of day 0.
[[nodiscard]] bool FindDate(std::string_view text, uint32_t not_before, CalendarDate& date);

}  // namespace cablestream
