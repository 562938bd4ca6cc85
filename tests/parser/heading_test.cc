// Lines 3 to 8 with a garble or a lost line end among them.
#include <gtest/gtest.h>

#include <string>

#include "parser_fixture.h"

namespace cablestream {
namespace {

using testing::CableWith;
using testing::Record;
using testing::Warns;

struct Garble {
  std::string_view what;
  std::string_view with;
  std::string_view warning;
};

// The heading of testing::kHeading as it must be read.
void ExpectHeading(const cable::v1::Cable& cable, const std::string& place) {
  EXPECT_EQ(cable.message_id(), "09VALLETTA417") << place;
  EXPECT_EQ(cable.date_time_group().month(), 3U) << place;
  EXPECT_EQ(cable.date_time_group().time().seconds(), 1236175920) << place;
  EXPECT_EQ(cable.originator(), "AMEMBASSY VALLETTA") << place;
  EXPECT_EQ(cable.transmission().security_line(), "ZNR UUUUU ZZH") << place;
  ASSERT_EQ(cable.action_addressees_size(), 1) << place;
  EXPECT_EQ(cable.action_addressees(0).name(), "SECSTATE WASHDC") << place;
  EXPECT_EQ(cable.action_addressees(0).message_count(), "1904") << place;
  ASSERT_EQ(cable.info_addressees_size(), 2) << place;
  EXPECT_EQ(cable.info_addressees(0).name(), "AMEMBASSY LONDON") << place;
  EXPECT_EQ(cable.coverage(), 1.0) << place;
}

TEST(HeadingTest, IsReadInSpiteOfAGarble) {
  const Garble garbles[] = {
      {"", "", ""},
      {"FM ", "FN ", "originator-label"},
      {"FM ", "", "originator-label"},
      {"TO ", "TX ", "address-label"},
      {"TO ", "", "address-label"},
      {"INFO ", "INFP ", "address-label"},
      {"INFO ", "VNFI ", "address-label"},
      {"MAR", "MAT", "date-garbled"},  // the only month so near, beside none
      {"MAR", "QXR", "date-garbled"},  // the filing day's
      {"O 0", "Q 0", "date-garbled"},
      {"Z MAR", "X MAR", ""},
      {"Z MAR 09", "ZMAR09", ""},
      {"O 041412Z", "O041412Z", ""},
      {"O 041412Z", "O 04 1412 Z", ""},
      {"ZZH\n", "ZZH ", ""},
      {"09\n", "09 ", ""},
      {"VALLETTA\nTO", "VALLETTA TO", ""},
      {"1904\n", "1904 ", ""},
      {"1904\n", "1904", ""},
  };
  for (const Garble& garble : garbles) {
    std::string message = CableWith("SUBJECT: X\n\n1. Text.\n");
    message.replace(message.find(garble.what), garble.what.size(), garble.with);
    const auto cable = Record(message);
    const std::string place = std::string(garble.what) + " as " + std::string(garble.with);
    ExpectHeading(cable, place);
    for (const auto& warning : cable.warnings()) EXPECT_EQ(warning.code(), garble.warning) << place;
    EXPECT_EQ(cable.warnings().empty(), garble.warning.empty()) << place;
  }
}

TEST(HeadingTest, KeepsTheYearOfAnImpossibleDate) {
  for (std::string_view group : {"O 321412Z MAR 09", "O 042575Z MAR 09", "O 311412Z FEB 09"}) {
    std::string message = CableWith("SUBJECT: X\n\n1. Text.\n");
    message.replace(message.find("O 0"), std::string_view("O 041412Z MAR 09").size(), group);
    const auto cable = Record(message);
    EXPECT_EQ(cable.message_id(), "09VALLETTA417") << group;
    EXPECT_FALSE(cable.date_time_group().has_time()) << group;
    EXPECT_TRUE(Warns(cable, "impossible-date")) << group;
  }
}

}  // namespace
}  // namespace cablestream
