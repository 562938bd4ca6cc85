// Messages in the shapes that ACP 127 draws: plaindress, abbreviated plaindress, codress, sections,
// corrections. The wording is our own.
#include <gtest/gtest.h>

#include <string>

#include "parser_fixture.h"

namespace cablestream {
namespace {

using testing::Record;
using testing::Warns;

TEST(StandardTest, ReadsAPlaindressMessageWithoutAStartIndicator) {
  const auto cable = Record(
      "VV   KLM204     UU\r\r\nRR RCXNDB\r\r\nDE RCXIC 118 05/0730Z\r\r\nR 050715Z JUN\r\r\n"
      "FM HARBOURMASTER\r\r\nTO COAST DEPOT HALIFAX\r\r\nBT\r\r\n"
      "UNCLAS THE BUOYS OF YOUR 011200Z JUN ARE PAINTED\r\r\nAND READY\r\r\nBT\r\r\n"
      "\n\n\n\n\n\n\nNNNN\r\r\n");
  EXPECT_EQ(cable.transmission().id(), "KLM204");
  EXPECT_EQ(cable.transmission().security_line(), "UU");
  EXPECT_EQ(cable.transmission().station_serial(), "118");
  EXPECT_EQ(cable.transmission().filing_time().hhmm(), "0730");
  EXPECT_EQ(cable.date_time_group().month(), 6U);
  EXPECT_EQ(cable.date_time_group().year(), 0U);
  EXPECT_EQ(cable.originator(), "HARBOURMASTER");
  ASSERT_EQ(cable.action_addressees_size(), 1);
  EXPECT_EQ(cable.action_addressees(0).name(), "COAST DEPOT HALIFAX");
  EXPECT_EQ(cable.classification().level(), cable::v1::CLASSIFICATION_LEVEL_UNCLASSIFIED);
  EXPECT_EQ(cable.message_id().substr(0, 26),
            "HARBOURMASTER-050715ZJUN~" + cable.message_id().substr(25, 1));
  EXPECT_EQ(cable.coverage(), 1.0);
}

TEST(StandardTest, ReadsTheFormatLineOfAutomaticRelays) {
  const auto cable = Record(
      "RTTUZYUW RUEKJCS1234 0631412-UUUU--RUEHOS RUEHC.\nZNR UUUUU\nR 041412Z MAR 09\n"
      "FM SECDEF WASHINGTON DC//USDP//\nTO RUEHOS/USDAO OSLO NO\nBT\nUNCLAS\nSUBJ: VISIT\n"
      "1. TEXT.\nBT\n#1234\nNNNN\n");
  EXPECT_EQ(cable.message_id(), "RUEKJCS-1234-09063-1412");
  EXPECT_EQ(cable.transmission().precedence(), cable::v1::PRECEDENCE_ROUTINE);
  ASSERT_EQ(cable.transmission().routing_indicators_size(), 2);
  EXPECT_EQ(cable.transmission().routing_indicators(1), "RUEHC");
  EXPECT_EQ(cable.subject(), "VISIT");
  EXPECT_EQ(cable.coverage(), 1.0);
}

TEST(StandardTest, TakesNoLineOfTheTextForAHeading) {
  const auto cable = Record(
      "RR RCXNDB\nDE RCXIC 118 05/0730Z\nR 050715Z JUN 1973\nFM HARBOURMASTER\n"
      "TO COAST DEPOT HALIFAX\nBT\nUNCLAS THE BUOYS OF\n011200Z JUN PD ADVISE WHEN\nTO SEND THE "
      "TENDER\nFM THE PIER\nBT\nNNNN\n");
  EXPECT_EQ(cable.message_id(), "RCXIC-118-73156-0730");
  EXPECT_EQ(cable.originator(), "HARBOURMASTER");
  ASSERT_EQ(cable.paragraphs_size(), 1);
  EXPECT_EQ(cable.paragraphs(0).text(),
            "THE BUOYS OF\n011200Z JUN PD ADVISE WHEN\nTO SEND THE TENDER\nFM THE PIER");
  EXPECT_EQ(cable.coverage(), 1.0);
}

TEST(StandardTest, ReadsAddressesOfEveryKind) {
  const auto cable = Record(
      "VZCZCKLM205\nPP RCXIC RUXCYA\nDE RUXCW 183B 0730915\nZNR UUUUU\nP R 140901Z MAR 1973 ZEX\n"
      "FM LIGHTHOUSE BOARD\nTO ALL LIGHTS NORTH\nRXPDA/KEEPER SKERRY (REPRESENTING AIG 77)\n"
      "INFO RCXIC/COAST DEPOT HALIFAX\nZEN/CHMN BUOY PANEL\nXMT LIGHT SANDY POINT\n"
      "LIGHT GULL ROCK\nACEX\nBT\nUNCLAS\nTRIM ALL WICKS\nBT\nNNNN\n");
  EXPECT_EQ(cable.message_id(), "RUXCW-183B-73073-0915");
  EXPECT_EQ(cable.action_precedence(), cable::v1::PRECEDENCE_PRIORITY);
  EXPECT_EQ(cable.info_precedence(), cable::v1::PRECEDENCE_ROUTINE);
  EXPECT_EQ(cable.date_time_group().year(), 1973U);
  ASSERT_EQ(cable.action_addressees_size(), 2);
  EXPECT_EQ(cable.action_addressees(1).name(), "KEEPER SKERRY (REPRESENTING AIG 77)");
  ASSERT_EQ(cable.info_addressees_size(), 2);
  EXPECT_EQ(cable.info_addressees(1).name(), "CHMN BUOY PANEL");
  ASSERT_EQ(cable.excluded_addressees_size(), 2);
  EXPECT_EQ(cable.excluded_addressees(0).name(), "LIGHT SANDY POINT");
  EXPECT_EQ(cable.excluded_addressees(1).name(), "LIGHT GULL ROCK");
  ASSERT_EQ(cable.operating_signals_size(), 1);
  EXPECT_EQ(cable.signers_size(), 0);
  EXPECT_EQ(cable.coverage(), 1.0);
}

TEST(StandardTest, KeepsTheNumberOfAnAddressIndicatingGroup) {
  const auto cable = Record(
      "KLM208\nRR RUXDDO\nDE RUXDAE 141 1721145\nR 211131Z JUN 73\nTO AIG 205\n"
      "AMEMBASSY OSLO 0012\nBT\nUNCLAS WHEN\nBT\nNNNN\n");
  ASSERT_EQ(cable.action_addressees_size(), 2);
  EXPECT_EQ(cable.action_addressees(0).name(), "AIG 205");
  EXPECT_EQ(cable.action_addressees(0).message_count(), "");
  EXPECT_EQ(cable.action_addressees(1).message_count(), "0012");
  EXPECT_EQ(cable.transmission().id(), "KLM208");
  EXPECT_EQ(cable.coverage(), 1.0);
}

TEST(StandardTest, ReadsAbbreviatedPlaindress) {
  const std::string lines = "RR RUXDDO\nDE RUXDAE 141 1721145\nZNR UUUUU\n";
  const std::string text = "BT\nUNCLAS WHEN DOES THE TENDER SAIL\nBT\nNNNN\n";
  const auto dated = Record("KLM 206\n" + lines + "R 211131Z JUN 73\n" + text);
  EXPECT_EQ(dated.message_id(), "RUXDAE-141-73172-1145");
  EXPECT_EQ(dated.transmission().id(), "KLM 206");
  const auto undated = Record(lines + "R 211131Z JUN\n" + text);
  EXPECT_EQ(undated.message_id().substr(0, 18), "RUXDAE-211131ZJUN~");
  EXPECT_EQ(undated.message_id_basis(), cable::v1::MESSAGE_ID_BASIS_ORIGINATOR_DTG);
  EXPECT_TRUE(undated.originator().empty());
  EXPECT_EQ(undated.coverage(), 1.0);
}

TEST(StandardTest, ReadsCodress) {
  const auto cable = Record(
      "JJJJJSSSSSZZ RBXIF RBXIC\nDE RBXIFC 161 08/0616Z\nRBXIC T RBXIC XYAG\nZ 080601Z MAR\nGR27\n"
      "BT\n26420 ROMEO ZULU GOLF\nBFOXU WSGRN ECPDY\nBT\nC7 - PROXU 9 - ECPDF\nNNNN\n");
  EXPECT_EQ(cable.transmission().precedence(), cable::v1::PRECEDENCE_FLASH);
  EXPECT_EQ(cable.transmission().routing_indicators_size(), 2);
  EXPECT_EQ(cable.action_precedence(), cable::v1::PRECEDENCE_FLASH);
  EXPECT_EQ(cable.action_addressees_size(), 0);
  ASSERT_EQ(cable.paragraphs_size(), 1);
  EXPECT_EQ(cable.paragraphs(0).text(), "26420 ROMEO ZULU GOLF\nBFOXU WSGRN ECPDY");
  ASSERT_EQ(cable.corrections_size(), 1);
  EXPECT_EQ(cable.corrections(0), "C7 - PROXU 9 - ECPDF");
  EXPECT_EQ(cable.coverage(), 1.0);
}

TEST(StandardTest, NumbersTheSectionsOfALongMessage) {
  struct Case {
    std::string_view text;
    uint32_t number;
    std::string_view id;
  };
  const Case cases[] = {
      {"R E S T R I C T E D SECTION 1 OF 2\nTHE PIER", 1, "RBXTRQ-115B-73063-1452"},
      {"R E S T R I C T E D FINAL SECTION 1 OF 2\nTHE PIER", 2, "RBXTRQ-115B-73063-1452/02"},
      {"R E S T R I C T E D FINAL SECTION OF 2\nTHE PIER", 2, "RBXTRQ-115B-73063-1452/02"},
      {"SECTION 1 OF 2 PART ONE OF\nTWO 46820 DELTA", 1, "RBXTRQ-115B-73063-1452"},
      {"FINAL SECTION OF 2 FINAL\nPART OF TWO 46820", 2, "RBXTRQ-115B-73063-1452/02"},
  };
  for (const Case& expected : cases) {
    const auto cable = Record(
        "RR RBXTQT\nDE RBXTRQ 115B 0631452\nR 041427Z MAR 73\nFM DEPOT A\nTO DEPOT B\nGR "
        "855\nBT\n" +
        std::string(expected.text) +
        "\nC LINE 8 WA DAMAGED LANDING\n\n\nPAGE 2 RBXTRQ 115B R E S T R I C T E D\nIS SOUND\nBT\n"
        "C PAGE 3 LINE 2 WAS ESTABLISHED FAULT\nNNNN\n");
    EXPECT_EQ(cable.section().number(), expected.number) << expected.text;
    EXPECT_EQ(cable.section().total(), 2U) << expected.text;
    EXPECT_EQ(cable.message_id(), expected.id) << expected.text;
    ASSERT_EQ(cable.corrections_size(), 2) << expected.text;
    EXPECT_EQ(cable.corrections(0), "C LINE 8 WA DAMAGED LANDING");
  }
}

TEST(StandardTest, TakesBackWhatWasSentInError) {
  struct Case {
    std::string_view sent;
    std::string_view text;
  };
  const Case cases[] = {
      {"PIER 6020 INFR\nE E E E E E E E 6020 INFORMED", "PIER 6020 INFORMED"},
      {"PIER 6020 INFR E E E E E E E E 6020 INFORMED", "PIER 6020 INFORMED"},
      {"PIER 6020 INFR E E E E E E E E\n6020 INFORMED", "PIER 6020 INFORMED"},
      {"THE PIER THE PEIR E E E E E E E E THE PIER", "THE PIER THE PIER"},
      {"PIER PEIR E E E E E E E E OTHER", "PIER OTHER"},
      {"E E E E E E E E PIER", "PIER"},
      {"PIER 6020 THE E E E E E E E E 6020 A", "PIER 6020 A"},
      {"PIER E E E IN", "PIER E E E IN"},
  };
  for (const Case& expected : cases) {
    const auto cable =
        Record(testing::CableWith("SUBJECT: X\n\n1. " + std::string(expected.sent) + "\n"));
    ASSERT_EQ(cable.paragraphs_size(), 1) << expected.sent;
    EXPECT_EQ(cable.paragraphs(0).text(), expected.text) << expected.sent;
    EXPECT_EQ(Warns(cable, "error-corrected"), expected.sent.find("E E E E ") != std::string::npos);
    EXPECT_EQ(cable.coverage(), 1.0);
  }
}

TEST(StandardTest, TakesNoWordOfTheTextForAReferenceNumber) {
  for (std::string_view text : {"UNCLAS FOR PIER-A FROM DEPOT-D 60396",
                                "UNCLAS WHAT WAS 1500Z WIND", "UNCLAS YOUR PIER 40396"}) {
    const auto cable = Record(
        "PP RUXDAE\nDE RUXPDA 167C 0072117\nP 072101Z JAN 1971\nFM DEPOT A\n"
        "TO DEPOT B\nBT\n" +
        std::string(text) + "\nBT\nNNNN\n");
    EXPECT_EQ(cable.message_id(), "RUXPDA-167C-71007-2117") << text;
    ASSERT_EQ(cable.paragraphs_size(), 1) << text;
    EXPECT_EQ("UNCLAS " + cable.paragraphs(0).text(), text);
    EXPECT_EQ(cable.passing_instructions_size(), 0) << text;
  }
}

}  // namespace
}  // namespace cablestream
