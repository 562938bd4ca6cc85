#include "storage/offset_metadata.h"

#include "storage/base64url.h"
#include "storage/v1/storage.pb.h"

namespace cablestream {
namespace {

constexpr size_t kMaxText = 4096;  // the broker's own limit

storage::v1::DedupScope ToProto(DedupScope scope) {
  return scope == DedupScope::kGroup ? storage::v1::DEDUP_SCOPE_GROUP
                                     : storage::v1::DEDUP_SCOPE_PARTITION;
}

std::optional<DedupScope> FromProto(storage::v1::DedupScope scope) {
  if (scope == storage::v1::DEDUP_SCOPE_GROUP) return DedupScope::kGroup;
  if (scope == storage::v1::DEDUP_SCOPE_PARTITION) return DedupScope::kPartition;
  return std::nullopt;
}

tl::unexpected<Error> Unreadable(const char* why) {
  return Fail(ErrorCode::kCorruption,
              std::string("The metadata of a committed offset ") + why +
                  ": another program may have committed offsets of this group.");
}

bool Parse(std::string_view text, storage::v1::OffsetMetadata& message) {
  if (text.size() > kMaxText) return false;
  const std::optional<std::string> bytes = DecodeBase64Url(text);
  return bytes && message.ParseFromString(*bytes);
}

}  // namespace

std::string EncodeOffsetMetadata(const OffsetMetadata& metadata) {
  storage::v1::OffsetMetadata message;
  message.set_format(metadata.identity.format);
  message.set_shards(static_cast<uint32_t>(metadata.identity.shards));
  message.set_scope(ToProto(metadata.identity.scope));
  message.set_hash_version(metadata.hash_version);
  if (metadata.floor) {
    message.mutable_floor()->set_offset(metadata.floor->offset);
    message.mutable_floor()->set_hash(metadata.floor->hash);
  }
  if (metadata.mark) {
    message.mutable_mark()->set_time(metadata.mark->time_ms);
    message.mutable_mark()->set_last_offset(metadata.mark->last_offset);
    message.mutable_mark()->set_last_hash(metadata.mark->last_hash);
  }
  message.set_claims_log(metadata.claims_log);
  message.set_rebuilding(metadata.rebuilding);
  message.set_forgotten_before(metadata.forgotten_before_ms);
  return EncodeBase64Url(message.SerializeAsString());
}

Result<OffsetMetadata> DecodeOffsetMetadata(std::string_view text) {
  if (text.empty()) return Unreadable("is missing");
  storage::v1::OffsetMetadata message;
  if (!Parse(text, message)) return Unreadable("can't be read");
  const std::optional<DedupScope> scope = FromProto(message.scope());
  const auto shards = static_cast<int32_t>(message.shards());
  if (message.format() == 0 || shards <= 0 || !scope) return Unreadable("has no identity");
  if (message.floor().offset() < 0 || message.mark().last_offset() < 0) {
    return Unreadable("names an offset that can't be");
  }

  OffsetMetadata metadata;
  metadata.identity = {.format = message.format(), .shards = shards, .scope = *scope};
  metadata.hash_version = message.hash_version();
  if (message.has_floor()) {
    metadata.floor = {.offset = message.floor().offset(), .hash = message.floor().hash()};
  }
  if (message.has_mark()) {
    metadata.mark = {.time_ms = message.mark().time(),
                     .last_offset = message.mark().last_offset(),
                     .last_hash = message.mark().last_hash()};
  }
  metadata.claims_log = message.claims_log();
  metadata.rebuilding = message.rebuilding();
  metadata.forgotten_before_ms = message.forgotten_before();
  return metadata;
}

}  // namespace cablestream
