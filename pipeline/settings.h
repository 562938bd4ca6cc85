// What the pipeline is told about the topics it works on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "kafka/types.h"
#include "storage/identity.h"

namespace cablestream {

enum class OnConflict { kRevision, kDeadLetter };

// The messages at `from` and behind it that stand below `to`.
struct OffsetRange {
  int64_t from = 0;
  int64_t to = 0;

  bool operator==(const OffsetRange&) const = default;
};

struct PipelineSettings {
  std::map<std::string, int32_t> raw_topics;   // partition counts by name
  std::set<std::string> compacted_raw_topics;  // of these, a message read before may be gone
  // One partition a shard; empty under DedupScope::kPartition, where nothing is forwarded.
  std::string home_topic;
  std::string claims_topic;  // one partition a shard
  int32_t shards = 0;
  DedupScope scope = DedupScope::kGroup;

  std::string generation = "live";
  std::string record_frame;  // what stands before the protobuf bytes of a record's value
  OnConflict on_conflict = OnConflict::kRevision;
  int64_t max_future_ms = 86'400'000;  // how far one message may move the message-time mark
  // For how long a claim is seen, in message time; none: for ever.
  std::optional<int64_t> window_ms;
  std::vector<std::string> pass_headers;  // of HeadersToPass
  size_t restore_claims = 100'000;        // read in a restore before some go into the store
  int64_t window_look_messages = 10'000;  // read between two looks at what the window has passed

  // Whose partition h stands for shard h: to be assigned it is to own the shard.
  [[nodiscard]] const std::string& shard_topic() const {
    return scope == DedupScope::kPartition ? raw_topics.begin()->first : home_topic;
  }

  // Of a replay: what is read of each raw partition, of those that are not named nothing. Empty:
  // all there is.
  std::map<TopicPartition, OffsetRange> ranges;
  [[nodiscard]] std::optional<OffsetRange> RangeOf(const TopicPartition& partition) const {
    if (ranges.empty()) return std::nullopt;
    const auto found = ranges.find(partition);
    return found == ranges.end() ? OffsetRange{} : found->second;
  }

  bool until_end =
      false;  // end when the raw topics, as they stood at the start, or ranges are done
  bool from_beginning = false;  // start although the group has lost its offsets, or raw its head
  bool force = false;           // publish records that the records topic's retention deletes
};

}  // namespace cablestream
