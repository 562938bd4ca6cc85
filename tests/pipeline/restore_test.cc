#include "pipeline/restore.h"

#include "pipeline/harness.h"
#include "storage/claim.h"

namespace cablestream {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// A group that has published cables 1 to 3 and stopped.
class RestoreTest : public PipelineHarness {
 protected:
  RestoreTest() {
    for (int serial = 1; serial <= 3; ++serial) Feed(CableText(serial, "Text."));
    EXPECT_TRUE(Run());
    for (int32_t i = 0; i < kShards; ++i) {
      if (!kafka.logs[{"claims", i}].entries.empty()) shard = i;
    }
  }

  MemoryKafka::Log& Claims() { return kafka.logs[{"claims", shard}]; }

  // The next life, fed all of them again: it must drop them.
  void ExpectNothingDoubled(int published = 3) {
    for (int serial = 1; serial <= published; ++serial) Feed(CableText(serial, "Text."));
    const Status ran = Run();
    EXPECT_TRUE(ran) << ran.error().message;
    EXPECT_EQ(Records().size(), static_cast<size_t>(published));
  }

  void ExpectRefused(const std::string& words, ErrorCode code = ErrorCode::kRefused) {
    const size_t before = store.inner().size(shard);
    source.when_idle = [] { return Idle{}; };  // it must end by itself
    const Status ran = Run();
    source.when_idle = nullptr;
    ASSERT_FALSE(ran);
    EXPECT_EQ(ran.error().code, code) << ran.error().message;
    EXPECT_THAT(ran.error().message, HasSubstr(words));
    EXPECT_EQ(store.inner().size(shard), before) << "nothing may be wiped";
  }

  // What a rebuild of the claims leaves in the committed offsets.
  void Rewrite(uint64_t claims_log, bool rebuilding) {
    for (int32_t i = 0; i < kShards; ++i) {
      std::string& text = kafka.offsets.at({"home", i}).metadata;
      OffsetMetadata metadata = *DecodeOffsetMetadata(text);
      metadata.claims_log = claims_log;
      metadata.rebuilding = rebuilding;
      text = EncodeOffsetMetadata(metadata);
    }
  }

  // A life that is stopped once it has restored, and not before.
  void ExpectRestored() {
    source.when_idle = [this]() -> Result<SourceEvent> {
      if (stats.ready) return StopRequested{};
      return Idle{};
    };
    const Status ran = Run();
    EXPECT_TRUE(ran) << ran.error().message;
  }

