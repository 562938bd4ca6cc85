// What KafkaSink promises of who may commit, and of what others have left open.
#include <gmock/gmock.h>

#include "producer/sink.h"
#include "sink_world.h"

namespace cablestream {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class SinkFencingTest : public SinkWorld {
 protected:
  // A transaction with one record and one offset, up to where it would be committed.
  Status Prepare(KafkaSink& sink, const GroupMetadata& membership, int64_t offset) {
    if (Status begun = sink.Begin(); !begun) return begun;
    if (Status taken = sink.Produce(To(OutputTopic::kRecords, 0, "record")); !taken) return taken;
    if (auto flushed = sink.Flush(); !flushed) return Fail(flushed.error());
    const OffsetCommit commit{raw(0), offset, "m"};
    return sink.SendOffsets({&commit, 1}, membership);
  }

  Status Run(KafkaSink& sink, const GroupMetadata& membership, int64_t offset) {
    if (Status prepared = Prepare(sink, membership, offset); !prepared) return prepared;
    return sink.Commit();
  }

  const std::string id_ = Unique("sink");
};

// Until then no read_committed reader would get past it.
TEST_F(SinkFencingTest, EndsWhatAnOlderProducerLeftOpen) {
  KafkaSink dead(Options(id_));
  ASSERT_TRUE(Renewed(dead));
  ASSERT_TRUE(Prepare(dead, JoinGroup(), 5));
  EXPECT_EQ(ReadCommitted(records(0)).end, 0);

  KafkaSink next(Options(id_));
  ASSERT_TRUE(Renewed(next));
  const CommittedLog log = ReadCommitted(records(0));
  EXPECT_THAT(log.lines, IsEmpty());
  EXPECT_EQ(log.end, 2) << "behind the marker of the abort";
  EXPECT_EQ(AwaitCommitted()[0].offset, -1);
}

TEST_F(SinkFencingTest, EndsItsOwnOpenTransactionToo) {
  const GroupMetadata membership = JoinGroup();
  KafkaSink sink(Options(id_));
  ASSERT_TRUE(Renewed(sink));
  ASSERT_TRUE(Prepare(sink, membership, 5));
  ASSERT_TRUE(Renewed(sink));
  EXPECT_EQ(ReadCommitted(records(0)).end, 2);
  ASSERT_TRUE(Run(sink, membership, 6));
  EXPECT_THAT(ReadCommitted(records(0)).lines, ElementsAre("2=record"));
}

// Two processes with one identity: one of them gives up.
TEST_F(SinkFencingTest, RefusesToFightOverAnIdentity) {
  const GroupMetadata membership = JoinGroup();
  KafkaSink first(Options(id_));
  KafkaSink second(Options(id_));
  ASSERT_TRUE(Renewed(first));
  ASSERT_TRUE(Renewed(second));
  const Status fenced = Run(first, membership, 1);
  ASSERT_FALSE(fenced);
  EXPECT_EQ(fenced.error().code, ErrorCode::kFenced) << Words(fenced.error());

  ASSERT_TRUE(Renewed(first)) << "once is no proof: a zombie may have been fenced";
  ASSERT_TRUE(Run(first, membership, 2));
  ASSERT_TRUE(Renewed(second));
  EXPECT_EQ(Run(first, membership, 3).error().code, ErrorCode::kFenced);
  const Status refused = first.Renew();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kRefused) << Words(refused.error());
  EXPECT_THAT(refused.error().message, HasSubstr(id_));
}

// Wherever in the transaction the other one comes.
TEST_F(SinkFencingTest, IsFencedInTheMiddleOfATransaction) {
  const GroupMetadata membership = JoinGroup();
  KafkaSink first(Options(id_));
  KafkaSink second(Options(id_));
  ASSERT_TRUE(Renewed(first));
  ASSERT_TRUE(Prepare(first, membership, 1));
  ASSERT_TRUE(Renewed(second));
  EXPECT_EQ(first.Commit().error().code, ErrorCode::kFenced);
  EXPECT_THAT(ReadCommitted(records(0)).lines, IsEmpty());
  EXPECT_EQ(AwaitCommitted()[0].offset, -1);
}

