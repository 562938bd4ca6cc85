// The claim codec: storage.v1.Claim as a plain value and as bytes. Pure; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/result.h"

namespace cablestream {

// The claim on a message ID, as storage.v1.Claim holds it.
struct Claim {
  std::string topic;  // of the newest revision's raw message
  int32_t partition = 0;
  int64_t offset = 0;
  int64_t time_ms = 0;                // message time, since 1970
  std::vector<uint64_t> revisions;    // RevisionHash of each, oldest first; 1 to kMaxRevisions
  uint32_t hash_version = 0;          // of the content hash under `revisions`
  std::array<uint16_t, 8> digests{};  // of the newest revision, parser/digests.h

  bool operator==(const Claim&) const = default;
};

// A claim keeps this many revisions apart; past that a further text is a conflict.
inline constexpr size_t kMaxRevisions = 16;

// Always the same bytes for the same claim: at most 64 beside the topic's name for a first
// revision.
[[nodiscard]] std::string EncodeClaim(const Claim& claim);

// Fails with kCorruption: not a claim, or one without a source, a revision or its digests.
[[nodiscard]] Result<Claim> DecodeClaim(std::string_view bytes);

// The message time of an encoded claim, without reading the rest; nullopt: not a claim.
[[nodiscard]] std::optional<int64_t> ClaimTime(std::string_view bytes);

// A hash of a claim as it stands in the claims topic, ID and value: what the floor notes. XXH3-64
// of the value, seeded with the XXH3-64 of the ID. Never changes.
[[nodiscard]] uint64_t ClaimHash(std::string_view message_id, std::string_view claim);

// What decides whether two messages under one ID are the same: the text and the class of its
// disposition (0 original, retransmission, suspected duplicate; 1 correction; 2 cancellation).
// XXH3-64 of the content hash, seeded with the class. Never changes.
[[nodiscard]] uint64_t RevisionHash(uint64_t content_hash, uint32_t disposition_class);

}  // namespace cablestream
