#include "audit/store_check.h"

#include <gmock/gmock.h>

#include "fakes/memory_kafka.h"
#include "storage/claim.h"
#include "storage/position.h"
#include "storage/rocksdb_store.h"
#include "storage/temp_folder.h"

namespace cablestream {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class StoreCheckTest : public testing::Test {
 protected:
  StoreCheckTest() {
    store_ = *RocksDbStore::Open(folder_ / "claims", 2);
    for (int32_t i = 0; i < 2; ++i) (void)kafka_.logs[{"claims", i}];
    settings_.claims_topic = "claims";
    settings_.shards = 2;
  }

  void Claim(int32_t shard, const std::string& id, const std::optional<std::string>& value) {
    kafka_.Append({"claims", shard}, {id, value, {}, -1, true});
  }
  void Apply(int32_t shard, std::vector<ClaimRecord> claims, int64_t next_offset) {
    const ShardUpdate update{shard, claims, next_offset};
    ASSERT_TRUE(store_->Apply({&update, 1}));
  }

  // "1 A: the store lacks the claim".
  std::vector<std::string> Differences() {
    const auto scratch = Scratch::Make(folder_ / "scratch");
    const auto view = StoreView::Open(folder_ / "claims");
    EXPECT_TRUE(scratch && view);
    const AuditHooks hooks{stop_, [](uint64_t, uint64_t, uint64_t) {}};
    RangeReader reader(log_, hooks);
    std::vector<std::string> told;
    const Result<StoreCheckReport> report =
        CheckStore(settings_, **view, reader, **scratch, [&](const StoreDifference& difference) {
          told.push_back(std::to_string(difference.shard) + " " + difference.message_id + ": " +
                         difference.what);
        });
    EXPECT_TRUE(report);
    EXPECT_EQ(report->differing, told.size());
    return told;
  }

  TempFolder folder_;
  std::unique_ptr<RocksDbStore> store_;
  MemoryKafka kafka_;
  FakeLogReader log_{kafka_};
  std::atomic<bool> stop_ = false;
  StoreCheckSettings settings_;
};

TEST_F(StoreCheckTest, FindsACopyEqualUpToItsPosition) {
  Claim(0, "A", "old");
  Claim(0, "B", "one");
  Claim(0, "C", "gone");
  Claim(0, "A", "new");
  Claim(0, "C", std::nullopt);
  Apply(0, {{"A", "new"}, {"B", "one"}}, 5);
  Claim(0, "B", "not applied yet");
  Claim(1, "D", "of a shard that this folder never had");
  EXPECT_THAT(Differences(), IsEmpty());
}

TEST_F(StoreCheckTest, IsBrokenOffAmongClaimsThatTheStoreLacks) {
  for (const char* id : {"A", "B", "C"}) Claim(0, id, "one");
  Apply(0, {}, 3);
  int asked = 0;
  settings_.go_on = [&] { return ++asked < 2; };
  const auto scratch = Scratch::Make(folder_ / "scratch");
  const auto view = StoreView::Open(folder_ / "claims");
  const AuditHooks hooks{stop_, [](uint64_t, uint64_t, uint64_t) {}};
  RangeReader reader(log_, hooks);
  const auto report = CheckStore(settings_, **view, reader, **scratch, [](const auto&) {});
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::kRetry);
  EXPECT_EQ(asked, 2);
}

TEST_F(StoreCheckTest, FindsEachKindOfDifference) {
  Claim(0, "A", "one");
  Claim(0, "B", "one");
  Claim(0, "D", "one");
  Apply(0, {{"B", "other"}, {"C", "one"}, {"D", "one"}}, 3);
  EXPECT_THAT(Differences(),
              ElementsAre("0 A: the store lacks the claim",
                          "0 B: the claim in the store is another one than in the topic",
                          "0 C: the topic lacks the claim"));
}

TEST_F(StoreCheckTest, ExcusesWhatCompactionHasTaken) {
  Claim(0, "B", "one");
  Claim(0, "A", "newer");
  Apply(0, {{"A", "compacted since"}, {"B", "one"}}, 1);
  EXPECT_THAT(Differences(), IsEmpty());
}

// While the topic is read, compaction may take the claim that the store holds, once an older one
// was read.
TEST_F(StoreCheckTest, ExcusesWhatCompactionTakesMeanwhile) {
  Claim(0, "A", "older");
  Claim(0, "B", "stands for what is gone");
  Claim(0, "A", "later");
  Apply(0, {{"A", "taken"}, {"B", "stands for what is gone"}}, 2);
  EXPECT_THAT(Differences(), IsEmpty());
}

TEST_F(StoreCheckTest, LooksAtOneShardAlone) {
  Apply(0, {{"A", "one"}}, 0);
  Claim(1, "B", "one");
  Apply(1, {{"C", "one"}}, 1);
  settings_.only_shard = 1;
  EXPECT_THAT(Differences(),
              ElementsAre("1 B: the store lacks the claim", "1 C: the topic lacks the claim"));
}

TEST_F(StoreCheckTest, IsBrokenOff) {
  Claim(0, "A", "one");
  Apply(0, {{"A", "one"}}, 1);
  settings_.go_on = [] { return false; };
  const auto scratch = Scratch::Make(folder_ / "scratch");
  const auto view = StoreView::Open(folder_ / "claims");
  ASSERT_TRUE(scratch && view);
  const AuditHooks hooks{stop_, [](uint64_t, uint64_t, uint64_t) {}};
  RangeReader reader(log_, hooks);
  const auto report =
      CheckStore(settings_, **view, reader, **scratch, [](const StoreDifference&) {});
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::kRetry);
}

TEST_F(StoreCheckTest, ExcusesWhatWasForgottenOfTheShard) {
  const auto claim_of = [](int64_t time_ms) {
    cablestream::Claim claim;
    claim.topic = "raw";
    claim.time_ms = time_ms;
    claim.revisions = {1};
    return EncodeClaim(claim);
  };
  const std::string old = claim_of(99);
  const std::string seen = claim_of(100);
  Claim(0, "A", old);
  Claim(0, "B", seen);
  Apply(0, {{"C", old}, {"D", seen}}, 2);
  Claim(1, "E", old);
  Apply(1, {}, 1);
  settings_.committed = [] {
    return std::map<int32_t, CommittedShard>{{0, {0, 100}}, {1, {0, 99}}};
  };
  EXPECT_THAT(Differences(),
              ElementsAre("0 B: the store lacks the claim", "0 D: the topic lacks the claim",
                          "1 E: the store lacks the claim"));
}

TEST_F(StoreCheckTest, TellsOfAShardThatCanNotBeACopy) {
  Claim(0, "A", "one");
  Apply(0, {{"A", "one"}}, 2);
  EXPECT_THAT(Differences(), ElementsAre("0 : has read up to 2, and the topic ends at 1"));
  Claim(0, "B", "one");
  settings_.committed = [] { return std::map<int32_t, CommittedShard>{{0, {7, 0}}}; };
  EXPECT_THAT(Differences(),
              ElementsAre("0 : is a copy of another making of the claims: it is made "
                          "anew at the next start"));
  const std::string log = EncodeClaimsLog(7);
  Apply(0, {{kClaimsLogKey, log}, {"B", "one"}}, 2);
  EXPECT_THAT(Differences(), IsEmpty());
  settings_.shards = 3;
  EXPECT_THAT(Differences(), ElementsAre("0 : the store has 2 shards, the topic 3"));
}

}  // namespace
}  // namespace cablestream
