// What is noted of each message, as entries of the scratch database: once by the raw message it
// stems from, once by its message ID. Sorted, each table is judged in one pass. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cablestream {

// Where a raw message stands. `topic` counts the audited raw topics.
struct RawPlace {
  static constexpr uint16_t kOtherTopic = UINT16_MAX;

  uint16_t topic = kOtherTopic;
  int32_t partition = 0;
  int64_t offset = 0;

  auto operator<=>(const RawPlace&) const = default;
};

// Where an output stands in its topic, which its kind tells.
struct Place {
  int32_t partition = 0;
  int64_t offset = 0;
};

struct Entry {
  std::string key;
  std::string value;
};

// --- by raw message ---

enum class SourceKind : uint8_t { kRecord = 1, kDeadLetter, kForward, kClaim };

// That an output names this raw message. In order of source, then kind, then parts.
struct SourceEntry {
  RawPlace source;
  SourceKind kind = SourceKind::kRecord;
  uint32_t parts = 1;  // of a dead letter: how many it was split in, and which one this is
  uint32_t part = 1;
  Place place;
  uint8_t reason = 0;       // of a dead letter
  uint32_t cut_number = 0;  // of a forward: at which cut it was in flight
  std::string message_id;   // of a record or claim
};

[[nodiscard]] Entry Encode(const SourceEntry& entry);
[[nodiscard]] SourceEntry DecodeSourceEntry(std::string_view key, std::string_view value);

// What the keys of one raw partition begin with.
[[nodiscard]] std::string SourcePrefix(uint16_t topic, int32_t partition);

// --- by message ID ---

// `domain`: in which an ID is unique. 0, or the raw partition where each deduplicates for itself.
enum class IdKind : uint8_t { kClaim = 1, kLateClaim, kRecord, kTime, kRepeat };

struct IdKey {
  int32_t domain = 0;
  std::string_view message_id;
  IdKind kind = IdKind::kClaim;
};

[[nodiscard]] IdKey DecodeIdKey(std::string_view key);

// The claim that stands: a later one of the same kind takes its place.
struct ClaimEntry {
  int32_t domain = 0;
  std::string message_id;
  bool late = false;  // it demands no record: that may not have been read
  Place place;
  RawPlace source;
  int64_t time_ms = -1;
  uint32_t hash_version = 0;
  std::vector<uint64_t> revisions;  // empty: the claim was withdrawn
};

[[nodiscard]] Entry Encode(const ClaimEntry& entry);
[[nodiscard]] ClaimEntry DecodeClaimEntry(std::string_view key, std::string_view value);

// In order of revision.
struct RecordEntry {
  int32_t domain = 0;
  std::string message_id;
  uint32_t revision = 0;
  Place place;
  RawPlace source;
  uint64_t hash = 0;  // RevisionHash
  uint32_t hash_version = 0;
  std::optional<RawPlace> supersedes;
};

[[nodiscard]] Entry Encode(const RecordEntry& entry);
[[nodiscard]] RecordEntry DecodeRecordEntry(std::string_view key, std::string_view value);

// Under a window: the time of the claim that a published raw message made, by itself, and the mark
// under which it looked for others. In order of source.
struct TimeEntry {
  int32_t domain = 0;
  std::string message_id;
  RawPlace source;
  int64_t time_ms = -1;
  int64_t mark_ms = -1;
};

[[nodiscard]] Entry Encode(const TimeEntry& entry);
[[nodiscard]] TimeEntry DecodeTimeEntry(std::string_view key, std::string_view value);

// A raw message that no output names: a duplicate, if its text was published. In order of hash,
// then source.
struct RepeatEntry {
  int32_t domain = 0;
  std::string message_id;
  uint64_t hash = 0;  // RevisionHash
  RawPlace source;
  int64_t timestamp_ms = -1;
  int64_t mark_ms = -1;  // under a window: as above
  uint32_t hash_version = 0;
  bool other_parser = false;  // another version may have read it
};

[[nodiscard]] Entry Encode(const RepeatEntry& entry);
[[nodiscard]] RepeatEntry DecodeRepeatEntry(std::string_view key, std::string_view value);

}  // namespace cablestream
