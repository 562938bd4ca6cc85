#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "parser_fixture.h"

namespace cablestream {
namespace {

using testing::CableWith;
using ::testing::ElementsAre;
using testing::Record;
using testing::Warns;

constexpr std::string_view kPilcrow = "\xC2\xB6";

cable::v1::Cable Body(std::string_view text) {
  return Record(CableWith("SUBJECT: X\n\n" + std::string(text)));
}

std::vector<std::string> Shapes(const cable::v1::Cable& cable) {
  std::vector<std::string> shapes;
  for (const auto& paragraph : cable.paragraphs()) {
    shapes.push_back(std::to_string(paragraph.number()) + "|" + paragraph.portion() + "|" +
                     paragraph.heading() + "|" + paragraph.text());
  }
  return shapes;
}

TEST(ParagraphsTest, ReadsEachShapeOfANumber) {
  EXPECT_THAT(Shapes(Body("1. (SBU) One.\n\n2. Two.\n")), ElementsAre("1|SBU||One.", "2|||Two."));
  EXPECT_THAT(Shapes(Body("\xC2\xB6"
                          "1. (S/NF) One.\n\xC2\xB6"
                          "2. (C) Two.\n")),
              ElementsAre("1|S/NF||One.", "2|C||Two."));
  EXPECT_THAT(Shapes(Body("(C) 1. One.\n1.(U)One.\n")), ElementsAre("1|C||One.\n1.(U)One."));
  EXPECT_THAT(Shapes(Body("1.(U)One.\n2. C) Two.\n")), ElementsAre("1|U||One.", "2|C||Two."));
}

TEST(ParagraphsTest, TakesTheNextNumberOnly) {
  const std::string text = "1. (U) Growth was\n" + std::string(kPilcrow) +
                           "2005. Exports rose by\n" + std::string(kPilcrow) +
                           "14. percent.\n2. (U) Two.\n";
  EXPECT_EQ(Body(text).paragraphs_size(), 2);
}

TEST(ParagraphsTest, TakesNoItemOfAListForAParagraph) {
  EXPECT_THAT(Shapes(Body("1. One:\n1) buoys\n2) lights\n\n2. Two:\n3) piers\n\n3. Three.\n")),
              ElementsAre("1|||One:\n1) buoys\n2) lights", "2|||Two:\n3) piers", "3|||Three."));
  EXPECT_THAT(Shapes(Body("1) One.\n\n2) Two.\n")), ElementsAre("1|||One.", "2|||Two."));
}

TEST(ParagraphsTest, FindsThoseInsideAJoinedLine) {
  EXPECT_THAT(
      Shapes(Body("1. (U) Ships came to the port, and they were many of them. 2. (SBU) They "
                  "left again with the tide. 3.(U) See para 4. (C) of reftel.\n\n4. (U) End.\n")),
      ElementsAre("1|U||Ships came to the port, and they were many of them.",
                  "2|SBU||They left again with the tide.", "3|U||See para 4. (C) of reftel.",
                  "4|U||End."));
}

TEST(ParagraphsTest, UndoesAnExtraDigitBeforeEachNumber) {
  std::string text;
  for (int i = 1; i <= 3; ++i) {
    text.append(kPilcrow).append("1").append(std::to_string(i)).append(". (SBU) Text.\n\n");
  }
  const auto cable = Body(text);
  ASSERT_EQ(cable.paragraphs_size(), 3);
  EXPECT_EQ(cable.paragraphs(0).number(), 1U);
  EXPECT_EQ(cable.paragraphs(2).number(), 3U);
  EXPECT_TRUE(Warns(cable, "paragraph-numbers-with-extra-digit"));
}

TEST(ParagraphsTest, KeepsTheLeadAsNumberZero) {
  EXPECT_THAT(Shapes(Body("This message is for action.\n\n1. One.\n")),
              ElementsAre("0|||This message is for action.", "1|||One."));
}

TEST(ParagraphsTest, GivesATitleToWhatFollowsIt) {
  EXPECT_THAT(Shapes(Body("1. One.\n\n-------\nShips\n-------\n\n2. Two.\n")),
              ElementsAre("1|||One.", "2||Ships|Two."));
}

TEST(SeamTest, IsKnownInSpiteOfAGarble) {
  for (std::string_view seam : {"VALLETTA 0000J417  002 OF 003", "VALLETTA 00000417 0X1.2 OF 003",
                                "VALXETTA 00000417  002 OF 003", "VALLETTA 00000417  002 XF 003"}) {
    const auto whole = Body("1. One and\n" + std::string(seam) + "\ntwo.\n");
    ASSERT_EQ(whole.paragraphs_size(), 1) << seam;
    EXPECT_EQ(whole.paragraphs(0).text(), "One and\ntwo.") << seam;
    const auto subject = testing::Record(
        testing::CableWith("SUBJECT: SHIPS\n" + std::string(seam) + "\n\n1. One.\n"));
    EXPECT_EQ(subject.subject(), "SHIPS") << seam;
  }
  EXPECT_EQ(Body("1. Fines:\nVALLETTA 45 GOZO 12\n").paragraphs(0).text(),
            "Fines:\nVALLETTA 45 GOZO 12");
}

TEST(SeamTest, StandsNowhereInTheText) {
  for (std::string_view seam :
       {"VALLETTA 00000417 002 OF 003", "Valletta 00000417  001.2 of 003"}) {
    const auto whole = Body("1. One and\n" + std::string(seam) + "\ntwo.\n");
    EXPECT_THAT(Shapes(whole), ElementsAre("1|||One and\ntwo."));
    EXPECT_EQ(whole.section().through(), 2U);
    const auto inside = Body("1. One and " + std::string(seam) + " two.\n");
    EXPECT_THAT(Shapes(inside), ElementsAre("1|||One and two."));
  }
}

TEST(EndTest, DropsTheEndLinesAndChecksTheSerial) {
  const auto cable = Body("1. One.\nROE\nBT\n#0417\n\nNNNN\n");
  EXPECT_THAT(Shapes(cable), ElementsAre("1|||One."));
  EXPECT_THAT(cable.signers(), ElementsAre("ROE"));
  EXPECT_FALSE(Warns(cable, "end-serial-mismatch"));
  EXPECT_TRUE(Warns(Body("1. One.\nROE\nBT\n#0418\nNNNN\n"), "end-serial-mismatch"));
  EXPECT_THAT(Body("1. One.\nBT\nC PARA 1 READ TWO\n#0417\nNNNN\n").corrections(),
              ElementsAre("C PARA 1 READ TWO"));
}

TEST(SignatureTest, FindsTheNameAlone) {
  struct Case {
    std::string_view text;
    std::vector<std::string> signers;
  };
  const Case cases[] = {
      {"1. One.\nROE", {"ROE"}},
      {"1. One.\n\nVAN DOE\n", {"VAN DOE"}},
      {"1. One.\n\nO'ROE\n\nCONFIDENTIAL\n", {"O'ROE"}},
      {"1. One. Roe", {"Roe"}},
      {"1. Minimize considered. ROE", {"ROE"}},
      {"1. One.\n\nROE\nROE\n", {"ROE"}},
      {"1. One.\n\nROE Roe\n", {"ROE"}},
      {"1. One.\nROE\n...", {"ROE"}},
      {"1. One, see XXXXXXXXXXXX\nRoe", {"Roe"}},
      {"1. One.\nROE\n\n        SECRET\n\n>\n 2002OSLO01748 - Classification: SECRET", {"ROE"}},
      {"1. One.\n\nEND COMMENT\n", {}},
      {"1. The rate was five. The", {}},
      {"1. One.", {}},
  };
  for (const Case& expected : cases) {
    const auto cable = Body(expected.text);
    EXPECT_EQ(std::vector<std::string>(cable.signers().begin(), cable.signers().end()),
              expected.signers)
        << expected.text;
  }
}

TEST(SignatureTest, IsInLowerCaseWhereAllIs) {
  const auto cable =
      testing::Record(testing::CableWith("subject: x\n\n1. (u) ships came.\n\nroe\n"));
  EXPECT_THAT(cable.signers(), ElementsAre("roe"));
  EXPECT_TRUE(Body("1. Ships came.\n\nroe\n").signers().empty());
}

TEST(ExtractTest, TakesSummaryAndComment) {
  const auto cable = Body(
      "1. (SBU) Summary: Ships came.\n\n2. (SBU) More came. End Summary.\n\n3. (U) Text.\n\n"
      "4. (C) Comment: It will last. End comment.\n\nROE\n");
  EXPECT_EQ(cable.summary().text(), "Ships came.\nMore came.");
  EXPECT_EQ(cable.summary().first_paragraph(), 1U);
  EXPECT_EQ(cable.summary().last_paragraph(), 2U);
  EXPECT_EQ(cable.comment().text(), "It will last.");
  EXPECT_EQ(cable.comment().first_paragraph(), 4U);
}

TEST(BodyTest, CountsRedactions) {
  EXPECT_EQ(Body("1. XXXXXXXXXX met xxxx and XXXX.\n").redactions(), 3U);
}

TEST(BodyTest, ReadsDrafting) {
  const auto cable = Body("1. One.\nDRAFTED: POL:JROE\nAPPROVED: DCM:JDOE\nCLEARED: ECON, MGT\n");
  EXPECT_EQ(cable.drafting().drafted_by(), "POL:JROE");
  EXPECT_EQ(cable.drafting().approved_by(), "DCM:JDOE");
  EXPECT_THAT(cable.drafting().cleared_by(), ElementsAre("ECON", "MGT"));
}

TEST(BodyTest, KeepsBytesThatAreNoUtf8) {
  std::string message = CableWith("SUBJECT: \xFD\n\n1. Caf\xE9 and \xFF.\n");
  message.insert(message.find("LONDON"), "\xFE");
  const auto cable = Record(message);
  EXPECT_EQ(cable.info_addressees(0).name(), "AMEMBASSY \xEF\xBF\xBDLONDON");
  EXPECT_EQ(cable.subject(), "\xEF\xBF\xBD");
  EXPECT_EQ(cable.paragraphs(0).text(), "Caf\xEF\xBF\xBD and \xEF\xBF\xBD.");
  ASSERT_EQ(cable.invalid_bytes_size(), 4);
  for (const auto& byte : cable.invalid_bytes()) {
    EXPECT_EQ(static_cast<uint8_t>(message.at(byte.offset())), byte.value());
  }
  EXPECT_EQ(cable.invalid_bytes(0).value(), 0xFEU);
  EXPECT_EQ(cable.invalid_bytes(3).value(), 0xFFU);
  EXPECT_EQ(cable.coverage(), 1.0);
}

}  // namespace
}  // namespace cablestream
