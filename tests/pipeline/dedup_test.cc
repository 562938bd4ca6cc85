#include "pipeline/dedup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cable/v1/cable.pb.h"

namespace cablestream {
namespace {

using ::testing::ElementsAre;

Candidate At(int64_t offset, uint64_t content_hash, uint32_t disposition_class = 0) {
  Candidate candidate;
  candidate.topic = "raw";
  candidate.offset = offset;
  candidate.time_ms = 1000 + offset;
  candidate.content_hash = content_hash;
  candidate.hash_version = 1;
  candidate.disposition_class = disposition_class;
  return candidate;
}

TEST(DecideTest, ClaimsAnIdThatWasNeverSeen) {
  const Decision decision = Decide(std::nullopt, At(7, 11));
  EXPECT_EQ(decision.verdict, Verdict::kFirst);
  EXPECT_EQ(decision.claim.offset, 7);
  EXPECT_THAT(decision.claim.revisions, ElementsAre(RevisionHash(11, 0)));
}

TEST(DecideTest, TakesTheTextOfAnyRevisionForADuplicate) {
  const Claim first = Decide(std::nullopt, At(1, 11)).claim;
  const Claim second = Decide(first, At(2, 22)).claim;
  EXPECT_EQ(Decide(second, At(3, 11)).verdict, Verdict::kDuplicate);
  EXPECT_EQ(Decide(second, At(3, 22)).verdict, Verdict::kDuplicate);
}

TEST(DecideTest, TellsTheClassesOfDispositionApart) {
  const Claim original = Decide(std::nullopt, At(1, 11)).claim;
  EXPECT_EQ(Decide(original, At(2, 11, 1)).verdict, Verdict::kRevision);
  EXPECT_EQ(Decide(original, At(2, 11, 2)).verdict, Verdict::kRevision);
}

TEST(DecideTest, KeepsTheLaterTimeOfTwoRevisions) {
  const Claim late = Decide(std::nullopt, At(50, 11)).claim;
  EXPECT_EQ(Decide(late, At(2, 22)).claim.time_ms, 1050);
  EXPECT_EQ(Decide(late, At(60, 22)).claim.time_ms, 1060);
}

TEST(DecideTest, NamesTheGroupsThatChanged) {
  const Claim before = Decide(std::nullopt, At(1, 11)).claim;
  Candidate after = At(2, 22);
  after.digests[3] = 9;
  after.digests[6] = 9;
  EXPECT_THAT(Decide(before, after).changed_fields, ElementsAre("tags", "text"));
}

TEST(DecideTest, HoldsAsManyRevisionsAsAClaimCan) {
  Claim claim = Decide(std::nullopt, At(0, 0)).claim;
  for (uint64_t i = 1; i < kMaxRevisions; ++i) {
    const Decision decision = Decide(claim, At(static_cast<int64_t>(i), i));
    ASSERT_EQ(decision.verdict, Verdict::kRevision);
    claim = decision.claim;
  }
  EXPECT_EQ(claim.revisions.size(), kMaxRevisions);
  EXPECT_EQ(Decide(claim, At(99, 99)).verdict, Verdict::kConflict);
  EXPECT_EQ(Decide(claim, At(99, 5)).verdict, Verdict::kDuplicate);
}

TEST(KindOfDuplicateTest, GivesEachKindACounterOfItsOwn) {
  const Claim standing = Decide(std::nullopt, At(7, 11)).claim;
  cable::v1::Cable cable;
  EXPECT_EQ(KindOfDuplicate(cable, standing, At(7, 11)), DuplicateKind::kRereading);
  EXPECT_EQ(KindOfDuplicate(cable, standing, At(8, 11)), DuplicateKind::kRepeat);
  cable.set_disposition(cable::v1::DISPOSITION_RETRANSMISSION);
  EXPECT_EQ(KindOfDuplicate(cable, standing, At(8, 11)), DuplicateKind::kRetransmission);
  cable.set_disposition(cable::v1::DISPOSITION_SUSPECTED_DUPLICATE);
  EXPECT_EQ(KindOfDuplicate(cable, standing, At(8, 11)), DuplicateKind::kSuspectedDuplicate);
}

}  // namespace
}  // namespace cablestream
