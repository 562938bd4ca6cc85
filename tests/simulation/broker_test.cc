// Rules of the simulated broker whose lack no seed would show.
#include "simulation/broker/broker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cablestream::sim {
namespace {

using ::testing::ElementsAre;

constexpr int64_t kTimeout = 100;

class BrokerTest : public ::testing::Test {
 protected:
  BrokerTest() {
    broker.AddTopic("t", 3);
    EXPECT_EQ(broker.transactions().InitProducer("id", producer), Answer::kNone);
  }

  Answer Write(const Producer& by, int32_t sequence, const std::string& key = "") {
    Entry entry;
    entry.key = key;
    int64_t offset = -1;
    return broker.Produce(by, partition, sequence, {entry}, offset);
  }
  void Begin() {
    EXPECT_EQ(broker.transactions().AddPartition(producer, partition, 0), Answer::kNone);
  }
  void WriteMarkers() {
    while (broker.transactions().WriteOneMarker(random)) {
    }
  }
  void Commit() {
    EXPECT_EQ(broker.transactions().End(producer, true), Answer::kNone);
    WriteMarkers();
  }
  int Visible() {
    int64_t position = 0;
    int count = 0;
    while (broker.LogOf(partition).Read(position) != nullptr) ++count;
    return count;
  }

  Random random{1};
  Broker broker{kTimeout, [](const auto&, const auto&, const auto&) {}};
  TopicPartition partition{"t", 0};
  Producer producer;
};

TEST_F(BrokerTest, EndsTheNextTransactionByALateRequest) {
  Begin();
  EXPECT_EQ(Write(producer, 0), Answer::kNone);
  Commit();
  Begin();
  EXPECT_EQ(Write(producer, 1), Answer::kNone);
  Commit();  // the late copy
  EXPECT_EQ(Visible(), 2);
  EXPECT_EQ(Write(producer, 2), Answer::kInvalidTxnState);
  EXPECT_EQ(broker.transactions().End(producer, false), Answer::kInvalidTxnState);
}

TEST_F(BrokerTest, FencesOlderProducersAndAbortsWhatTheyHaveOpen) {
  Begin();
  EXPECT_EQ(Write(producer, 0), Answer::kNone);
  Producer next;
  EXPECT_EQ(broker.transactions().InitProducer("id", next), Answer::kConcurrentTransactions);
  EXPECT_EQ(broker.LogOf(partition).stable(), 0);
  WriteMarkers();
  EXPECT_EQ(broker.transactions().InitProducer("id", next), Answer::kNone);
  EXPECT_EQ(Visible(), 0);
  EXPECT_EQ(broker.LogOf(partition).stable(), 2);
  EXPECT_EQ(broker.transactions().AddPartition(producer, partition, 0),
            Answer::kInvalidProducerEpoch);
}

TEST_F(BrokerTest, AbortsAndFencesPastTheTimeout) {
  Begin();
  EXPECT_EQ(Write(producer, 0), Answer::kNone);
  broker.transactions().AbortTimedOut(kTimeout - 1);
  EXPECT_EQ(Write(producer, 1), Answer::kNone);
  broker.transactions().AbortTimedOut(kTimeout);
  EXPECT_EQ(Write(producer, 2), Answer::kInvalidProducerEpoch);
}

TEST_F(BrokerTest, WritesABatchOnceHoweverOftenItIsSent) {
  Begin();
  EXPECT_EQ(Write(producer, 0), Answer::kNone);
  EXPECT_EQ(Write(producer, 0), Answer::kNone);
  EXPECT_EQ(Write(producer, 2), Answer::kOutOfOrderSequence);
  Commit();
  EXPECT_EQ(Visible(), 1);
}

TEST_F(BrokerTest, CompactsOnlyWhatIsDecidedAndSuperseded) {
  Begin();
  EXPECT_EQ(Write(producer, 0, "a"), Answer::kNone);
  EXPECT_EQ(Write(producer, 1, "a"), Answer::kNone);
  Commit();
  Begin();
  EXPECT_EQ(Write(producer, 2, "a"), Answer::kNone);
  broker.LogOf(partition).Compact(100);
  EXPECT_EQ(Visible(), 1);
  Commit();
  EXPECT_EQ(Visible(), 2);
}

TEST_F(BrokerTest, RefusesOffsetsOfOtherGenerationsAndMembers) {
  GroupCoordinator& group = broker.group();
  std::string member;
  group.Join(member, "", {"t"});
  ASSERT_TRUE(group.CompleteRebalance(broker.counts()));
  EXPECT_EQ(group.AssignmentOf(member).size(), 3U);
  const auto commit = [&](int32_t generation, const std::string& id) {
    return group.CommitInTransaction(producer, {}, {"", generation, id}, kNoTag);
  };
  EXPECT_EQ(commit(1, member), Answer::kNone);
  EXPECT_EQ(commit(0, member), Answer::kIllegalGeneration);
  EXPECT_EQ(commit(1, "other"), Answer::kUnknownMemberId);
  EXPECT_EQ(commit(-1, ""), Answer::kNone) << "an empty membership is not fenced";
}

TEST_F(BrokerTest, GivesAStaticMemberItsPartitionsBackAndFencesWhoHadItsSeat) {
  GroupCoordinator& group = broker.group();
  std::string before;
  std::string other;
  group.Join(before, "one", {"t"});
  group.Join(other, "two", {"t"});
  ASSERT_TRUE(group.CompleteRebalance(broker.counts()));
  const auto owned = group.AssignmentOf(before);
  std::string after;
  group.Join(after, "one", {"t"});
  EXPECT_TRUE(group.stable());
  EXPECT_EQ(group.AssignmentOf(after), owned);
  EXPECT_EQ(group.StandingOf(before, "one"), GroupCoordinator::Standing::kFencedInstance);
  EXPECT_THAT(owned, ElementsAre(TopicPartition{"t", 0}, TopicPartition{"t", 1}));
}

}  // namespace
}  // namespace cablestream::sim
