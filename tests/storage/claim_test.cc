#include "storage/claim.h"

#include <gmock/gmock.h>

#include <limits>

#include "storage/v1/storage.pb.h"

namespace cablestream {
namespace {

using testing::SizeIs;

Claim FirstRevision() {
  return {.topic = "cables.raw",
          .partition = 3,
          .offset = 42,
          .time_ms = 1'213'358'160'000,
          .revisions = {0x0123456789ABCDEF},
          .hash_version = 1,
          .digests = {1, 2, 3, 0x0405, 5, 6, 7, 0xFFFE}};
}

std::string Hex(std::string_view bytes) {
  std::string hex;
  for (const char byte : bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    hex += kDigits[static_cast<uint8_t>(byte) >> 4];
    hex += kDigits[static_cast<uint8_t>(byte) & 15];
  }
  return hex;
}

// What stands in the claims topics out there: a change of these bytes is a new format.
TEST(ClaimTest, HasTheseBytes) {
  EXPECT_EQ(Hex(EncodeClaim(FirstRevision())),
            "0a0a6361626c65732e726177"              // topic
            "1003"                                  // partition
            "182a"                                  // offset
            "2080f1a08ea823"                        // time
            "2a08efcdab8967452301"                  // revisions
            "3001"                                  // hash_version
            "3a100001000200030405000500060007fffe"  // digests
  );
}

TEST(ClaimTest, ComesBackAsItWas) {
  Claim many = FirstRevision();
  for (uint64_t i = 1; i < kMaxRevisions; ++i) many.revisions.push_back(i << 60 | i);
  many.time_ms = -1;
  for (const Claim& claim : {FirstRevision(), many}) {
    const Result<Claim> decoded = DecodeClaim(EncodeClaim(claim));
    ASSERT_TRUE(decoded) << decoded.error().message;
    EXPECT_EQ(*decoded, claim);
  }
}

TEST(ClaimTest, TakesAtMost64BytesBesideTheTopic) {
  Claim largest = FirstRevision();
  largest.topic = std::string(100, 't');
  largest.partition = std::numeric_limits<int32_t>::max();
  largest.offset = std::numeric_limits<int64_t>::max();
  largest.revisions = {std::numeric_limits<uint64_t>::max()};
  largest.digests.fill(0xFFFF);
  for (const int64_t time : {std::numeric_limits<int64_t>::max(), int64_t{-1}}) {
    largest.time_ms = time;
    EXPECT_THAT(EncodeClaim(largest), SizeIs(testing::Le(largest.topic.size() + 64)));
  }
}

TEST(ClaimTest, IsRefusedCutShortAtAnyByte) {
  const std::string bytes = EncodeClaim(FirstRevision());
  for (size_t length = 0; length < bytes.size(); ++length) {
    const Result<Claim> decoded = DecodeClaim(bytes.substr(0, length));
    ASSERT_FALSE(decoded) << length;
    EXPECT_EQ(decoded.error().code, ErrorCode::kCorruption) << length;
  }
}

TEST(ClaimTest, IsRefusedWithoutAPart) {
  storage::v1::Claim good;
  ASSERT_TRUE(good.ParseFromString(EncodeClaim(FirstRevision())));
  const auto refused = [&](auto&& change) {
    storage::v1::Claim claim = good;
    change(claim);
    const Result<Claim> decoded = DecodeClaim(claim.SerializeAsString());
    return !decoded && decoded.error().code == ErrorCode::kCorruption;
  };
  EXPECT_FALSE(refused([](auto&) {}));
  EXPECT_TRUE(refused([](auto& claim) { claim.clear_topic(); }));
  EXPECT_TRUE(refused([](auto& claim) { claim.set_partition(-1); }));
  EXPECT_TRUE(refused([](auto& claim) { claim.set_offset(-1); }));
  EXPECT_TRUE(refused([](auto& claim) { claim.clear_revisions(); }));
  EXPECT_TRUE(refused([](auto& claim) { claim.mutable_revisions()->Resize(17, 0); }));
  EXPECT_TRUE(refused([](auto& claim) { claim.clear_digests(); }));
  EXPECT_TRUE(refused([](auto& claim) { claim.mutable_digests()->append("x"); }));
}

TEST(ClaimTimeTest, IsThatOfTheClaim) {
  for (const int64_t time : {int64_t{-1}, int64_t{0}, int64_t{1}, int64_t{1'213'358'160'000}}) {
    Claim claim = FirstRevision();
    claim.time_ms = time;
    EXPECT_EQ(ClaimTime(EncodeClaim(claim)), time);
  }
}

TEST(ClaimTimeTest, IsNoneWhereThereIsNoClaim) {
  EXPECT_EQ(ClaimTime(""), std::nullopt);
  EXPECT_EQ(ClaimTime("no claim"), std::nullopt);
  const std::string bytes = EncodeClaim(FirstRevision());
  EXPECT_EQ(ClaimTime(bytes.substr(0, bytes.size() - 1)), std::nullopt);
}

// The floor of every group out there holds one of these.
TEST(ClaimHashTest, NeverChanges) {
  EXPECT_EQ(ClaimHash("08ASTANA1111", "claim"), 11915267914467975805U);
  EXPECT_EQ(ClaimHash("08ASTANA1111", ""), 7976754580666379244U);
  EXPECT_EQ(ClaimHash("08ASTANA1111", EncodeClaim(FirstRevision())), 3544406822469734490U);
}

TEST(ClaimHashTest, KeepsIdAndClaimApart) {
  EXPECT_NE(ClaimHash("08ASTANA1", "1claim"), ClaimHash("08ASTANA11", "claim"));
  EXPECT_NE(ClaimHash("a", "b"), ClaimHash("b", "a"));
}

// Every claim out there holds these.
TEST(RevisionHashTest, NeverChanges) {
  EXPECT_EQ(RevisionHash(0x0123456789ABCDEF, 0), 13226496048068982694U);
  EXPECT_EQ(RevisionHash(0x0123456789ABCDEF, 1), 15661074432484273693U);
  EXPECT_EQ(RevisionHash(0x0123456789ABCDEF, 2), 8875882538747749493U);
  EXPECT_EQ(RevisionHash(0, 0), 14374147212387527897U);
}

}  // namespace
}  // namespace cablestream
