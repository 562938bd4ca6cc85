#include "parser/transmission_lines.h"

#include <gtest/gtest.h>

#include <string>

#include "parser/date_time_line.h"

namespace cablestream {
namespace {

TEST(DateTimeLineTest, ReadsWhatTheLinePrints) {
  struct Case {
    std::string_view line;
    cable::v1::Precedence action;
    cable::v1::Precedence info;
    uint32_t day;
    std::string_view hhmm;
    uint32_t month;
    uint32_t year;
    std::string_view rest;
  };
  const Case cases[] = {
      {"O 041412Z MAR 09", cable::v1::PRECEDENCE_IMMEDIATE, cable::v1::PRECEDENCE_UNSPECIFIED, 4,
       "1412", 3, 2009, ""},
      {"P R 311159Z DEC 66 ZDK", cable::v1::PRECEDENCE_PRIORITY, cable::v1::PRECEDENCE_ROUTINE, 31,
       "1159", 12, 1966, "ZDK"},
      {"ZZ 010000Z JAN 1999", cable::v1::PRECEDENCE_FLASH, cable::v1::PRECEDENCE_UNSPECIFIED, 1,
       "0000", 1, 1999, ""},
      {"R 221855Z", cable::v1::PRECEDENCE_ROUTINE, cable::v1::PRECEDENCE_UNSPECIFIED, 22, "1855", 0,
       0, ""},
      {"221855Z JUNE 65", cable::v1::PRECEDENCE_UNSPECIFIED, cable::v1::PRECEDENCE_UNSPECIFIED, 22,
       "1855", 6, 2065, ""},
      {"P 25 1346 Z JUN 7 3", cable::v1::PRECEDENCE_PRIORITY, cable::v1::PRECEDENCE_UNSPECIFIED, 25,
       "1346", 6, 1973, ""},
      {"R 251346 JUN 73", cable::v1::PRECEDENCE_ROUTINE, cable::v1::PRECEDENCE_UNSPECIFIED, 25,
       "1346", 6, 1973, ""},
      {"O P R 041412ZMAR09", cable::v1::PRECEDENCE_IMMEDIATE, cable::v1::PRECEDENCE_ROUTINE, 4,
       "1412", 3, 2009, ""},
      {"O041412Z MAR 09", cable::v1::PRECEDENCE_IMMEDIATE, cable::v1::PRECEDENCE_UNSPECIFIED, 4,
       "1412", 3, 2009, ""},
      {"O 321461Z MAR 09", cable::v1::PRECEDENCE_IMMEDIATE, cable::v1::PRECEDENCE_UNSPECIFIED, 32,
       "1461", 3, 2009, ""},
  };
  for (const Case& expected : cases) {
    DateTimeLine read;
    ASSERT_TRUE(ReadDateTimeLine(expected.line, read)) << expected.line;
    EXPECT_EQ(read.action, expected.action) << expected.line;
    EXPECT_EQ(read.info, expected.info) << expected.line;
    EXPECT_EQ(read.day, expected.day) << expected.line;
    EXPECT_EQ(read.hhmm, expected.hhmm) << expected.line;
    EXPECT_EQ(read.month, expected.month) << expected.line;
    EXPECT_EQ(read.year, expected.year) << expected.line;
    EXPECT_EQ(read.rest, expected.rest) << expected.line;
  }
}

TEST(DateTimeLineTest, RefusesOtherLines) {
  for (std::string_view line :
       {"", "O", "O 041412", "O 041461Z", "X 321412Z MAR 09", "041412Z", "PARIS 041412Z",
        "O 041412 MAR", "041412 MAR 73", "TO RUEHC/SECSTATE WASHDC", "------88EA99  090807Z /38"}) {
    DateTimeLine read;
    EXPECT_FALSE(ReadDateTimeLine(line, read)) << line;
  }
}

TEST(StationLineTest, ReadsWhatTheLinePrints) {
  struct Case {
    std::string_view line;
    std::string_view station;
    std::string_view serial;
    uint32_t part;
    uint32_t day_of_year;
    uint32_t day_of_month;
    std::string_view hhmm;
  };
  const Case cases[] = {
      {"DE RUEHVT #0417/01 0631412", "RUEHVT", "0417", 1, 63, 0, "1412"},
      {"DE RUEHVT #0417 0631412", "RUEHVT", "0417", 0, 63, 0, "1412"},
      {"DE RXFPA 134B 02/0009Z", "RXFPA", "134B", 0, 0, 2, "0009"},
      {"DE RUEHVT #0417/03 0631412ZNR UUUUU", "RUEHVT", "0417", 3, 63, 0, "1412"},
      {"DE RUEHVT", "RUEHVT", "", 0, 0, 0, ""},
  };
  for (const Case& expected : cases) {
    StationLine read;
    ASSERT_TRUE(ReadStationLine(expected.line, read)) << expected.line;
    EXPECT_EQ(read.station, expected.station) << expected.line;
    EXPECT_EQ(read.serial, expected.serial) << expected.line;
    EXPECT_EQ(read.part, expected.part) << expected.line;
    EXPECT_EQ(read.day_of_year, expected.day_of_year) << expected.line;
    EXPECT_EQ(read.day_of_month, expected.day_of_month) << expected.line;
    EXPECT_EQ(read.hhmm, expected.hhmm) << expected.line;
  }
}

TEST(StationLineTest, RefusesOtherLines) {
  for (std::string_view line : {"", "DE", "DE FACTO RECOGNITION", "DEPT FOR EUR", "DE la Paz"}) {
    StationLine read;
    EXPECT_FALSE(ReadStationLine(line, read)) << line;
  }
}

TEST(OperatingSignalTest, TakesEachSignalOfALine) {
  struct Case {
    std::string_view text;
    std::string_view signals;
  };
  const Case cases[] = {
      {"ZDK", "ZDK "},       {"ZDK CTG NUMEROUS SERVICES", "ZDK "},
      {"//ZEL//", "ZEL "},   {"(CCY AD1234 MSI9999-695)", "CCY "},
      {"ZZHZDF", "ZDF "},    {"ZFF6 ZUI RUEHZC #2834", "ZFF6 ZUI "},
      {"ZNR UUUUU ZZH", ""}, {"", ""},
  };
  for (const Case& expected : cases) {
    std::string signals;
    std::string_view rest = expected.text;
    for (std::string_view signal = TakeOperatingSignal(rest); !signal.empty();
         signal = TakeOperatingSignal(rest)) {
      signals.append(signal).append(" ");
    }
    EXPECT_EQ(signals, expected.signals) << expected.text;
  }
}

}  // namespace
}  // namespace cablestream
