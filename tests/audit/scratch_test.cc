#include "audit/scratch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "storage/temp_folder.h"

namespace cablestream {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ScratchTest : public ::testing::Test {
 protected:
  static std::vector<std::string> Read(Scratch& scratch, ScratchTable table,
                                       const std::string& prefix = "") {
    std::vector<std::string> entries;
    Result<ScratchCursor> cursor = scratch.Read(table, prefix);
    EXPECT_TRUE(cursor);
    for (; cursor->Valid(); cursor->Next()) {
      entries.push_back(std::string(cursor->key()) + "=" + std::string(cursor->value()));
    }
    EXPECT_TRUE(cursor->status());
    return entries;
  }

  TempFolder folder_;
};

TEST_F(ScratchTest, SortsEachTableAndKeepsTheLastOfAKey) {
  const auto scratch = Scratch::Make(folder_.path());
  ASSERT_TRUE(scratch);
  for (const char* key : {"b2", "a", "b1"}) {
    ASSERT_TRUE((*scratch)->Put(ScratchTable::kById, {key, "1"}));
  }
  ASSERT_TRUE((*scratch)->Put(ScratchTable::kById, {"a", "2"}));
  ASSERT_TRUE((*scratch)->Put(ScratchTable::kBySource, {"c", "3"}));
  EXPECT_THAT(Read(**scratch, ScratchTable::kById), ElementsAre("a=2", "b1=1", "b2=1"));
  EXPECT_THAT(Read(**scratch, ScratchTable::kById, "b"), ElementsAre("b1=1", "b2=1"));
  EXPECT_THAT(Read(**scratch, ScratchTable::kBySource), ElementsAre("c=3"));
}

TEST_F(ScratchTest, KeepsTheLastOfAKeyOverFilesToo) {
  const auto scratch = Scratch::Make(folder_.path());
  ASSERT_TRUE(scratch);
  for (const char* value : {"1", "2"}) {
    ASSERT_TRUE((*scratch)->Put(ScratchTable::kById, {"a", value}));
    EXPECT_THAT(Read(**scratch, ScratchTable::kById), ElementsAre(std::string("a=") + value));
  }
}

TEST_F(ScratchTest, IsGoneAtTheEnd) {
  { const auto scratch = Scratch::Make(folder_.path()); }
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
  { const auto scratch = Scratch::Make(folder_ / "made"); }
  EXPECT_FALSE(std::filesystem::exists(folder_ / "made"));
}

TEST_F(ScratchTest, RemovesWhatAKilledOneLeftAndNothingElse) {
  std::filesystem::create_directories(folder_ / ".audit-killed");
  std::ofstream(folder_ / ".audit-killed" / "000004.sst") << "left";
  std::ofstream(folder_ / "instance") << "of the state";
  {
    const auto other = Scratch::Make(folder_.path());
    ASSERT_TRUE(other);
    EXPECT_FALSE(std::filesystem::exists(folder_ / ".audit-killed"));
  }
  EXPECT_TRUE(std::filesystem::exists(folder_ / "instance"));
}

TEST_F(ScratchTest, SaysWhatToDoWhereItCanNotBeMade) {
  std::ofstream(folder_ / "file") << "";
  const auto scratch = Scratch::Make(folder_ / "file");
  ASSERT_FALSE(scratch);
  EXPECT_EQ(scratch.error().code, ErrorCode::kIo);
  EXPECT_THAT(scratch.error().message, testing::HasSubstr("--scratch-dir"));
}

// Keys must sort as the numbers in them do.
TEST(EntriesTest, SortAsTheirNumbers) {
  std::vector<std::string> keys;
  for (const RawPlace& place :
       {RawPlace{0, 0, 1}, RawPlace{0, 0, 256}, RawPlace{0, 1, 0}, RawPlace{1, 0, 0}}) {
    SourceEntry entry;
    entry.source = place;
    keys.push_back(Encode(entry).key);
  }
  EXPECT_TRUE(std::is_sorted(keys.begin(), keys.end()));
}

TEST(EntriesTest, ComeBackAsTheyWere) {
  RecordEntry record;
  record.domain = 3;
  record.message_id = std::string("08\0X", 4);
  record.revision = 2;
  record.place = {1, 4'000'000'000};
  record.source = {5, 6, 7};
  record.hash = UINT64_MAX;
  record.hash_version = 1;
  record.supersedes = RawPlace{RawPlace::kOtherTopic, -1, -1};
  const Entry encoded = Encode(record);
  const RecordEntry back = DecodeRecordEntry(encoded.key, encoded.value);
  EXPECT_EQ(back.domain, record.domain);
  EXPECT_EQ(back.message_id, record.message_id);
  EXPECT_EQ(back.revision, record.revision);
  EXPECT_EQ(back.place.offset, record.place.offset);
  EXPECT_EQ(back.source, record.source);
  EXPECT_EQ(back.hash, record.hash);
  EXPECT_EQ(back.supersedes, record.supersedes);
}

}  // namespace
}  // namespace cablestream