  int32_t shard = 0;
};

TEST_F(RestoreTest, ReadsEverythingOfAClaimsTopicThatWasMadeAnew) {
  // The offsets are the old ones: only the name of the log tells that the store is no copy of it.
  ASSERT_TRUE(store.inner().Wipe(shard));
  const ShardUpdate empty{shard, {}, Claims().high()};
  ASSERT_TRUE(store.Apply({&empty, 1}));
  Rewrite(7, /*rebuilding=*/false);
  ExpectNothingDoubled();
  EXPECT_GT(stats.shards_wiped, 0U);
}

TEST_F(RestoreTest, ReadsAClaimsTopicThatWasMadeAnewOnce) {
  Rewrite(7, /*rebuilding=*/false);
  ASSERT_TRUE(Run());
  const uint64_t wiped = stats.shards_wiped;
  Feed(CableText(4, "Text."));
  ASSERT_TRUE(Run());
  log.opened.clear();
  ExpectNothingDoubled(4);
  EXPECT_EQ(stats.shards_wiped, wiped);
  for (const LogPosition& position : log.opened) {
    if (position.partition.topic != "claims") continue;
    EXPECT_GT(position.offset, 0);
  }
}

TEST_F(RestoreTest, RefusesClaimsThatAreBeingMadeAnew) {
  Rewrite(7, /*rebuilding=*/true);
  ExpectRefused("state rebuild");
}

TEST_F(RestoreTest, ReadsOnlyTheFloorWhereTheStoreIsWhole) {
  log.opened.clear();
  ExpectNothingDoubled();
  for (const LogPosition& position : log.opened) {
    if (position.partition.topic != "claims") continue;
    EXPECT_GE(position.offset, kafka.logs[position.partition].high() - 4);
  }
}

TEST_F(RestoreTest, ReadsEverythingWhereTheStoreIsGone) {
  store = FailingStore(kShards);
  ExpectNothingDoubled();
}

TEST_F(RestoreTest, KeepsWhatItHasReadOfALongTopicWhereItIsInterrupted) {
  for (int serial = 4; serial <= 40; ++serial) Feed(CableText(serial, "Text."));
  ASSERT_TRUE(Run());
  store = FailingStore(kShards);
  settings.restore_claims = 5;
  int applied = 0;
  store.on_apply = [&]() -> Status {
    if (++applied <= 3) return {};
    return Fail(ErrorCode::kInternal, "the disk is gone");
  };
  EXPECT_FALSE(Run());
  size_t kept = 0;
  for (int32_t i = 0; i < kShards; ++i) kept += store.inner().size(i);
  EXPECT_GE(kept, 3U);
  EXPECT_LE(kept, 15U);
  store.on_apply = nullptr;
  ExpectNothingDoubled(40);
}

// The high watermark can be taken before the transaction's marker is written.
TEST_F(RestoreTest, ReadsALastClaimThatNoMarkerFollows) {
  while (!Claims().entries.back().visible) Claims().entries.pop_back();
  store = FailingStore(kShards);
  ExpectNothingDoubled();
}

TEST_F(RestoreTest, ReadsALogThatEndsInAnAbortedTransaction) {
  LogEntry aborted = Claims().entries.front();
  aborted.key = "08ASTANA1004";
  aborted.visible = false;
  Claims().entries.push_back(aborted);
  Claims().entries.push_back(aborted);  // its marker
  store = FailingStore(kShards);
  ExpectNothingDoubled(4);
}

TEST_F(RestoreTest, ReadsOnFromAnOlderCopyOfTheStore) {
  const FailingStore older = store;
  Feed(CableText(4, "Text."));
  ASSERT_TRUE(Run());
  store = older;
  Feed(CableText(4, "Text."));
  ASSERT_TRUE(Run());
  EXPECT_EQ(Records().size(), 4U);
}

TEST_F(RestoreTest, WaitsBehindAnOpenTransactionOfAnotherProducer) {
  // Not committed when the restore begins, and below the high watermark.
  const LogEntry claim = Claims().entries.front();
  LogEntry open = claim;
  open.key = "08ASTANA1004";
  open.visible = false;
  Claims().entries.push_back(open);
  store = FailingStore(kShards);
  ExpectNothingDoubled();
}

TEST_F(RestoreTest, WaitsUntilTheOffsetsAreStable) {
  log.unstable = 3;
  source.when_idle = [this]() -> Result<SourceEvent> {
    if (log.unstable > 0) return Idle{};
    return StopRequested{};
  };
  ExpectNothingDoubled();
  EXPECT_EQ(log.unstable, 0);
}

// Brokers end a transaction in one log after the other: its offsets may be stable before.
TEST_F(RestoreTest, WaitsForTheEndOfTheTransactionThatHoldsTheFloor) {
  const std::string& text = kafka.offsets.at({"home", shard}).metadata;
  const std::optional<OffsetMetadata::Floor> floor = DecodeOffsetMetadata(text)->floor;
  ASSERT_TRUE(floor);
  log.early_end = PartitionEnd{{"claims", shard}, floor->offset};
  ExpectNothingDoubled();
}

// A member that slept between two questions: its offsets are old, others have gone on.
TEST_F(RestoreTest, LooksAgainBeforeItRefuses) {
  Feed(CableText(4, "Text."));
  MemoryKafka::Log& raw = kafka.logs[{"raw", 0}];
  raw.entries.erase(raw.entries.begin(), raw.entries.begin() + 4);
  raw.low = 4;
  int asked = 0;
  log.when_asked = [&] {
    if (++asked == 2) kafka.offsets.at({"raw", 0}).offset = 4;
  };
  ExpectRestored();
  EXPECT_EQ(asked, 2);
}

// One that sleeps again and again, while others go on and delete what is done.
TEST_F(RestoreTest, LooksAgainForAsLongAsItFindsAnotherDoubt) {
  for (int32_t i = 4; i < 10; ++i) Feed(CableText(i, "Text."));
  MemoryKafka::Log& raw = kafka.logs[{"raw", 0}];
  const auto delete_one = [&] {
    raw.entries.erase(raw.entries.begin());
    ++raw.low;
  };
  for (int i = 0; i < 4; ++i) delete_one();
  int asked = 0;
  log.when_asked = [&] {
    if (++asked < 5) delete_one();
    if (asked == 5) kafka.offsets.at({"raw", 0}).offset = raw.low;
  };
  ExpectRestored();
  EXPECT_EQ(asked, 5);
}

// An old leader that was cut off does not hold what its successor does.
TEST_F(RestoreTest, ReadsOnOnceTheOldLeaderIsLeftBehind) {
  log.refused = 100;
  ExpectNothingDoubled();
}

TEST_F(RestoreTest, RefusesALogThatStaysUnreadable) {
  log.refused = 10'000;
  ExpectRefused("Next");
}

// Nothing stands any more that was found under an assignment which is gone.
TEST_F(RestoreTest, HearsOfItsSuccessorBeforeItRefuses) {
  Feed(CableText(4, "Text."));
  MemoryKafka::Log& raw = kafka.logs[{"raw", 0}];
  raw.entries.erase(raw.entries.begin(), raw.entries.begin() + 4);
  raw.low = 4;
  log.when_asked = [&] {
    log.when_asked = nullptr;
    source.Push(Revoked{true});
  };
  const Status ran = Run();
  EXPECT_TRUE(ran) << ran.error().message;
  EXPECT_EQ(source.calls.back(), "Release");
}

TEST_F(RestoreTest, RefusesAClaimsTopicWithoutItsFloor) {
  for (int32_t i = 0; i < kShards; ++i) {
    for (LogEntry& entry : kafka.logs[{"claims", i}].entries) entry.visible = false;
  }
  ExpectRefused("another claim");
}

TEST_F(RestoreTest, RefusesAClaimsTopicWithAnotherClaimAtTheFloor) {
  for (int32_t i = 0; i < kShards; ++i) {
    for (LogEntry& entry : kafka.logs[{"claims", i}].entries) entry.key = "08OTHER1";
  }
  ExpectRefused("another claim");
}

TEST_F(RestoreTest, RefusesAClaimsTopicThatSomebodyElseWroteTo) {
  LogEntry foreign = Claims().entries.front();
  foreign.key = "";
  Claims().entries.push_back(foreign);
  ExpectRefused("holds at offset 3 a message that is no claim");
}

TEST_F(RestoreTest, RefusesAClaimsTopicThatWasMadeAnew) {
  for (int32_t i = 0; i < kShards; ++i) kafka.logs[{"claims", i}] = {};
  ExpectRefused("a claim was committed at");
}

TEST_F(RestoreTest, RefusesAClaimsTopicThatWasTrimmedPastItsFloor) {
  for (int32_t i = 0; i < kShards; ++i) {
    MemoryKafka::Log& claims = kafka.logs[{"claims", i}];
    claims.low = claims.high();
    claims.entries.clear();
  }
  ExpectRefused("a claim was committed at");
}

TEST_F(RestoreTest, WipesAStoreThatIsAheadOfTheTopic) {
  const ShardUpdate ahead{shard, {}, Claims().high() + 100};
  ASSERT_TRUE(store.Apply({&ahead, 1}));
  ExpectNothingDoubled();
  EXPECT_EQ(stats.shards_wiped, 1U);
}

TEST_F(RestoreTest, WipesAStoreThatEndsBeforeTheTopicBegins) {
  store = FailingStore(kShards);
  const ShardUpdate behind{shard, {}, 0};
  ASSERT_TRUE(store.Apply({&behind, 1}));
  MemoryKafka::Log& claims = Claims();
  claims.entries.erase(claims.entries.begin());  // trimmed below its floor
  claims.low = 1;
  const Status ran = Run();
  ASSERT_TRUE(ran) << ran.error().message;
  EXPECT_EQ(stats.shards_wiped, 1U);
}

TEST_F(RestoreTest, WipesAStoreWhoseShardNeverGotACommittedClaim) {
  MemoryKafka fresh;
  for (int32_t i = 0; i < kShards; ++i) {
    (void)fresh.logs[{"raw", i}];
    (void)fresh.logs[{"home", i}];
    (void)fresh.logs[{"claims", i}];
  }
  kafka = fresh;
  for (int serial = 1; serial <= 3; ++serial) Feed(CableText(serial, "Text."));
  ASSERT_TRUE(Run());
  EXPECT_EQ(Records().size(), 3U) << "a state from elsewhere must not swallow messages";
}

TEST_F(RestoreTest, RefusesAnOffsetThatSomebodyElseCommitted) {
  kafka.offsets[{"raw", 0}].metadata.clear();
  ExpectRefused("raw[0]");
}

TEST_F(RestoreTest, RefusesAnotherShardCount) {
  OffsetMetadata other;
  other.identity = {kStorageFormat, 7, DedupScope::kGroup};
  kafka.offsets[{"home", 0}].metadata = EncodeOffsetMetadata(other);
  ExpectRefused("shard count", ErrorCode::kInvalidArgument);
}

TEST_F(RestoreTest, RefusesAContentHashThatItDoesNotKnow) {
  OffsetMetadata newer;
  newer.identity = {kStorageFormat, kShards, DedupScope::kGroup};
  newer.hash_version = 1000;
  kafka.offsets[{"home", 0}].metadata = EncodeOffsetMetadata(newer);
  ExpectRefused("newer version", ErrorCode::kInvalidArgument);
}

TEST_F(RestoreTest, AsksBeforeItReadsAllOfAGroupThatLostItsOffsets) {
  kafka.offsets.clear();
  ExpectRefused("--from beginning");
  settings.from_beginning = true;
  ASSERT_TRUE(Run());
  EXPECT_EQ(Records().size(), 3U);

  // What was read then is vouched for from now on.
  settings.from_beginning = false;
  stats.shards_wiped = 0;
  ExpectNothingDoubled();
  EXPECT_EQ(stats.shards_wiped, 0U);
}

// Brokers forget the offsets of a topic that is deleted, also where it is made anew.
TEST_F(RestoreTest, RefusesAHomeTopicWhoseOffsetsAreGone) {
  for (int32_t i = 0; i < kShards; ++i) kafka.offsets.erase({"home", i});
  ExpectRefused("start with --from beginning");
  settings.from_beginning = true;
  ExpectNothingDoubled();
}

TEST_F(RestoreTest, RefusesTheClaimsOfAnotherScopeWhereNoOffsetTellsOfIt) {
  kafka.offsets.clear();
  std::swap(kafka.logs[{"claims", 0}], kafka.logs[{"claims", 1}]);
  settings.from_beginning = true;
  const Status ran = Run();
  ASSERT_FALSE(ran);
  EXPECT_EQ(ran.error().code, ErrorCode::kInvalidArgument) << ran.error().message;
  EXPECT_THAT(ran.error().message, HasSubstr("dedup.scope"));
  EXPECT_EQ(Records().size(), 3U);
}

TEST_F(RestoreTest, StartsAPartitionThatIsNewAtItsBeginning) {
  kafka.offsets.erase({"raw", 1});
  Feed(CableText(4, "Text."), 1);
  ASSERT_TRUE(Run());
  EXPECT_EQ(Records().size(), 4U);
}

TEST_F(RestoreTest, RefusesARawTopicWhoseHeadWasDeletedUnread) {
  Feed(CableText(4, "Text."));
  Feed(CableText(5, "Text."));
  MemoryKafka::Log& raw = kafka.logs[{"raw", 0}];
  raw.entries.erase(raw.entries.begin(), raw.entries.begin() + 4);
  raw.low = 4;
  ExpectRefused("1 offsets were deleted unread");
  settings.from_beginning = true;
  ASSERT_TRUE(Run());
  EXPECT_EQ(Records().size(), 4U);
}

TEST_F(RestoreTest, RefusesARawTopicThatWasMadeAnewAndIsShorter) {
  kafka.logs[{"raw", 0}] = {};
  ExpectRefused("made anew");
}

TEST_F(RestoreTest, RefusesARawTopicThatWasMadeAnewAndIsLonger) {
  kafka.logs[{"raw", 0}] = {};
  for (int serial = 11; serial < 20; ++serial) Feed(CableText(serial, "Text."));
  ExpectRefused("another message");
}

TEST_F(RestoreTest, RefusesAHomeTopicThatWasMadeAnew) {
  kafka.offsets[{"home", 0}].offset = 5;
  ExpectRefused("home[0]");
}

TEST_F(RestoreTest, HandlesWhatComesInBetweenFirst) {
  source.Push(All());
  source.Push(Revoked{false});
  source.Push(All());
  store = FailingStore(kShards);
  for (int serial = 1; serial <= 3; ++serial) Feed(CableText(serial, "Text."));
  ASSERT_TRUE(RunWithoutAssignment());
  EXPECT_EQ(Records().size(), 3U);
  EXPECT_EQ(source.calls.back(), "Start");
}

}  // namespace
}  // namespace cablestream
