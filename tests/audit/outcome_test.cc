#include "audit/outcome.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace cablestream {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class OutcomeTest : public ::testing::Test {
 protected:
  void Take(SourceKind kind, uint32_t part = 1, uint32_t parts = 1) {
    SourceEntry entry;
    entry.kind = kind;
    entry.part = part;
    entry.parts = parts;
    tally_.Take(entry);
  }
  Outcome Finish() { return tally_.Finish(); }

  std::vector<ImbalanceKind> reported;

 private:
  OutcomeTally tally_{"raw/0/1", [this](ImbalanceKind kind, const SourceEntry&,
                                        const std::string&) { reported.push_back(kind); }};
};

TEST_F(OutcomeTest, IsOneRecordOrOneDeadLetter) {
  Take(SourceKind::kRecord);
  EXPECT_EQ(Finish().count(), 1U);
  EXPECT_THAT(reported, IsEmpty());
}

TEST_F(OutcomeTest, CountsAllPartsOfADeadLetterOnce) {
  for (uint32_t part = 1; part <= 3; ++part) Take(SourceKind::kDeadLetter, part, 3);
  EXPECT_EQ(Finish().count(), 1U);
  EXPECT_THAT(reported, IsEmpty());
}

TEST_F(OutcomeTest, LacksAPart) {
  Take(SourceKind::kDeadLetter, 1, 3);
  Take(SourceKind::kDeadLetter, 3, 3);
  (void)Finish();
  EXPECT_THAT(reported, ElementsAre(ImbalanceKind::kTorn));
}

TEST_F(OutcomeTest, IsDoubledOncePerDeadLetter) {
  for (uint32_t part = 1; part <= 2; ++part) {
    Take(SourceKind::kDeadLetter, part, 2);
    Take(SourceKind::kDeadLetter, part, 2);
  }
  (void)Finish();
  EXPECT_THAT(reported, ElementsAre(ImbalanceKind::kDoubled));
}

TEST_F(OutcomeTest, IsDoubledByASecondSplit) {
  Take(SourceKind::kDeadLetter);
  Take(SourceKind::kDeadLetter, 1, 2);
  Take(SourceKind::kDeadLetter, 2, 2);
  EXPECT_EQ(Finish().count(), 2U);
  EXPECT_THAT(reported, ElementsAre(ImbalanceKind::kDoubled));
}

TEST_F(OutcomeTest, IsNoneOfAClaimOrForward) {
  Take(SourceKind::kForward);
  Take(SourceKind::kClaim);
  const Outcome outcome = Finish();
  EXPECT_EQ(outcome.count(), 0U);
  EXPECT_TRUE(outcome.forwarded);
}

}  // namespace
}  // namespace cablestream
