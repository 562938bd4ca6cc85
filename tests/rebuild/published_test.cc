#include "rebuild/published.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "cable/v1/cable.pb.h"
#include "fakes/memory_kafka.h"

namespace cablestream {
namespace {

PublishedRevision Revision(const std::string& id, uint32_t number, uint64_t hash) {
  PublishedRevision revision;
  revision.shard = 1;
  revision.message_id = id;
  revision.number = number;
  revision.record_partition = 2;
  revision.record_offset = (int64_t{1} << 33) + number;
  revision.claim.topic = "raw";
  revision.claim.offset = 100 + number;
  revision.claim.time_ms = 1000;
  revision.claim.revisions = {hash};
  revision.claim.hash_version = 1;
  return revision;
}

TEST(PublishedTest, ComesBackFromTheScratchAsItWas) {
  const PublishedRevision revision = Revision("08ASTANA1001", 3, 77);
  const Entry entry = Encode(revision);
  EXPECT_EQ(DecodePublished(entry.key, entry.value), revision);
  EXPECT_EQ(DecodePublished("", entry.value), std::nullopt);
  EXPECT_EQ(DecodePublished(entry.key, "no claim"), std::nullopt);
}

TEST(PublishedTest, SortsTheRevisionsOfAnIdTogether) {
  std::vector<std::string> keys;
  for (const auto& [id, number] : std::vector<std::pair<std::string, uint32_t>>{
           {"08ASTANA1", 2}, {"08ASTANA10", 1}, {"08ASTANA1", 11}, {"08ASTANA1", 1}}) {
    keys.push_back(Encode(Revision(id, number, 1)).key);
  }
  std::sort(keys.begin(), keys.end());
  EXPECT_EQ(keys, (std::vector<std::string>{Encode(Revision("08ASTANA1", 1, 1)).key,
                                            Encode(Revision("08ASTANA1", 2, 1)).key,
                                            Encode(Revision("08ASTANA1", 11, 1)).key,
                                            Encode(Revision("08ASTANA10", 1, 1)).key}));
}

TEST(ClaimMergeTest, KeepsTheNewestSourceAndEveryRevision) {
  ClaimMerge merge;
  merge.Add(Revision("ID", 1, 11));
  PublishedRevision late = Revision("ID", 2, 22);
  late.claim.time_ms = 500;
  merge.Add(late);
  EXPECT_EQ(merge.claim().revisions, (std::vector<uint64_t>{11, 22}));
  EXPECT_EQ(merge.claim().offset, 102);
  EXPECT_EQ(merge.claim().time_ms, 1000) << "the larger of the two";
  EXPECT_EQ(merge.missing(), 0U);
}

TEST(ClaimMergeTest, ForgetsRevisionsOfBeforeTheIdWasPublishedAnew) {
  ClaimMerge merge;
  PublishedRevision anew = Revision("ID", 1, 11);
  anew.record_offset += 10;
  merge.Add(anew);
  merge.Add(Revision("ID", 2, 22));
  merge.Add(Revision("ID", 3, 33));
  EXPECT_EQ(merge.claim().revisions, (std::vector<uint64_t>{11}));
  EXPECT_EQ(merge.claim().offset, 101);
}

TEST(ClaimMergeTest, KeepsRevisionsThatStandInAnotherPartitionOfAGrownTopic) {
  ClaimMerge merge;
  merge.Add(Revision("ID", 1, 11));
  PublishedRevision moved = Revision("ID", 2, 22);
  moved.record_partition = 5;
  moved.record_offset = 0;
  merge.Add(moved);
  EXPECT_EQ(merge.claim().revisions, (std::vector<uint64_t>{11, 22}));
}

TEST(ClaimMergeTest, KeepsTheNumberOfARevisionWhoseRecordIsGone) {
  ClaimMerge merge;
  merge.Add(Revision("ID", 2, 22));
  merge.Add(Revision("ID", 4, 44));
  EXPECT_EQ(merge.claim().revisions.size(), 4U);
  EXPECT_EQ(merge.missing(), 2U);
}

TEST(ClaimMergeTest, TakesARevisionThatStandsTwiceOnce) {
  ClaimMerge merge;
  merge.Add(Revision("ID", 1, 11));
  merge.Add(Revision("ID", 1, 12));
  EXPECT_EQ(merge.claim().revisions, (std::vector<uint64_t>{12}));
}

class ReadPublishedTest : public ::testing::Test {
 protected:
  ReadPublishedTest() {
    settings.shards = 4;
    record.set_message_id("08ASTANA1001");
    record.set_content_hash(7);
    record.set_content_hash_version(1);
    record.set_revision(1);
    record.set_generation("live");
    record.mutable_source()->set_topic("raw");
    record.mutable_source()->set_partition(3);
    record.mutable_source()->set_offset(9);
  }

  Result<ReadRecord> Read() {
    LogEntry entry;
    entry.key = "08ASTANA1001";
    entry.value = record.SerializeAsString();
    cable::v1::Cable cable;
    return ReadPublished(ToMessage({"records", 0}, 0, entry), settings, cable);
  }

  PipelineSettings settings;
  cable::v1::Cable record;
};

TEST_F(ReadPublishedTest, TellsWhatIsNoRecordOfThisGeneration) {
  EXPECT_EQ(Read()->kind, RecordKind::kOurs);
  record.set_generation("replay-1");
  EXPECT_EQ(Read()->kind, RecordKind::kOtherGeneration);
  record.set_message_id("08ASTANA1002");  // not the key
  EXPECT_EQ(Read()->kind, RecordKind::kNone);
  record.Clear();
  EXPECT_EQ(Read()->kind, RecordKind::kNone);
}

TEST_F(ReadPublishedTest, RefusesAHashOfANewerVersion) {
  record.set_content_hash_version(99);
  const Result<ReadRecord> read = Read();
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ErrorCode::kInvalidArgument);
}

TEST_F(ReadPublishedTest, TakesTheRawPartitionForTheShardWhereThatIsOne) {
  settings.scope = DedupScope::kPartition;
  EXPECT_EQ(Read()->revision.shard, 3);
  settings.shards = 2;
  const Result<ReadRecord> read = Read();
  ASSERT_FALSE(read) << "there is no such shard";
  EXPECT_EQ(read.error().code, ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace cablestream
