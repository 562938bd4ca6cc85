// The metadata string of every committed offset: storage.v1.OffsetMetadata as base64url text. What
// the next owner of a partition checks before it trusts its own state. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/result.h"
#include "storage/identity.h"

namespace cablestream {

struct OffsetMetadata {
  // A member of another identity stops before it subscribes.
  struct Identity {
    uint32_t format = kStorageFormat;
    int32_t shards = 0;
    DedupScope scope = DedupScope::kGroup;

    bool operator==(const Identity&) const = default;
  };

  // The last claim written to claims[h], and its ClaimHash.
  struct Floor {
    int64_t offset = 0;
    uint64_t hash = 0;

    bool operator==(const Floor&) const = default;
  };

  // How far raw[p] has been read, in message time and in messages.
  struct Mark {
    int64_t time_ms = 0;      // largest message time so far, since 1970
    int64_t last_offset = 0;  // of the last message read
    uint64_t last_hash = 0;   // of the same

    bool operator==(const Mark&) const = default;
  };

  Identity identity;
  uint32_t hash_version = 0;   // the newest content hash version in use
  std::optional<Floor> floor;  // on the offset of the partition that owns a shard
  std::optional<Mark> mark;    // on the offset of a raw partition

  // On the offset of the partition that owns a shard: which making of the claims topic the floor
  // counts in (0: the first one), and whether that is only being made: then nobody may use it.
  uint64_t claims_log = 0;
  bool rebuilding = false;

  // Likewise: claims of a message time below it (since 1970) may be gone from claims[h] and from
  // any store, since nobody looks for them. It never goes back; 0: none are.
  int64_t forgotten_before_ms = 0;

  bool operator==(const OffsetMetadata&) const = default;
};

// At most 158 characters; Kafka takes 4,096.
[[nodiscard]] std::string EncodeOffsetMetadata(const OffsetMetadata& metadata);

// Fails with kCorruption: empty, not base64url, not the message, or values that can't be. Another
// identity or a newer hash version is no failure here: comparing them is the caller's.
[[nodiscard]] Result<OffsetMetadata> DecodeOffsetMetadata(std::string_view text);

}  // namespace cablestream
