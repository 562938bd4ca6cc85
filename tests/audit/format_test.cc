#include "audit/format.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cablestream {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

AuditReport Balanced() {
  AuditReport report(1);
  report.raw = 10;
  report.records = 7;
  report.duplicates = 2;
  report.dead_letters[static_cast<size_t>(DeadLetterReason::kEmpty)] = 1;
  return report;
}

AuditReport Unbalanced() {
  AuditReport report = Balanced();
  ++report.raw;
  report.imbalances.Add({ImbalanceKind::kLost, {"cables.raw", 3}, 4711, "08OSLO101", "is gone"});
  report.imbalances.Add({ImbalanceKind::kLost, {"cables.raw", 3}, 4712, "08OSLO102", "is gone"});
  report.imbalances.Add({ImbalanceKind::kUnknownSource, {"cables", 0}, 1, "", "names none"});
  return report;
}

TEST(ReportTextTest, IsATableWhereAllIsWell) {
  const std::string text = ReportText(Balanced());
  EXPECT_THAT(text,
              HasSubstr("raw messages below the cut                                    10\n"));
  EXPECT_THAT(text,
              HasSubstr("    empty                                                      1\n"));
  EXPECT_THAT(text, HasSubstr("\nbalanced: raw messages = records + duplicates + dead letters"));
  EXPECT_THAT(text, Not(HasSubstr("lost")));
}

TEST(ReportTextTest, NamesEachImbalanceOnALineAndCountsTheRest) {
  const std::string text = ReportText(Unbalanced());
  EXPECT_THAT(text, HasSubstr("not balanced: 3 imbalances, 2 lost, 1 unknown source\n"));
  EXPECT_THAT(text, HasSubstr("\nlost            cables.raw/3/4711  08OSLO101  is gone\n"));
  EXPECT_THAT(text, HasSubstr("\nunknown source  cables/0/1  -  names none\n"));
  EXPECT_THAT(text, HasSubstr("\nand 1 more"));
}

TEST(ReportTextTest, LetsNoMessageIdForgeALine) {
  AuditReport report(1);
  report.imbalances.Add({ImbalanceKind::kTorn, {"c", 0}, 0, "X\nlost \x1B[2J", "is torn"});
  EXPECT_THAT(ReportText(report),
              HasSubstr("torn            c/0/0  \"X\\nlost \\u001b[2J\"  is torn\n"));
}

TEST(ReportJsonTest, HoldsCountsAndWhatIsShown) {
  const std::string json = ReportJson(Unbalanced());
  EXPECT_THAT(json, MatchesRegex("\\{\"balanced\": false, \"raw\": 11, \"records\": 7, .*\\}\n"));
  EXPECT_THAT(json, HasSubstr("\"lost\": 2, \"not_judged\": 0, "));
  EXPECT_THAT(json,
              HasSubstr("\"imbalances\": {\"lost\": 2, \"doubled\": 0, \"unknown_source\": 1, "
                        "\"torn\": 0}"));
  EXPECT_THAT(json, HasSubstr("{\"kind\": \"lost\", \"topic\": \"cables.raw\", \"partition\": 3, "
                              "\"offset\": 4711, \"message_id\": \"08OSLO101\", \"detail\": \"is "
                              "gone\"}"));
}

}  // namespace
}  // namespace cablestream