TEST_F(SinkFencingTest, RefusesAMembershipThatWouldNotBeFenced) {
  GroupMetadata membership = JoinGroup();
  KafkaSink sink(Options(id_));
  for (const GroupMetadata& unfenced :
       {GroupMetadata{}, GroupMetadata{membership.serialized, -1, membership.member_id},
        GroupMetadata{membership.serialized, membership.generation, ""}}) {
    ASSERT_TRUE(Renewed(sink));
    const Status sent = Prepare(sink, unfenced, 1);
    ASSERT_FALSE(sent);
    EXPECT_EQ(sent.error().code, ErrorCode::kLost) << Words(sent.error());
  }
}

// A seat keeps its generation over a restart: the member ID alone tells the two lives apart.
TEST_F(SinkFencingTest, IsFencedWithAStaticSeatThatWasTaken) {
  member_ = NewMember("seat");
  const GroupMetadata old = member_->AwaitAssigned().membership;
  const auto next = NewMember("seat");
  const GroupMetadata taken = next->AwaitAssigned().membership;
  ASSERT_EQ(taken.generation, old.generation);
  KafkaSink sink(Options(id_));
  ASSERT_TRUE(Renewed(sink));
  const Status sent = Prepare(sink, old, 5);
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().code, ErrorCode::kFenced) << Words(sent.error());
  ASSERT_TRUE(Renewed(sink));
  const Status committed = Run(sink, taken, 6);
  ASSERT_TRUE(committed) << Words(committed.error());
  EXPECT_EQ(AwaitCommitted()[0].offset, 6);
}

class SinkAfterRebalanceTest : public SinkFencingTest {
 protected:
  void SetUp() override {
    old_ = JoinGroup();
    other_ = NewMember();
    Await("a revocation", [&] {
      (void)Must(other_->source().Next(Wait::kNo));
      return std::holds_alternative<Revoked>(Must(member_->Next()));
    });
    ASSERT_TRUE(Renewed(sink_));
  }

  // The group moves on: both members have a new generation.
  void Release() {
    Must(member_->source().Release());
    bool assigned = false;
    Await("assignments", [&] {
      assigned |= std::holds_alternative<Assigned>(Must(member_->Next()));
      (void)Must(other_->source().Next(Wait::kNo));
      return assigned;
    });
  }

  GroupMetadata old_;
  std::unique_ptr<Member> other_;
  KafkaSink sink_{Options(id_)};
};

TEST_F(SinkAfterRebalanceTest, CommitsWhatWasReadBeforeTheRelease) {
  const Status committed = Run(sink_, old_, 5);
  ASSERT_TRUE(committed) << Words(committed.error());
  EXPECT_EQ(AwaitCommitted()[0].offset, 5);
  Release();
}

TEST_F(SinkAfterRebalanceTest, LosesATransactionOfAnOldGeneration) {
  Release();
  const Status sent = Prepare(sink_, old_, 5);
  ASSERT_FALSE(sent) << "another owns the partition";
  EXPECT_EQ(sent.error().code, ErrorCode::kLost) << Words(sent.error());
  ASSERT_TRUE(Renewed(sink_));
  EXPECT_EQ(AwaitCommitted()[0].offset, -1);
  EXPECT_THAT(ReadCommitted(records(0)).lines, IsEmpty());
}

TEST_F(SinkAfterRebalanceTest, LosesATransactionOfAMemberThatLeft) {
  Release();
  member_.reset();
  const Status sent = Prepare(sink_, old_, 5);
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().code, ErrorCode::kLost) << Words(sent.error());
}

}  // namespace
}  // namespace cablestream
