#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "parser_fixture.h"

namespace cablestream {
namespace {

using testing::CableWith;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::Record;
using testing::Warns;

using Strings = std::vector<std::string>;

Strings Tags(std::string_view line) {
  Strings codes;
  const auto cable = Record(CableWith(std::string(line) + "\nSUBJECT: X\n\n1. Text.\n"));
  for (const auto& tag : cable.tags()) codes.push_back(tag.code());
  return codes;
}

Strings References(std::string_view line) {
  Strings result;
  const auto cable = Record(CableWith("SUBJECT: X\n\n" + std::string(line) + "\n\n1. Text.\n"));
  for (const auto& reference : cable.references()) {
    result.push_back(reference.bullet() + ":" +
                     (reference.message_id().empty() ? reference.raw() : reference.message_id()));
  }
  return result;
}

TEST(TagsTest, ReadsEachShapeOfTheLine) {
  struct Case {
    std::string_view line;
    Strings codes;
  };
  const Case cases[] = {
      {"TAGS: PGOV, ECON, MT", {"PGOV", "ECON", "MT"}},
      {"TAGS PGOV ECON MT", {"PGOV", "ECON", "MT"}},
      {"TAGS: [PGOV](#) [ECON](#) [MT](#)", {"PGOV", "ECON", "MT"}},
      {"tags: pgov mt", {"PGOV", "MT"}},
      {"TAGS: PGOV, ECON,\nMT", {"PGOV", "ECON", "MT"}},
      {"TAGS: PGOV ECON\nMT", {"PGOV", "ECON", "MT"}},
      {"TAGS: PGOV MT PGOV", {"PGOV", "MT"}},
      {"TAGS: ECONPGOVMT", {"ECON", "PGOV", "MT"}},
      {"TAGS: OVIP (DOE, JANE), PGOV", {"OVIP", "DOE, JANE", "PGOV"}},
      {"TAGS: OVIP DOE JANE PGOV", {"OVIP", "DOE, JANE", "PGOV"}},
      {"TAGS: PGOV ECONOMIC AFFAIRS", {"PGOV", "ECONOMIC AFFAIRS"}},
      {"AGS: PGOV, MT", {"PGOV", "MT"}},
  };
  for (const Case& expected : cases)
    EXPECT_EQ(Tags(expected.line), expected.codes) << expected.line;
}

TEST(TagsTest, KeepsAnUnknownCodeAndNamesTheLikelyOne) {
  const auto cable = Record(CableWith("TAGS: PGOV KTPI\nSUBJECT: X\n\n1. Text.\n"));
  ASSERT_EQ(cable.tags_size(), 2);
  EXPECT_EQ(cable.tags(1).code(), "KTPI");
  EXPECT_EQ(cable.tags(1).kind(), cable::v1::TAG_KIND_UNSPECIFIED);
  ASSERT_TRUE(Warns(cable, "unknown-tag"));
  EXPECT_EQ(Record(CableWith("TAGS: KCRIM\nSUBJECT: X\n\n1. T.\n")).warnings(0).excerpt(),
            "KCRIM: KCRM?");
}

TEST(SubjectTest, ReadsEachShapeOfTheLine) {
  struct Case {
    std::string_view line;
    std::string_view subject;
    std::string_view portion;
  };
  const Case cases[] = {
      {"SUBJECT: PORT CALLS", "PORT CALLS", ""},
      {"SUBJ: PORT CALLS", "PORT CALLS", ""},
      {"SUBJECT:  (C) PORT\nCALLS", "PORT CALLS", "C"},
      {"SUBJECT: PORT CALLS (S/NF)", "PORT CALLS", "S/NF"},
      {"UBJECT: PORT CALLS", "PORT CALLS", ""},
      {"SUBJECT: PORT CALLS REF: OSLO 12", "PORT CALLS", ""},
      {"SUBJECT: PORT CALLS IN THE SECOND QUARTER, ANOTHER RECORD YEAR Sensitive but unclassified.",
       "PORT CALLS IN THE SECOND QUARTER, ANOTHER RECORD YEAR", ""},
  };
  for (const Case& expected : cases) {
    const auto cable = Record(CableWith(std::string(expected.line) + "\n\n1. Text.\n"));
    EXPECT_EQ(cable.subject(), expected.subject) << expected.line;
    EXPECT_EQ(cable.subject_portion(), expected.portion) << expected.line;
  }
}

TEST(SubjectTest, GoesOnBehindABlankLineWhereALabelFollows) {
  const std::string subject =
      "SUBJECT: HARBOUR DUES UP, TONNAGE DOWN: WHY THE FREE PORT\n\nLOSES SHIPS\n\n";
  EXPECT_EQ(Record(CableWith(subject + "REF: OSLO 12\n\n1. Text.\n")).subject(),
            "HARBOUR DUES UP, TONNAGE DOWN: WHY THE FREE PORT LOSES SHIPS");
  EXPECT_EQ(Record(CableWith(subject + "1. Text.\n")).subject(),
            "HARBOUR DUES UP, TONNAGE DOWN: WHY THE FREE PORT");
}

TEST(PassingTest, TakesWhoeverIsNamedAboveAMessageLine) {
  const auto cable = Record(
      CableWith("USOAS for Jane Roe\nPORT BUREAU FOR J.ROE AND\nA.BOE\nWHA DAS COE\nCMS, J ROE\n"
                "lorem gravel\n\nTAGS: MT\nSUBJECT: X\n\n1. Text.\n"));
  EXPECT_THAT(cable.passing_instructions(),
              ElementsAre("USOAS for Jane Roe", "PORT BUREAU FOR J.ROE AND A.BOE", "WHA DAS COE",
                          "CMS, J ROE"));
  ASSERT_EQ(cable.unparsed_size(), 1);
  EXPECT_EQ(cable.unparsed(0).bytes(), "lorem gravel");
}

TEST(PassingTest, LeavesATextWithoutMessageLinesAlone) {
  const auto cable = Record(CableWith("REQUEST AUTHORITY FOR BUOYS\nAND FOR LIGHTS\n"));
  EXPECT_EQ(cable.passing_instructions_size(), 0);
  ASSERT_EQ(cable.paragraphs_size(), 1);
  EXPECT_EQ(cable.paragraphs(0).text(), "REQUEST AUTHORITY FOR BUOYS\nAND FOR LIGHTS");
}

TEST(ReferencesTest, GivesOneEntryACable) {
  EXPECT_THAT(References("REF: OSLO 12"), ElementsAre(":09OSLO12"));
  EXPECT_THAT(References("REF: A) OSLO 12 B) 07 THE HAGUE 000034"),
              ElementsAre("A:09OSLO12", "B:07THEHAGUE34"));
  EXPECT_THAT(References("REF: A. OSLO 2799 AND 2764"),
              ElementsAre("A:09OSLO2799", "A:09OSLO2764"));
  EXPECT_THAT(References("REFS: A. OSLO 12\n     \xC2\xB6"
                         "B. SUVA 13 (NOTAL)"),
              ElementsAre("A:09OSLO12", "B:09SUVA13"));
  EXPECT_THAT(References("REF: OSLO 12 THROUGH 14"),
              ElementsAre(":09OSLO12", ":09OSLO13", ":09OSLO14"));
  EXPECT_THAT(References("REF: STATE 200498 (2006)"), ElementsAre(":06STATE200498"));
  EXPECT_THAT(References("REF: ROE-DOE E-MAIL OF 04/15/09"),
              ElementsAre(":ROE-DOE E-MAIL OF 04/15/09"));
  EXPECT_THAT(References("REF: N/A"), IsEmpty());
  EXPECT_THAT(References("REF: OSLO 12\n(U) Post delivered the points."), ElementsAre(":09OSLO12"));
}

TEST(ReferencesTest, TellsKindsAndCaptions) {
  const auto cable = Record(
      CableWith("SUBJECT: X\nREF: A. OSLO 12 (NOTAL)\n     B. ROE-DOE E-MAIL\n\n1. Text.\n"));
  ASSERT_EQ(cable.references_size(), 2);
  EXPECT_EQ(cable.references(0).caption(), "NOTAL");
  EXPECT_EQ(cable.references(0).raw(), "OSLO 12");
  EXPECT_EQ(cable.references(1).kind(), cable::v1::REFERENCE_KIND_EMAIL);
}

TEST(ExecutiveOrderTest, ReadsEachRule) {
  struct Case {
    std::string_view line;
    cable::v1::DeclassifyRule rule;
    uint32_t year;
  };
  const Case cases[] = {
      {"E.O. 12958: N/A", cable::v1::DECLASSIFY_RULE_NOT_APPLICABLE, 0},
      {"E.O. 12958: DECL: 03/04/2019", cable::v1::DECLASSIFY_RULE_DATE, 2019},
      {"EO 12958 DECL: 2019/03/04", cable::v1::DECLASSIFY_RULE_DATE, 2019},
      {"E.O. 12958: DECL: 03/04/08", cable::v1::DECLASSIFY_RULE_DATE, 2108},
      {"E.O. 12958: DECL: 03/04/19", cable::v1::DECLASSIFY_RULE_DATE, 2019},
      {"E.O. 12958: DECL: MARCH 2019", cable::v1::DECLASSIFY_RULE_DATE, 2019},
      {"E.O. 12958: DECL: 03/2019", cable::v1::DECLASSIFY_RULE_DATE, 2019},
      {"E.O. 12958: DECL: TWENTY YEARS", cable::v1::DECLASSIFY_RULE_DURATION, 0},
      {"E.O. 12356: DECL: OADR", cable::v1::DECLASSIFY_RULE_OADR, 0},
      {"E.O. 12958: DECL: MR", cable::v1::DECLASSIFY_RULE_MANUAL_REVIEW, 0},
      {"E.O. 12958: N/W", cable::v1::DECLASSIFY_RULE_NOT_APPLICABLE, 0},
      {"E.O. 12958: NKA", cable::v1::DECLASSIFY_RULE_NOT_APPLICABLE, 0},
      {"E.O. 12958Q N/A", cable::v1::DECLASSIFY_RULE_NOT_APPLICABLE, 0},
      {"E.O. 11652: GDS", cable::v1::DECLASSIFY_RULE_GDS, 0},
  };
  for (const Case& expected : cases) {
    const auto cable = Record(CableWith(std::string(expected.line) + "\nSUBJECT: X\n\n1. Text.\n"));
    EXPECT_EQ(cable.executive_order().rule(), expected.rule) << expected.line;
    EXPECT_EQ(cable.executive_order().declassify_on().year(), expected.year) << expected.line;
  }
}

TEST(ClassifiedByTest, FindsTheNameAlone) {
  struct Case {
    std::string_view line;
    std::string_view name;
    Strings reasons;
  };
  const Case cases[] = {
      {"Classified By: Ambassador Jane Q. Roe, Reasons 1.4 (b),(d)",
       "Jane Q. Roe",
       {"1.4(b)", "1.4(d)"}},
      {"CLASSIFIED BY: DCM JOHN DOE FOR REASONS 1.5 B AND D", "JOHN DOE", {"1.5(b)", "1.5(d)"}},
      {"Classified By: Jane Roe, Ambassador, Embassy Valletta. REASON: 1.4 (b)",
       "Jane Roe",
       {"1.4(b)"}},
      {"Classified By: Pol/Econ Counselor John Doe for reas\nons 1.4 (b/d)",
       "John Doe",
       {"1.4(b)", "1.4(d)"}},
      {"CLASSIFIED BY AMBASSAD0R J0HN DOE.  REAS0N: 1.5(B)", "J0HN DOE", {"1.5(b)"}},
  };
  for (const Case& expected : cases) {
    const auto cable =
        Record(CableWith("SUBJECT: X\n\n" + std::string(expected.line) + "\n\n1. Text.\n"));
    EXPECT_EQ(cable.classified_by().name(), expected.name) << expected.line;
    EXPECT_EQ(
        Strings(cable.classified_by().reasons().begin(), cable.classified_by().reasons().end()),
        expected.reasons)
        << expected.line;
  }
}

TEST(CaptionsTest, TellsCaptionsFromPassingInstructions) {
  const auto cable =
      Record(CableWith("SENSITIVE\nSIPDIS\n\nEUR/SE FOR ROE, INL FOR DOE\nSTATE PASS USTR\n\n"
                       "E.O. 12958: N/A\nSUBJECT: X\n\n1. Text.\n"));
  EXPECT_THAT(cable.classification().captions(), ElementsAre("SENSITIVE", "SIPDIS"));
  EXPECT_THAT(cable.passing_instructions(),
              ElementsAre("EUR/SE FOR ROE, INL FOR DOE", "STATE PASS USTR"));
  EXPECT_EQ(cable.coverage(), 1.0);
}

TEST(CaptionsTest, ReadsPassingInstructionsWithoutAVerb) {
  const auto cable =
      Record(CableWith("SIPDIS\n\nEUR/SE - ROE\nUSDOC 4212/MAC/EUR\nGRAVEL UMBRELLA LANTERN\n\n"
                       "SUBJECT: X\n\n1. Text.\n"));
  EXPECT_THAT(cable.passing_instructions(), ElementsAre("EUR/SE - ROE", "USDOC 4212/MAC/EUR"));
  ASSERT_EQ(cable.unparsed_size(), 1);
  EXPECT_EQ(cable.unparsed(0).bytes(), "GRAVEL UMBRELLA LANTERN");
}

TEST(CaptionsTest, JoinsAnInstructionThatNamesNobodyYet) {
  std::string message =
      CableWith("DEPT FOR EUR/RUS, NP/RA; NSC FOR\nROE; DOD FOR ISP\n\nSUBJECT: X\n\n1. T.\n");
  message.insert(message.find("\n\nUNCLAS"), "\nDOC FOR 4333/ITA/MAC");
  EXPECT_THAT(
      Record(message).passing_instructions(),
      ElementsAre("DOC FOR 4333/ITA/MAC", "DEPT FOR EUR/RUS, NP/RA; NSC FOR ROE; DOD FOR ISP"));
}

TEST(CaptionsTest, KnowsTheRareOnes) {
  const auto cable =
      Record(CableWith("ALDAC\nNODIS CHEROKEE\nC O R R E C T E D  C O P Y (ADDING TAGS LINE)\n"
                       "C O R R E C T E D   C O P N\nSUBJECT: X\n\n1. T.\n"));
  EXPECT_THAT(cable.classification().captions(),
              ElementsAre("ALDAC", "NODIS", "CHEROKEE", "CORRECTED COPY ADDING TAGS LINE",
                          "CORRECTED COPY"));
  EXPECT_EQ(cable.tags_size(), 0);
}

TEST(CaptionsTest, ForgivesOneLetter) {
  const auto cable = Record(CableWith("QENSITIVE\nSUBJECT: X\n\n1. Text.\n"));
  EXPECT_THAT(cable.classification().captions(), ElementsAre("SENSITIVE"));
  EXPECT_TRUE(Warns(cable, "caption-spelling"));
}

TEST(MessageLinesTest, ReadsACopyThatIsAllOnOneLine) {
  const auto cable = Record(
      std::string(testing::kHeading) +
      "UNCLAS VALLETTA 000417 SIPDIS DEPT FOR EUR/SE E.O. 12958: N/A TAGS: PGOV, MT SUBJECT: PORT "
      "CALLS REF: A. OSLO 12 B. SUVA 13 Classified By: Ambassador Jane Roe, Reason 1.4 (b) 1. (U) "
      "Ships came.");
  EXPECT_EQ(cable.subject(), "PORT CALLS");
  EXPECT_EQ(cable.tags_size(), 2);
  EXPECT_EQ(cable.references_size(), 2);
  EXPECT_EQ(cable.classified_by().name(), "Jane Roe");
  ASSERT_EQ(cable.paragraphs_size(), 1);
  EXPECT_EQ(cable.paragraphs(0).text(), "Ships came.");
  EXPECT_THAT(cable.classification().captions(), ElementsAre("SIPDIS"));
  EXPECT_THAT(cable.passing_instructions(), ElementsAre("DEPT FOR EUR/SE"));
}

TEST(MessageLinesTest, AccountsForALineOfRandomWords) {
  const std::string words = "lorem gravel umbrella seventeen";
  const std::string clean = CableWith(
      "SENSITIVE\nSIPDIS\n\nEUR/SE FOR ROE\n\nE.O. 12958: N/A\nTAGS: PGOV MT\nSUBJECT: X\n\n"
      "REF: OSLO 12\n\n1. Text.\n\nROE\n");
  EXPECT_EQ(Record(clean).coverage(), 1.0);
  const std::string_view before[] = {"OO RUEHWEB", "ZNR",    "FM AMEM",   "TO RUEHC",
                                     "INFO ",      "UNCLAS", "SENSITIVE", "SIPDIS",
                                     "EUR/SE",     "E.O.",   "TAGS",      "SUBJECT"};
  for (std::string_view mark : before) {
    std::string message = clean;
    message.insert(message.find(mark), words + "\n");
    const auto cable = Record(message);
    ASSERT_EQ(cable.unparsed_size(), 1) << mark;
    EXPECT_EQ(cable.unparsed(0).bytes(), words) << mark;
    const auto size = static_cast<double>(message.size());
    EXPECT_EQ(cable.coverage(), (size - static_cast<double>(words.size())) / size) << mark;
    EXPECT_TRUE(Warns(cable, "line-not-understood")) << mark;
  }
}

// The lines with one of them changed give what the right ones give.
TEST(LabelsTest, AreKnownSpacedOutGarbledOrByTheirPlace) {
  const std::string lines =
      "SIPDIS\n\nDEPT FOR EUR/SE\n\nE.O. 12958: DECL: 03/04/2019\nTAGS: PREL, EWWT, MT\n"
      "SUBJECT: PORT CALLS IN MARCH\n\nREF: A. OSLO 12\n     B. 08 SUVA 13 (NOTAL)\n\n"
      "1. (C) Ships came.\n";
  struct Case {
    std::string_view label;
    std::string_view instead;
    bool missing;
  };
  const Case cases[] = {
      {"E.O. 12958", "E . O . 12958", false},
      {"E.O. 12958", "E.0. 12958", false},
      {"E.O. 12958", "E.Q. 12958", false},
      {"E.O. 12958", "E.O. 129X8", false},
      {"E.O. 12958", "EYO. 12958", false},
      {"12958:", "12958Q", false},
      {"12958:", "1295X:", false},
      {"E.O. 12958: ", "", true},
      {"12958: DECL", "12958:\nDECL", false},
      {"TAGS:", "T A G S :", false},
      {"TAGS:", "TGAS:", false},
      {"TAGS:", "YAGS:", false},
      {"TAGS:", "TAGSO", false},
      {"2019\nTAGS", "2019TAGS", false},
      {"TAGS: ", "", true},
      {"PREL,", "P R E L,", false},
      {"SUBJECT:", "S U B J E C T:", false},
      {"SUBJECT:", "SUBEJCT:", false},
      {"SUBJECT:", "SUBJECTO", false},
      {"MT\nSUBJECT", "MTSUBJECT", false},
      {"SUBJECT: ", "", true},
      {"REF:", "R E F:", false},
      {"REF:", "RXF:", false},
      {"REF:", "REF;", false},
      {"REF: A.", "REFX A.", false},
      {"B. 08",
       "\xC2\xB6"
       "BX 08",
       false},
      {"REF: ", "", true},
      {"DEPT FOR", "DEPT FXR", false},
  };
  const auto right = Record(CableWith(lines));
  for (const Case& changed : cases) {
    std::string message = lines;
    message.replace(message.find(changed.label), changed.label.size(), changed.instead);
    const auto cable = Record(CableWith(message));
    const std::string place = std::string(changed.label) + " as " + std::string(changed.instead);
    EXPECT_EQ(cable.executive_order().declassify_on().year(), 2019U) << place;
    EXPECT_EQ(cable.tags_size(), right.tags_size()) << place;
    EXPECT_EQ(cable.subject(), right.subject()) << place;
    ASSERT_EQ(cable.references_size(), 2) << place;
    EXPECT_EQ(cable.references(1).message_id(), "08SUVA13") << place;
    EXPECT_EQ(cable.passing_instructions_size(), 1) << place;
    EXPECT_EQ(cable.paragraphs_size(), 1) << place;
    EXPECT_EQ(Warns(cable, "label-missing"), changed.missing) << place;
    EXPECT_EQ(cable.coverage(), 1.0) << place;
  }
}

TEST(LabelsTest, OfAQuotedMessageAreText) {
  const std::string text =
      "FOLLOWING REPEAT OSLO 123 ACTION SECSTATE DTD 4 MAR\nQUOTE\nC O N F I D E N T I A L OSLO "
      "123\n"
      "SUBJ: WHALES";
  const auto cable = Record(CableWith(text + "\n1. Text.\n"));
  EXPECT_EQ(cable.message_id(), "09VALLETTA417");
  EXPECT_EQ(cable.subject(), "");
  ASSERT_EQ(cable.paragraphs_size(), 2);
  EXPECT_EQ(cable.paragraphs(0).text(), text);
  EXPECT_TRUE(Warns(cable, "another-reference-number"));
  EXPECT_EQ(cable.coverage(), 1.0);
}

TEST(LabelsTest, LeaveALineThatStandsTwiceOut) {
  const std::string lines =
      "SENSITIVE\nDEPT FOR EUR/SE\nE.O. 12958: N/A\nTAGS: PREL, MT\nSUBJECT: PORT CALLS IN MARCH\n"
      "REF: A. OSLO 12\n     B. 08 SUVA 13\n\n1. (C) Ships came.\n";
  const auto right = Record(CableWith(lines));
  for (size_t at = 0; at < lines.find("\n1. "); at = lines.find('\n', at) + 1) {
    const std::string line = lines.substr(at, lines.find('\n', at) + 1 - at);
    if (line == "\n") continue;
    auto cable = Record(CableWith(std::string(lines).insert(at, line)));
    EXPECT_TRUE(Warns(cable, "line-doubled")) << line;
    EXPECT_EQ(cable.coverage(), 1.0) << line;
    cable.clear_warnings();
    cable.set_content_hash(right.content_hash());
    EXPECT_EQ(cable.DebugString(), right.DebugString()) << line;
  }
}

TEST(LabelsTest, AreNotFoundInALead) {
  for (std::string_view lead :
       {"REFERENCES TO FISH ABOUND.", "IN OSLO 12 SHIPS CAME AND LEFT AGAIN.", "DECLINED BY POST.",
        "FOLLOWING IS THE TEXT\nOF A LETTER.", "A: PREL AND OTHERS."}) {
    const auto cable = Record(
        CableWith("TAGS: PREL, MT\nSUBJECT: X Y\n\n" + std::string(lead) + "\n\n1. Text.\n"));
    EXPECT_EQ(cable.subject(), "X Y") << lead;
    EXPECT_EQ(cable.references_size(), 0) << lead;
    EXPECT_FALSE(cable.has_executive_order()) << lead;
    ASSERT_EQ(cable.paragraphs_size(), 2) << lead;
    EXPECT_EQ(cable.paragraphs(0).text(), lead);
  }
}

}  // namespace
}  // namespace cablestream
