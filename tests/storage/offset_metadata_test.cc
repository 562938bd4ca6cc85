#include "storage/offset_metadata.h"

#include <gmock/gmock.h>

#include <limits>

#include "storage/base64url.h"
#include "storage/v1/storage.pb.h"

namespace cablestream {
namespace {

OffsetMetadata Full() {
  return {.identity = {.shards = 8, .scope = DedupScope::kPartition},
          .hash_version = 1,
          .floor = OffsetMetadata::Floor{.offset = 41, .hash = 0xFEDCBA9876543210},
          .mark = OffsetMetadata::Mark{
              .time_ms = 1'213'358'160'000, .last_offset = 99, .last_hash = 7}};
}

// Stands in the committed offsets out there: a change of this text is a new format.
TEST(OffsetMetadataTest, HasThisText) {
  EXPECT_EQ(EncodeOffsetMetadata(Full()),
            "CAEQCBgCIAEqCwgpERAyVHaYutz-MhIIgPGgjqgjEGMZBwAAAAAAAAA");
}

TEST(OffsetMetadataTest, ComesBackAsItWas) {
  OffsetMetadata bare = Full();
  bare.floor.reset();
  bare.mark.reset();
  OffsetMetadata zero = Full();
  zero.floor = OffsetMetadata::Floor{};
  zero.mark = OffsetMetadata::Mark{};
  OffsetMetadata early = Full();
  early.mark->time_ms = -1;
  OffsetMetadata other = Full();
  other.identity = {.format = 99, .shards = 1, .scope = DedupScope::kGroup};
  OffsetMetadata rebuilding = Full();
  rebuilding.claims_log = 0xFEDCBA9876543210;
  rebuilding.rebuilding = true;
  OffsetMetadata forgotten = Full();
  forgotten.forgotten_before_ms = 1'213'358'160'000;
  for (const OffsetMetadata& metadata : {Full(), bare, zero, early, other, rebuilding, forgotten}) {
    const Result<OffsetMetadata> decoded = DecodeOffsetMetadata(EncodeOffsetMetadata(metadata));
    ASSERT_TRUE(decoded) << decoded.error().message;
    EXPECT_EQ(*decoded, metadata);
  }
}

TEST(OffsetMetadataTest, StaysShort) {
  constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
  constexpr uint64_t kMaxHash = std::numeric_limits<uint64_t>::max();
  OffsetMetadata largest = Full();
  largest.identity.format = std::numeric_limits<uint32_t>::max();
  largest.identity.shards = std::numeric_limits<int32_t>::max();
  largest.hash_version = std::numeric_limits<uint32_t>::max();
  largest.floor = OffsetMetadata::Floor{.offset = kMax, .hash = kMaxHash};
  largest.mark = OffsetMetadata::Mark{.time_ms = -1, .last_offset = kMax, .last_hash = kMaxHash};
  largest.claims_log = kMaxHash;
  largest.rebuilding = true;
  largest.forgotten_before_ms = kMax;
  EXPECT_THAT(EncodeOffsetMetadata(largest), testing::SizeIs(testing::Le(158U)));
}

TEST(OffsetMetadataTest, RefusesWhatItDidNotWrite) {
  storage::v1::OffsetMetadata good;
  good.set_format(1);
  good.set_shards(8);
  good.set_scope(storage::v1::DEDUP_SCOPE_GROUP);
  const auto with = [&](auto&& change) {
    storage::v1::OffsetMetadata message = good;
    change(message);
    return EncodeBase64Url(message.SerializeAsString());
  };
  ASSERT_TRUE(DecodeOffsetMetadata(with([](auto&) {})));

  const std::string text = EncodeOffsetMetadata(Full());
  for (const std::string& bad : {
           std::string(),
           std::string("another program's"),
           text.substr(0, text.size() - 5),
           text + "=",
           "\n" + text,
           std::string(5000, 'A'),
           with([](auto& message) { message.clear_format(); }),
           with([](auto& message) { message.clear_shards(); }),
           with([](auto& message) { message.set_shards(0x80000000); }),
           with([](auto& message) { message.clear_scope(); }),
           with([](auto& message) { message.set_scope(storage::v1::DedupScope(3)); }),
           with([](auto& message) { message.mutable_floor()->set_offset(-1); }),
           with([](auto& message) { message.mutable_mark()->set_last_offset(-1); }),
       }) {
    const Result<OffsetMetadata> decoded = DecodeOffsetMetadata(bad);
    ASSERT_FALSE(decoded) << bad;
    EXPECT_EQ(decoded.error().code, ErrorCode::kCorruption) << bad;
  }
}

TEST(Base64UrlTest, WritesWhatTheStandardSays) {
  struct Case {
    std::string bytes;
    std::string text;
  };
  for (const auto& [bytes, text] : {Case{"", ""},
                                    {"f", "Zg"},
                                    {"fo", "Zm8"},
                                    {"foo", "Zm9v"},
                                    {"foob", "Zm9vYg"},
                                    {"fooba", "Zm9vYmE"},
                                    {"foobar", "Zm9vYmFy"},
                                    {"\xFB\xFF\xBF", "-_-_"},
                                    {std::string(3, '\0'), "AAAA"}}) {
    EXPECT_EQ(EncodeBase64Url(bytes), text);
    EXPECT_EQ(DecodeBase64Url(text), bytes);
  }
}

TEST(Base64UrlTest, RefusesAllElse) {
  for (const char* text : {"A", "AAAAA", "Zg==", "Zh", "Zm9", "Zm 8", "+/+/", "Zm9v\n"}) {
    EXPECT_EQ(DecodeBase64Url(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace cablestream
