#include <gtest/gtest.h>

#include <string>

#include "parser/parser.h"
#include "parser_fixture.h"

namespace cablestream {
namespace {

using testing::CableWith;
using testing::kHeading;
using testing::Record;
using testing::Warns;

std::string HeadingThen(std::string_view lines) {
  return std::string(kHeading).append(lines);
}

TEST(IdentityTest, IsTheReferenceNumberWithTheDatesYear) {
  const auto cable = Record(CableWith("1. Text.\n"));
  EXPECT_EQ(cable.message_id(), "09VALLETTA417");
  EXPECT_EQ(cable.message_id_basis(), cable::v1::MESSAGE_ID_BASIS_MRN);
}

TEST(IdentityTest, TakesTheLastHeadingBeforeTheText) {
  const std::string pilot = "DE RUEHOS #9999 0631400\nR 031400Z MAR 08\nFM AMEMBASSY OSLO\n\n";
  EXPECT_EQ(Record(pilot + CableWith("1. Text.\n")).message_id(), "09VALLETTA417");
}

TEST(IdentityTest, LeavesAHeadingInTheTextAlone) {
  const auto cable =
      Record(CableWith("1. Text:\nDE RUEHOS #9999 0631400\nR 031400Z MAR 08\nFM AMEMBASSY OSLO\n"
                       "UNCLAS OSLO 009999\nMore.\n"));
  EXPECT_EQ(cable.message_id(), "09VALLETTA417");
  EXPECT_EQ(cable.originator(), "AMEMBASSY VALLETTA");
  EXPECT_TRUE(Warns(cable, "another-reference-number"));
}

TEST(IdentityTest, AddsASectionAboveTheFirst) {
  EXPECT_EQ(Record(HeadingThen("UNCLAS SECTION 02 OF 03 VALLETTA 000417\n\nText.\n")).message_id(),
            "09VALLETTA417/02");
  EXPECT_EQ(Record(HeadingThen("UNCLAS SECTION 01 OF 03 VALLETTA 000417\n\nText.\n")).message_id(),
            "09VALLETTA417");
}

TEST(IdentityTest, StandsWithoutAYearOnlyWithTheHash) {
  const auto cable = Record("UNCLAS VALLETTA 000417\n\nSUBJECT: X\n\n1. Text.\n");
  EXPECT_EQ(cable.message_id().substr(0, 12), "VALLETTA417~");
  EXPECT_EQ(cable.message_id().size(), 12U + 16U);
  EXPECT_EQ(cable.message_id_basis(), cable::v1::MESSAGE_ID_BASIS_MRN_WITHOUT_YEAR);
  EXPECT_TRUE(Warns(cable, "no-year"));
}

TEST(IdentityTest, TakesTheYearFromThePrintedLineOrTheArchive) {
  const std::string text = "\n\nSUBJECT: X\n\n1. Text.\n";
  EXPECT_EQ(Record("UNCLAS 75 VALLETTA 000417" + text).message_id(), "75VALLETTA417");
  EXPECT_EQ(Record("2003-07-23\n\nUNCLAS VALLETTA 000417" + text).message_id(), "03VALLETTA417");
  EXPECT_EQ(Record("Tuesday, 15 December 2009\nUNCLAS VALLETTA 000417" + text).message_id(),
            "09VALLETTA417");
}

TEST(IdentityTest, RepairsAPostThatTheHeadingKnowsBetter) {
  const auto cable = Record(HeadingThen("UNCLAS VALLITTA 000417\n\n1. Text.\n"));
  EXPECT_EQ(cable.message_id(), "09VALLETTA417");
}

TEST(IdentityTest, RepairsASerialThatTheStationKnowsBetter) {
  const auto cable = Record(HeadingThen("UNCLAS VALLETTA 000477\n\n1. Text.\n"));
  EXPECT_EQ(cable.message_id(), "09VALLETTA417");
  EXPECT_EQ(cable.message_id_basis(), cable::v1::MESSAGE_ID_BASIS_MRN_REPAIRED);
  EXPECT_TRUE(Warns(cable, "header-text-mismatch"));
}

TEST(IdentityTest, FindsAGarbledClassificationLineByItsNumber) {
  EXPECT_EQ(Record(HeadingThen("UNQZAS VALLETTA 000417\n\n1. Text.\n")).message_id(),
            "09VALLETTA417");
}

TEST(IdentityTest, EndsTheHeadingsColumnOfARow) {
  struct Case {
    std::string_view before;
    std::string_view between;
  };
  const std::string heading(kHeading.substr(0, kHeading.find("\nRUCNMGH")));
  const Case cases[] = {
      {"2093\t2009-03-04 14:12:00\t09VALLETTA417\tEmbassy\tUNCLASSIFIED\t\t", "\t"},
      {"2093\t2009-03-04 14:12:00\t09VALLETTA417\tEmbassy\tUNCLASSIFIED\t\t", " \t "},
      {"\"2093\",\"2009-03-04 14:12:00\",\"09VALLETTA417\",\"Embassy\",\"\",\"", "\",\""},
  };
  for (const Case& row : cases) {
    for (std::string_view line : {"UNCLAS VALLETTA 000417\n", "S E C R E T VALLETTA 000417\n",
                                  "UNCLAS SECTION 01 OF 02 VALLETTA 000417\n"}) {
      const auto cable = Record(std::string(row.before) + heading + std::string(row.between) +
                                std::string(line) + "\nSUBJECT: X\n\n1. Text.\n");
      EXPECT_EQ(cable.message_id(), "09VALLETTA417") << row.before << row.between << line;
      ASSERT_EQ(cable.info_addressees_size(), 1) << row.before << row.between << line;
      EXPECT_EQ(cable.info_addressees(0).name(), "AMEMBASSY LONDON");
      EXPECT_EQ(cable.info_addressees(0).message_count(), "0233");
      EXPECT_EQ(cable.coverage(), 1.0);
    }
  }
}

TEST(IdentityTest, FallsBackOnTheStation) {
  const auto cable = Record(HeadingThen("UNCLAS\n\n1. Text.\n"));
  EXPECT_EQ(cable.message_id(), "RUEHVT-0417-09063-1412");
  EXPECT_EQ(cable.message_id_basis(), cable::v1::MESSAGE_ID_BASIS_STATION_SERIAL);
}

TEST(IdentityTest, FallsBackOnOriginatorAndDateWithTheHash) {
  const auto cable =
      Record("R 041412Z MAR 09\nFM AMEMBASSY VALLETTA\nTO AMEMBASSY OSLO\nBT\nText.\n");
  EXPECT_EQ(cable.message_id().substr(0, 33),
            "AMEMBASSYVALLETTA-041412ZMAR09~" + cable.message_id().substr(31, 2));
  EXPECT_EQ(cable.message_id_basis(), cable::v1::MESSAGE_ID_BASIS_ORIGINATOR_DTG);
}

TEST(IdentityTest, KeepsTheNumberOfARepeatThatItPrints) {
  const auto cable =
      Record(CableWith("C O R R E C T E D   C O P Y OF VALLETTA 400 - TEXT\n\n"
                       "SUBJECT: X\n\n1. Text.\n"));
  EXPECT_EQ(cable.message_id(), "09VALLETTA417");
  EXPECT_EQ(cable.disposition(), cable::v1::DISPOSITION_CORRECTION);
  ASSERT_EQ(cable.relates_to_size(), 1);
  EXPECT_EQ(cable.relates_to(0).kind(), cable::v1::RELATION_KIND_CORRECTS);
  EXPECT_EQ(cable.relates_to(0).message_id(), "09VALLETTA400");
}

TEST(IdentityTest, KeepsTheUpperHeadingOfAReaddressal) {
  const std::string upper =
      "VZCZCXYZ0001\nOO RUEHOS\nDE RUEHWL #0007 0641500\nZNR UUUUU ZZH\nR 051500Z MAR 09\n"
      "FM AMEMBASSY WELLINGTON\nTO RUEHOS/AMEMBASSY OSLO 0001\n";
  const auto plain = Record(CableWith("1. Text.\n"));
  const auto cable = Record(upper + CableWith("1. Text.\n"));
  EXPECT_EQ(cable.message_id(), "09VALLETTA417");
  EXPECT_EQ(cable.originator(), "AMEMBASSY VALLETTA");
  ASSERT_EQ(cable.readdressal_size(), 1);
  EXPECT_EQ(cable.readdressal(0).originator(), "AMEMBASSY WELLINGTON");
  ASSERT_EQ(cable.readdressal(0).action_addressees_size(), 1);
  EXPECT_NE(cable.content_hash(), plain.content_hash());
}

TEST(IdentityTest, LeavesTheStationToWhoReaddressed) {
  // The standard's readdressal: one line 3 above both headings.
  const auto cable = Record(
      "DE RUEHWL #0007 0641500\nZNR UUUUU ZZH\nO 051500Z MAR 09\nFM AMEMBASSY WELLINGTON\n"
      "TO RUEHOS/AMEMBASSY OSLO\nP 041412Z MAR 09\nFM AMEMBASSY VALLETTA\n"
      "TO RUEHC/SECSTATE WASHDC 1904\nBT\nUNCLAS VALLETTA 000417\n\n1. Text.\n");
  EXPECT_EQ(cable.message_id(), "09VALLETTA417");
  EXPECT_EQ(cable.message_id_basis(), cable::v1::MESSAGE_ID_BASIS_MRN);
  EXPECT_EQ(cable.transmission().station_serial(), "0007");
  EXPECT_EQ(cable.transmission().filing_time().time().seconds(), 1236265200);
  EXPECT_EQ(cable.readdressal_size(), 1);
  EXPECT_EQ(cable.warnings_size(), 0);
}

TEST(IdentityTest, TakesTheStrongestDisposition) {
  struct Case {
    std::string_view signals;
    cable::v1::Disposition disposition;
  };
  const Case cases[] = {{"", cable::v1::DISPOSITION_ORIGINAL},
                        {" ZDK", cable::v1::DISPOSITION_RETRANSMISSION},
                        {" ZFD ZDK", cable::v1::DISPOSITION_SUSPECTED_DUPLICATE},
                        {" ZFR ZFD", cable::v1::DISPOSITION_CANCELLATION},
                        {" ZFR ZEL", cable::v1::DISPOSITION_CORRECTION},
                        {" ZFF4 ZUI", cable::v1::DISPOSITION_ORIGINAL}};
  for (const Case& expected : cases) {
    std::string message = CableWith("1. Text.\n");
    message.insert(message.find("MAR 09") + 6, expected.signals);
    EXPECT_EQ(Record(message).disposition(), expected.disposition) << expected.signals;
  }
}

TEST(IdentityTest, ReadsASerialThatTheStationTellsFromItsGarble) {
  for (std::string_view line : {"UNCLAS VALLETTA 0004P7", "UNCLAS VALLETTA R00417",
                                "UNCLAS SECTION 01 OF 02 VALLETTA 00Q417"}) {
    const auto cable = Record(HeadingThen(std::string(line) + "\n\nSUBJECT: X\n\n1. Text.\n"));
    EXPECT_EQ(cable.message_id(), "09VALLETTA417") << line;
    EXPECT_EQ(cable.message_id_basis(), cable::v1::MESSAGE_ID_BASIS_MRN_REPAIRED) << line;
    EXPECT_TRUE(Warns(cable, "header-text-mismatch")) << line;
    EXPECT_EQ(cable.subject(), "X") << line;
  }
  EXPECT_EQ(Record("O 041412Z MAR 09\nFM AMEMBASSY OSLO\nTO SECSTATE WASHDC\nBT\n"
                   "UNCLAS OSLO G00068\n\n1. Text.\n")
                .message_id(),
            "09OSLO68");
  // Two digits differ: not this one garbled.
  EXPECT_EQ(Record(HeadingThen("UNCLAS VALLETTA 0009P8\n\n1. Text.\n")).message_id_basis(),
            cable::v1::MESSAGE_ID_BASIS_STATION_SERIAL);
}

TEST(IdentityTest, TakesAGarbledSectionFromWhatIsLeftOrTheStation) {
  struct Case {
    std::string_view line;
    std::string_view part;
    std::string_view id;
  };
  const Case cases[] = {{"SECTION P2 OF 03", "02", "09VALLETTA417/02"},
                        {"SECTION 0P OF 03", "02", "09VALLETTA417/02"},
                        {"SECTION 02 OF P3", "02", "09VALLETTA417/02"},
                        {"SECTION 02 OX 03", "02", "09VALLETTA417/02"},
                        {"SECTION P1 OF 03", "01", "09VALLETTA417"}};
  for (const Case& garble : cases) {
    std::string message =
        HeadingThen("UNCLAS " + std::string(garble.line) + " VALLETTA 000417\n\nText.\n");
    message.replace(message.find("/01") + 1, 2, garble.part);
    EXPECT_EQ(Record(message).message_id(), garble.id) << garble.line;
  }
}

TEST(IdentityTest, WarnsOfAGarbledSectionWithoutANumber) {
  for (std::string_view line : {"UNCLAS SECTION P1 OF 03", "SECTION P1 OF 03"}) {
    const auto cable = Record(HeadingThen(std::string(line) + "\n\nText.\n"));
    EXPECT_EQ(cable.message_id(), "RUEHVT-0417-09063-1412") << line;
    EXPECT_TRUE(Warns(cable, "section-garbled")) << line;
  }
}

TEST(IdentityTest, JoinsAClassificationLineThatWasCutInTwo) {
  for (std::string_view line : {"UNCLAS\nVALLETTA 000417", "UNCLAS VALLETTA\n000417",
                                "S E C R E T SECTION 01 OF 02\nVALLETTA 000417"}) {
    const auto cable = Record(HeadingThen(std::string(line) + "\n\nSUBJECT: X\n\n1. Text.\n"));
    EXPECT_EQ(cable.message_id(), "09VALLETTA417") << line;
    EXPECT_EQ(cable.message_id_basis(), cable::v1::MESSAGE_ID_BASIS_MRN) << line;
    EXPECT_EQ(cable.coverage(), 1.0) << line;
  }
}

TEST(IdentityTest, KeepsAKnownPostAgainstAGarbledOriginator) {
  std::string message = CableWith("1. Text.\n");
  message.replace(message.find("VALLETTA\n"), 8, "VALTA");
  EXPECT_EQ(Record(message).message_id(), "09VALLETTA417");
  EXPECT_EQ(Record("O 041412Z MAR 09\nFM AMEMBASSY MANAMA\nTO SECSTATE WASHDC\nBT\n"
                   "UNCLAS DANAMA 000653\n\n1. Text.\n")
                .message_id(),
            "09MANAMA653");
}

TEST(IdentityTest, BearsAStationSerialOfAnotherLength) {
  for (std::string_view serial : {"#417/", "#00417/"}) {
    std::string message = CableWith("1. Text.\n");
    message.replace(message.find("#0417/"), 6, serial);
    EXPECT_EQ(Record(message).message_id(), "09VALLETTA417") << serial;
  }
}

TEST(IdentityTest, RefusesWhatHasNone) {
  cable::v1::Cable cable;
  for (std::string_view message : {"", " \n\t\r\n", "\n"}) {
    const auto parsed = Parse(message, cable);
    ASSERT_FALSE(parsed.has_value());
    EXPECT_EQ(parsed.error().code, ParseErrorCode::kEmpty);
  }
  for (std::string_view message : {"Hello.", "x", "FM NOBODY\n", "UNCLAS\nText\n"}) {
    const auto parsed = Parse(message, cable);
    ASSERT_FALSE(parsed.has_value()) << message;
    EXPECT_EQ(parsed.error().code, ParseErrorCode::kNoIdentity);
  }
}

}  // namespace
}  // namespace cablestream
