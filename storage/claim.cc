#include "storage/claim.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>
#include <xxhash.h>

#include "storage/v1/storage.pb.h"

namespace cablestream {
namespace {

using Digests = decltype(Claim::digests);
constexpr size_t kDigestBytes = 2 * std::tuple_size_v<Digests>;

std::string EncodeDigests(const Digests& digests) {
  std::string bytes;
  bytes.reserve(kDigestBytes);
  for (const uint16_t digest : digests) {
    bytes += static_cast<char>(digest >> 8);
    bytes += static_cast<char>(digest & 0xFF);
  }
  return bytes;
}

Digests DecodeDigests(std::string_view bytes) {
  Digests digests;
  for (size_t i = 0; i < digests.size(); ++i) {
    const auto high = static_cast<uint8_t>(bytes[2 * i]);
    const auto low = static_cast<uint8_t>(bytes[2 * i + 1]);
    digests[i] = static_cast<uint16_t>(high << 8 | low);
  }
  return digests;
}

// What is wrong with a claim that parses; null for a good one.
const char* FaultOf(const storage::v1::Claim& claim) {
  if (claim.topic().empty()) return "has no source";
  if (claim.partition() < 0 || claim.offset() < 0) return "has a source that can't be";
  if (claim.revisions().empty()) return "has no revision";
  if (static_cast<size_t>(claim.revisions_size()) > kMaxRevisions) return "has too many revisions";
  if (claim.digests().size() != kDigestBytes) return "lacks its digests";
  return nullptr;
}

}  // namespace

std::string EncodeClaim(const Claim& claim) {
  storage::v1::Claim message;
  message.set_topic(claim.topic);
  message.set_partition(claim.partition);
  message.set_offset(claim.offset);
  message.set_time(claim.time_ms);
  message.mutable_revisions()->Assign(claim.revisions.begin(), claim.revisions.end());
  message.set_hash_version(claim.hash_version);
  message.set_digests(EncodeDigests(claim.digests));
  return message.SerializeAsString();
}

Result<Claim> DecodeClaim(std::string_view bytes) {
  storage::v1::Claim message;
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return Fail(ErrorCode::kCorruption, "The bytes of a claim can't be read.");
  }
  if (const char* fault = FaultOf(message)) {
    return Fail(ErrorCode::kCorruption, std::string("A claim ") + fault + ".");
  }
  return Claim{.topic = message.topic(),
               .partition = message.partition(),
               .offset = message.offset(),
               .time_ms = message.time(),
               .revisions = {message.revisions().begin(), message.revisions().end()},
               .hash_version = message.hash_version(),
               .digests = DecodeDigests(message.digests())};
}

std::optional<int64_t> ClaimTime(std::string_view bytes) {
  using google::protobuf::internal::WireFormatLite;
  google::protobuf::io::CodedInputStream input(reinterpret_cast<const uint8_t*>(bytes.data()),
                                               static_cast<int>(bytes.size()));
  constexpr uint32_t kTimeTag = WireFormatLite::MakeTag(storage::v1::Claim::kTimeFieldNumber,
                                                        WireFormatLite::WIRETYPE_VARINT);
  uint64_t time = 0;
  bool is_claim = false;
  while (const uint32_t tag = input.ReadTag()) {
    is_claim = true;
    const bool read =
        tag == kTimeTag ? input.ReadVarint64(&time) : WireFormatLite::SkipField(&input, tag);
    if (!read) return std::nullopt;
  }
  if (!is_claim || !input.ConsumedEntireMessage()) return std::nullopt;
  return static_cast<int64_t>(time);
}

uint64_t ClaimHash(std::string_view message_id, std::string_view claim) {
  const uint64_t seed = XXH3_64bits(message_id.data(), message_id.size());
  return XXH3_64bits_withSeed(claim.data(), claim.size(), seed);
}

uint64_t RevisionHash(uint64_t content_hash, uint32_t disposition_class) {
  std::array<unsigned char, sizeof content_hash> bytes;  // little-endian on every machine
  for (size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<unsigned char>(content_hash >> (8 * i));
  }
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(), disposition_class);
}

}  // namespace cablestream
