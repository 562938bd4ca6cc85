#include "rebuild/published.h"

#include <algorithm>

#include "cable/v1/cable.pb.h"
#include "kafka/murmur2.h"
#include "parser/content_hash.h"
#include "parser/digests.h"
#include "pipeline/dedup.h"
#include "pipeline/record_value.h"

namespace cablestream {
namespace {

constexpr size_t kNumberBytes = 4;
constexpr uint64_t kUnknownRevision = 0;  // equals no text's hash, but for one chance in 2^64

void AppendNumber(std::string& key, uint32_t number) {
  for (int shift = 24; shift >= 0; shift -= 8) key += static_cast<char>(number >> shift & 0xFF);
}

uint32_t ReadNumber(std::string_view bytes) {
  uint32_t number = 0;
  for (const char byte : bytes.substr(0, kNumberBytes))
    number = number << 8 | static_cast<uint8_t>(byte);
  return number;
}

// Whether it has all that a claim is made of.
bool IsRecord(const Message& message, const cable::v1::Cable& cable) {
  return !cable.message_id().empty() && message.key == cable.message_id() &&
         cable.content_hash_version() > 0 && cable.revision() >= 1 &&
         cable.revision() <= kMaxRevisions && !cable.source().topic().empty() &&
         cable.source().partition() >= 0 && cable.source().offset() >= 0;
}

Error WrittenOtherwise(const Message& message, const char* how) {
  return {ErrorCode::kInvalidArgument, "The record at " + std::string(message.topic) + "/" +
                                           std::to_string(message.partition) + "/" +
                                           std::to_string(message.offset) + " " + how};
}

}  // namespace

Entry Encode(const PublishedRevision& revision) {
  Entry entry;
  AppendNumber(entry.key, static_cast<uint32_t>(revision.shard));
  entry.key += revision.message_id;
  entry.key += '\0';  // no ID holds one: a shorter ID stands before a longer one
  AppendNumber(entry.key, revision.number);
  AppendNumber(entry.value, static_cast<uint32_t>(revision.record_partition));
  const auto offset = static_cast<uint64_t>(revision.record_offset);
  AppendNumber(entry.value, static_cast<uint32_t>(offset >> 32));
  AppendNumber(entry.value, static_cast<uint32_t>(offset));
  entry.value += EncodeClaim(revision.claim);
  return entry;
}

std::optional<PublishedRevision> DecodePublished(std::string_view key, std::string_view value) {
  constexpr size_t kPlaceBytes = 3 * kNumberBytes;
  if (key.size() < 2 * kNumberBytes + 1 || value.size() < kPlaceBytes) return std::nullopt;
  Result<Claim> claim = DecodeClaim(value.substr(kPlaceBytes));
  if (!claim) return std::nullopt;
  PublishedRevision revision;
  revision.shard = static_cast<int32_t>(ReadNumber(key.substr(0, kNumberBytes)));
  revision.message_id = key.substr(kNumberBytes, key.size() - 2 * kNumberBytes - 1);
  revision.number = ReadNumber(key.substr(key.size() - kNumberBytes));
  revision.record_partition = static_cast<int32_t>(ReadNumber(value));
  revision.record_offset =
      static_cast<int64_t>(uint64_t{ReadNumber(value.substr(kNumberBytes))} << 32 |
                           ReadNumber(value.substr(2 * kNumberBytes)));
  revision.claim = std::move(*claim);
  return revision;
}

Result<ReadRecord> ReadPublished(const Message& message, const PipelineSettings& settings,
                                 cable::v1::Cable& cable) {
  ReadRecord read;
  if (!message.value || !ParseRecord(*message.value, cable)) return read;
  if (!IsRecord(message, cable)) return read;
  if (cable.generation() != settings.generation) {
    read.kind = RecordKind::kOtherGeneration;
    return read;
  }
  if (cable.content_hash_version() > kContentHashVersion) {
    return Fail(WrittenOtherwise(message,
                                 "was written by a newer version of cablestream, whose content "
                                 "hash this one does not know. Run that version, or a later one."));
  }
  const cable::v1::Source& source = cable.source();
  const bool by_partition = settings.scope == DedupScope::kPartition;
  if (by_partition && source.partition() >= settings.shards) {
    return Fail(WrittenOtherwise(message,
                                 "stems from a raw partition that the group does not have: under "
                                 "dedup.scope partition that is a shard of its own."));
  }
  read.kind = RecordKind::kOurs;
  PublishedRevision& revision = read.revision;
  revision.shard =
      by_partition ? source.partition() : PartitionOf(cable.message_id(), settings.shards);
  revision.message_id = cable.message_id();
  revision.number = cable.revision();
  revision.record_partition = message.partition;
  revision.record_offset = message.offset;
  Claim& claim = revision.claim;
  claim.topic = source.topic();
  claim.partition = source.partition();
  claim.offset = source.offset();
  // A message without a time got that of its partition's mark: not known here, and not later.
  claim.time_ms = source.timestamp() < 0 ? message.timestamp_ms : source.timestamp();
  claim.revisions = {RevisionHash(cable.content_hash(), DispositionClass(cable))};
  claim.hash_version = cable.content_hash_version();
  claim.digests = ComputeDigests(cable);
  return read;
}

void ClaimMerge::Add(const PublishedRevision& revision) {
  const bool is_of_before =
      revision.record_partition == record_partition_ && revision.record_offset < record_offset_;
  if (is_of_before) return;
  record_partition_ = revision.record_partition;
  record_offset_ = revision.record_offset;
  const int64_t time_ms = claim_.revisions.empty()
                              ? revision.claim.time_ms
                              : std::max(claim_.time_ms, revision.claim.time_ms);
  std::vector<uint64_t> known = std::move(claim_.revisions);
  known.resize(revision.number, kUnknownRevision);
  known.back() = revision.claim.revisions.back();
  claim_ = revision.claim;
  claim_.time_ms = time_ms;
  claim_.revisions = std::move(known);
}

uint64_t ClaimMerge::missing() const {
  return static_cast<uint64_t>(
      std::count(claim_.revisions.begin(), claim_.revisions.end(), kUnknownRevision));
}

}  // namespace cablestream
