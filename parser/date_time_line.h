// The grammar of line 5: precedence and date-time group.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "cable/v1/cable.pb.h"
#include "parser/text.h"

namespace cablestream {

// Line 5: `O R 131156Z JUN 08 ZDK`.
struct DateTimeLine {
  cable::v1::Precedence action = cable::v1::PRECEDENCE_UNSPECIFIED;
  cable::v1::Precedence info = cable::v1::PRECEDENCE_UNSPECIFIED;
  std::string_view group;  // `131156Z JUN 08`
  uint32_t day = 0;
  std::string_view hhmm;
  uint32_t month = 0;    // 0 = not given
  uint32_t year = 0;     // four digits; 0 = not given
  bool garbled = false;  // prosign or month is unknown, or a likeness
  // `13115GZ`: where one digit of day and time is none, that word; hhmm is not given then.
  std::string_view garbled_time;
  std::string_view rest;
};
[[nodiscard]] bool ReadDateTimeLineSlowly(std::string_view line, DateTimeLine& result);
// Whether the first word can be a prosign, or holds a digit. Most lines end here.
[[nodiscard]] inline bool MayBeDateTimeLine(std::string_view line) {
  return line.size() > 1 && (line[1] == line[0] || IsSpace(line[1]) || IsDigit(line[1]) ||
                             IsDigit(line[0]) || IsSpace(line[0]));
}
[[nodiscard]] inline bool ReadDateTimeLine(std::string_view line, DateTimeLine& result) {
  return MayBeDateTimeLine(line) && ReadDateTimeLineSlowly(line, result);
}

// Gives a garbled line the month, or the day and time, that the station's filing time tells: the
// two agree as a rule. A day of year of 0 tells nothing.
void RepairDate(uint32_t filing_day_of_year, std::string_view filing_hhmm, DateTimeLine& date);

}  // namespace cablestream
