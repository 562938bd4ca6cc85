// How far a shard has taken over its claims partition, as it stands in RocksDB beside the claims.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cablestream {

// The empty key holds the position: no message ID is empty.
inline constexpr std::string_view kPositionKey;

// Under this one a shard notes which making of the claims topic it is a copy of, eight bytes,
// big-endian; without it: the first one. No message ID holds a control character.
inline constexpr std::string_view kClaimsLogKey =
    "\x01"
    "claims-log";

// Whether a key is one of these two.
[[nodiscard]] bool IsOwnKey(std::string_view key);

[[nodiscard]] std::string EncodeClaimsLog(uint64_t claims_log);

// Written with each update. That it names where the update began makes a lost one visible: see
// storage/log_check.h.
struct Position {
  std::optional<int64_t> before;  // the shard's next offset until then; none: its first update
  int64_t next_offset = 0;

  bool operator==(const Position&) const = default;
};

[[nodiscard]] std::string EncodePosition(const Position& position);
[[nodiscard]] std::optional<Position> DecodePosition(std::string_view bytes);

}  // namespace cablestream
