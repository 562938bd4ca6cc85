// Telegrams as the archive of 1973 to 1979 keeps them: pages, distribution, drafting, a release's
// marks.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "parser/seam.h"
#include "parser_fixture.h"

namespace cablestream {
namespace {

using ::testing::ElementsAre;
using testing::Record;

constexpr std::string_view kTelegram =
    "R 041412Z MAR 76\nFM AMEMBASSY NICOSIA\nTO SECSTATE WASHDC 4711\n\n"
    "UNCLAS NICOSIA 1302\n\nE.O. 11652: N/A\nTAGS: EAGR, CY\nSUBJECT: LEMONS\n\n1. THEY ARE "
    "RIPE.\n";

TEST(ArchiveTest, ReadsTheDistributionAboveAHeading) {
  const auto cable = Record(
      "UNCLASSIFIED\n\nPAGE 01\nNICOSI 01302  041530Z\n\n62\n"
      "ACTION NEA-10  INFO  OCT-01  ISO-00\n      EUR-12  CIAE-00   /023 W\n"
      "                  ------------------088307  041531Z /11\n" +
      std::string(kTelegram));
  EXPECT_THAT(cable.distribution().action(), ElementsAre("NEA-10"));
  EXPECT_THAT(cable.distribution().info(), ElementsAre("OCT-01", "ISO-00", "EUR-12", "CIAE-00"));
  EXPECT_EQ(cable.message_id(), "76NICOSIA1302");
  EXPECT_EQ(cable.action_addressees_size(), 1);
  EXPECT_EQ(cable.coverage(), 1.0);
}

TEST(ArchiveTest, ReadsWhoDraftedAboveAHeading) {
  const auto cable = Record(
      "ORIGIN EUR-12\n\nDRAFTED BY EUR/SE:JAROE:MB\nAPPROVED BY EUR:WDOE\n"
      "EUR/RPM:TPOE  IO/UNP:QMOE\nS/S-O:RLOE (INFO)\nDESIRED DISTRIBUTION\nALL BUREAUS\n"
      "                     --------------------- 048730\n" +
      std::string(kTelegram));
  EXPECT_EQ(cable.drafting().drafted_by(), "EUR/SE:JAROE:MB");
  EXPECT_EQ(cable.drafting().approved_by(), "EUR:WDOE");
  EXPECT_THAT(cable.drafting().cleared_by(),
              ElementsAre("EUR/RPM:TPOE", "IO/UNP:QMOE", "S/S-O:RLOE (INFO)"));
  EXPECT_EQ(cable.distribution().origin_size(), 1);
  EXPECT_EQ(cable.originator(), "AMEMBASSY NICOSIA");
  EXPECT_EQ(cable.coverage(), 1.0);
}

TEST(ArchiveTest, TakesAReleasesAndAMailsLinesForTransport) {
  const auto cable = Record(
      "MIME-Version: 1.0\nContent-Transfer-Encoding: 7bit\n\nUNCLASSIFIED      RELEASED IN FULL\n"
      "RELEASED IN PART B6\n" +
      std::string(kTelegram));
  EXPECT_EQ(cable.message_id(), "76NICOSIA1302");
  EXPECT_EQ(cable.coverage(), 1.0);
}

TEST(ArchiveTest, LeavesDraftingInATextAlone) {
  const auto cable = Record(std::string(kTelegram) + "2. A PAPER\nDRAFTED BY FARMERS FOLLOWS.\n");
  EXPECT_FALSE(cable.has_drafting());
  EXPECT_EQ(cable.paragraphs(1).text(), "A PAPER\nDRAFTED BY FARMERS FOLLOWS.");
}

TEST(ArchiveTest, RejoinsASentenceThatAPageDivides) {
  const std::string page = "UNCLASSIFIED\n\n\nUNCLASSIFIED\n\nPAGE 02\nNICOSI 01302  041530Z\n\n";
  const auto divided = Record(std::string(kTelegram) + "2. THEY WILL\n" + page + "BE PICKED.\n");
  EXPECT_EQ(divided.paragraphs(1).text(), "THEY WILL\nBE PICKED.");
  const auto ended =
      Record(std::string(kTelegram) + "2. THEY WILL.\n\n" + page + "PICKERS CAME.\n");
  EXPECT_EQ(ended.paragraphs(1).text(), "THEY WILL.\n\nPICKERS CAME.");
}

TEST(ArchiveTest, RejoinsASubjectThatAPageDivides) {
  std::string telegram(kTelegram);
  telegram.replace(telegram.find("LEMONS"), 6,
                   "LEMONS OF THE NORTHERN VALLEYS, AND WHERE THEY ARE\nUNCLASSIFIED\n\n"
                   "UNCLASSIFIED\n\nPAGE 02        NICOSI 01302  041530Z\n\nSOLD");
  const auto cable = Record(telegram);
  EXPECT_EQ(cable.subject(), "LEMONS OF THE NORTHERN VALLEYS, AND WHERE THEY ARE SOLD");
  EXPECT_EQ(cable.coverage(), 1.0);
}

TEST(ArchiveTest, DropsWhatAReleaseAdded) {
  const std::string mark =
      "Jane Q. Roe Declassified/Released US Department of State EO Systematic Review 30 JUN 2005\n";
  const auto cable = Record(
      mark + "\nMessage Text\n\n" + std::string(kTelegram) + mark +
      "2. THEY ARE PICKED.  DAVIES\n\nUNCLASSIFIED << END OF DOCUMENT >>\n\n---\n\n"
      "Message Attributes\n\nCapture Date: 01 JAN 1994\nSubject: LEMONS\n1. not a paragraph\n");
  ASSERT_EQ(cable.paragraphs_size(), 2);
  EXPECT_EQ(cable.paragraphs(1).text(), "THEY ARE PICKED.");
  EXPECT_THAT(cable.signers(), ElementsAre("DAVIES"));
  EXPECT_EQ(cable.coverage(), 1.0);
}

TEST(PageLinesTest, TellsTheSecondHalfOfAPageLine) {
  PageLines lines;
  EXPECT_TRUE(lines.Takes("PAGE 02        NICOSI 01302  041530Z"));
  EXPECT_FALSE(lines.Takes("NICOSI 01302  041530Z"));
  for (std::string_view tail :
       {"NICOSI 01302  041530Z", "THE HAGUE 01302 01 OF 03 041530Z", "STATE 204711"}) {
    EXPECT_TRUE(lines.Takes("PAGE 02")) << tail;
    EXPECT_TRUE(lines.Takes(tail)) << tail;
    EXPECT_FALSE(lines.Takes(tail)) << tail;
  }
  for (std::string_view text : {"204711", "STATE 204711 SAYS SO", "State 204711", "STATE 1"}) {
    EXPECT_TRUE(lines.Takes("PAGE 02")) << text;
    EXPECT_FALSE(lines.Takes(text)) << text;
  }
}

}  // namespace
}  // namespace cablestream
