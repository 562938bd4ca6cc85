#include "pipeline/group_identity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cablestream {
namespace {

using ::testing::HasSubstr;

CommittedOffset CommittedUnder(DedupScope scope) {
  OffsetMetadata metadata;
  metadata.identity = {kStorageFormat, 4, scope};
  return {{"raw", 0}, 7, EncodeOffsetMetadata(metadata)};
}

TEST(GroupIdentityTest, TellsAScopeByWhatWasCommittedUnderIt) {
  const std::vector<CommittedOffset> committed = {{{"raw", 1}, -1, ""},
                                                  CommittedUnder(DedupScope::kPartition)};
  EXPECT_TRUE(CheckScope(committed, DedupScope::kPartition));
  const Status other = CheckScope(committed, DedupScope::kGroup);
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, ErrorCode::kInvalidArgument);
  EXPECT_THAT(other.error().message, HasSubstr("dedup.scope"));
  EXPECT_THAT(other.error().message, HasSubstr("raw[0]"));
}

TEST(GroupIdentityTest, LeavesMetadataThatIsNotOursToTheRestore) {
  EXPECT_TRUE(CheckScope({{{"raw", 0}, 7, ""}, {{"raw", 1}, 7, "theirs"}}, DedupScope::kGroup));
}

}  // namespace
}  // namespace cablestream
