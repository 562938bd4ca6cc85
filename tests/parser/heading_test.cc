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
      {"O 04", "O G4", "date-garbled"},  // the filing time's
      {"1412Z MAR", "14B2Z MAR", "date-garbled"},
      {"1412Z MAR", "142Z MAR", "date-garbled"},
      {"MAR 09", "MAR O9", "date-garbled"},
      {"DE RU", "DY RU", "station-garbled"},
      {"DE RU", "E RU", "station-garbled"},
      {" #0417/", " P0417/", "station-garbled"},
      {"TO RUEHC", "TO QUEHC", "address-garbled"},
      {"TO RUEHC/", "TO RUEHC", "address-garbled"},
      {"RUCNMGH", "XUCNMGH", "address-garbled"},
      {"RUCNMGH", "UCNMGH", "address-garbled"},
      {"FM AMEMBASSY VALLETTA", "FM AMEMBASSY VALLETTA\nFM AMEMBASSY VALLETTA", "line-doubled"},
      {"RUCNMGH/MAGHREB COLLECTIVE", "RUCNMGH/MAGHREB COLLECTIVE\nRUCNMGH/MAGHREB COLLECTIVE",
       "line-doubled"},
      {"O 041412Z", "O\n041412Z", ""},
      {"Z MAR 09", "Z\nMAR 09", ""},
      {"MAR 09", "MAR\n09", ""},
      {" #0417/01", "\n#0417/01", ""},
      {" 0631412", "\n0631412", ""},
      {"FM AMEMBASSY ", "FM AMEMBASSY\n", ""},
      {"ZZH\n", "ZZH", ""},
      {"VALLETTA\nTO", "VALLETTATO", ""},
      {"0233\n", "0233", ""},
      {"LONDON 0233\n", "LONDON", ""},
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
