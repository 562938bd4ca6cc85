// What this member owns under its assignment, and how far it has got with each partition.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "consumer/message.h"
#include "kafka/types.h"
#include "pipeline/refused_message.h"
#include "pipeline/settings.h"
#include "storage/offset_metadata.h"

namespace cablestream {

enum class PartitionRole { kRaw, kHome };

// How far one partition has been read; what the next committed offset says of it.
struct PartitionProgress {
  PartitionRole role = PartitionRole::kRaw;
  int64_t position = 0;  // the offset to read next
  bool is_new = false;   // the group has no offset of it
  // Not committed as it stands here.
  bool uncommitted = true;
  // Of a raw partition: the message-time mark (-1: no message with a time yet), and the last
  // message of it, which stays in memory until its hash has been committed.
  int64_t mark_ms = -1;
  std::optional<OffsetMetadata::Mark> committed_mark;
  bool last_is_deleted = false;  // the message that it names: nothing to hold it against
  Message last;
  // Up to there each message goes in a transaction of its own, since a broker refused an output of
  // one of them; -1: no such range.
  int64_t singly_to = -1;
  std::optional<RefusedMessage> refused;
  // Of a partition that stands for a shard: the last claim written to it.
  std::optional<OffsetMetadata::Floor> floor;
  uint64_t claims_log = 0;          // likewise: which making of the claims topic
  int64_t forgotten_before_ms = 0;  // likewise: of OffsetMetadata
  int64_t log_start = 0;            // likewise: what lies below it is deleted, or will be
};

// A hash of what a message is, to recognise it in its topic again.
[[nodiscard]] uint64_t MessageHash(const Message& message);

// Used by one thread.
class Ownership {
 public:
  // Takes over an assignment; nothing is known of its partitions yet.
  void Reset(std::vector<TopicPartition> partitions, GroupMetadata membership,
             const PipelineSettings& settings);
  void Clear();

  [[nodiscard]] bool empty() const { return partitions_.empty(); }
  [[nodiscard]] size_t size() const { return partitions_.size(); }
  [[nodiscard]] const GroupMetadata& membership() const { return membership_; }
  [[nodiscard]] std::vector<TopicPartition> partitions() const;

  // To own home[h] is to own shard h; nothing else gives a right to it. Under
  // DedupScope::kPartition it is to own raw[h].
  [[nodiscard]] bool OwnsShard(int32_t shard) const { return Keeper(shard) != nullptr; }
  [[nodiscard]] std::vector<int32_t> shards() const;

  // Null where this member does not own it.
  [[nodiscard]] PartitionProgress* Find(std::string_view topic, int32_t partition);
  [[nodiscard]] const PartitionProgress* Find(std::string_view topic, int32_t partition) const;
  // That partition; its offset's metadata holds the shard's floor.
  [[nodiscard]] PartitionProgress* Keeper(int32_t shard);
  [[nodiscard]] const PartitionProgress* Keeper(int32_t shard) const;

  // Whether anything would be committed.
  [[nodiscard]] bool HasUncommitted() const;

  // Offset and metadata of every partition that has something uncommitted.
  [[nodiscard]] std::vector<OffsetCommit> OffsetsToCommit(const OffsetMetadata::Identity& identity,
                                                          uint32_t hash_version);
  void NoteCommitted();

  // What has been read so far is to be read again, each message on its own.
  void ReadSingly();

 private:
  struct Less {
    using is_transparent = void;
    using View = std::tuple<std::string_view, int32_t>;
    static View ToView(const TopicPartition& partition) {
      return {partition.topic, partition.partition};
    }
    static const View& ToView(const View& view) { return view; }
    bool operator()(const auto& left, const auto& right) const {
      return ToView(left) < ToView(right);
    }
  };

  std::map<TopicPartition, PartitionProgress, Less> partitions_;
  std::string shard_topic_;
  GroupMetadata membership_;
};

// The mark after a message of this time: the largest so far, one message moving it forward by at
// most `max_future_ms`. -1: none.
[[nodiscard]] int64_t AdvanceMark(int64_t mark_ms, int64_t timestamp_ms, int64_t max_future_ms);

}  // namespace cablestream
