// The local copy of the claims topic: which message IDs have been published, shard by shard.
//
// Holds nothing that is not committed in Kafka, and can be lost at any time: what is missing is
// read again from the stored position.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "common/result.h"

namespace cablestream {

// One claim as it is written: the same bytes stand in the claims topic.
struct ClaimRecord {
  std::string_view message_id;  // never empty
  std::string_view claim;       // an encoded storage.v1.Claim; empty = a tombstone
};

// What one shard takes over at once: claims, and the claims-topic offset to read next.
struct ShardUpdate {
  int32_t shard = 0;
  std::span<const ClaimRecord> claims;  // in the topic's order: of one ID the last one stays
  int64_t next_offset = 0;              // never below the one before
};

// Used by one thread. Every call fails with kCorruption or kIo, or kInternal where it was called
// wrongly; after a failed write nothing of it is visible, and the shard must be restored before it
// is used again.
class DedupStore {
 public:
  virtual ~DedupStore() = default;

  // Looks up the encoded claim on a message ID.
  //
  //   Find(3, "08ASTANA1111")  -> the bytes of the claim
  //   Find(3, "08NOWHERE1")    -> nullopt: never seen
  //
  // Sees applied claims only; those of the open transaction are in PendingClaims. Never fails with
  // "not found".
  [[nodiscard]] virtual Result<std::optional<std::string>> Find(
      int32_t shard, std::string_view message_id) const = 0;

  // The claims-topic offset to read next; nullopt for a shard that was never written. Everything
  // below it has been applied, nothing at or above it.
  [[nodiscard]] virtual Result<std::optional<int64_t>> NextOffset(int32_t shard) const = 0;

  // Takes over all updates or none, at most one a shard, its claims and position together. Survives
  // kill -9; a power cut may lose the newest updates, never the older ones or parts of one.
  [[nodiscard]] virtual Status Apply(std::span<const ShardUpdate> updates) = 0;

  // Nobody asks any more for claims of a message time below `time_ms` (since 1970): Find may answer
  // nullopt for them, now, later or never.
  virtual void ForgetBefore(int32_t shard, int64_t time_ms) = 0;

  // Forgets everything about one shard, its position included.
  [[nodiscard]] virtual Status Wipe(int32_t shard) = 0;
};

// What every store refuses with kInternal, whatever it holds: a shard that isn't there or comes
// twice, a claim without an ID, an offset that can't be.
[[nodiscard]] Status CheckUpdates(std::span<const ShardUpdate> updates, int32_t shards);
[[nodiscard]] Status CheckShard(int32_t shard, int32_t shards);

// The same for a shard's position, which only moves forward.
[[nodiscard]] Status CheckNextOffset(const ShardUpdate& update, std::optional<int64_t> before);

}  // namespace cablestream
