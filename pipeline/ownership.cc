#include "pipeline/ownership.h"

#include <xxhash.h>

#include <algorithm>
#include <utility>

namespace cablestream {

uint64_t MessageHash(const Message& message) {
  const auto hash = [](const std::optional<std::string_view>& bytes, uint64_t seed) {
    return bytes ? XXH3_64bits_withSeed(bytes->data(), bytes->size(), seed) : seed;
  };
  return hash(message.value, hash(message.key, static_cast<uint64_t>(message.timestamp_ms)));
}

void Ownership::Reset(std::vector<TopicPartition> partitions, GroupMetadata membership,
                      const PipelineSettings& settings) {
  partitions_.clear();
  shard_topic_ = settings.shard_topic();
  membership_ = std::move(membership);
  for (TopicPartition& partition : partitions) {
    const PartitionRole role =
        partition.topic == settings.home_topic ? PartitionRole::kHome : PartitionRole::kRaw;
    partitions_[std::move(partition)].role = role;
  }
}

void Ownership::Clear() {
  partitions_.clear();
  membership_ = {};
}

std::vector<TopicPartition> Ownership::partitions() const {
  std::vector<TopicPartition> partitions;
  partitions.reserve(partitions_.size());
  for (const auto& [partition, progress] : partitions_) partitions.push_back(partition);
  return partitions;
}

std::vector<int32_t> Ownership::shards() const {
  std::vector<int32_t> shards;
  for (const auto& [partition, progress] : partitions_) {
    if (partition.topic == shard_topic_) shards.push_back(partition.partition);
  }
  return shards;
}

PartitionProgress* Ownership::Find(std::string_view topic, int32_t partition) {
  const auto found = partitions_.find(Less::View{topic, partition});
  return found == partitions_.end() ? nullptr : &found->second;
}

const PartitionProgress* Ownership::Find(std::string_view topic, int32_t partition) const {
  const auto found = partitions_.find(Less::View{topic, partition});
  return found == partitions_.end() ? nullptr : &found->second;
}

PartitionProgress* Ownership::Keeper(int32_t shard) {
  return Find(shard_topic_, shard);
}

const PartitionProgress* Ownership::Keeper(int32_t shard) const {
  return Find(shard_topic_, shard);
}

bool Ownership::HasUncommitted() const {
  return std::any_of(partitions_.begin(), partitions_.end(),
                     [](const auto& entry) { return entry.second.uncommitted; });
}

std::vector<OffsetCommit> Ownership::OffsetsToCommit(const OffsetMetadata::Identity& identity,
                                                     uint32_t hash_version) {
  std::vector<OffsetCommit> commits;
  for (auto& [partition, progress] : partitions_) {
    if (!progress.uncommitted) continue;
    if (progress.last.buffer) {
      progress.committed_mark =
          OffsetMetadata::Mark{progress.mark_ms, progress.last.offset, MessageHash(progress.last)};
    }
    OffsetMetadata metadata;
    metadata.identity = identity;
    metadata.hash_version = hash_version;
    metadata.floor = progress.floor;
    metadata.claims_log = progress.claims_log;
    metadata.forgotten_before_ms = progress.forgotten_before_ms;
    metadata.mark = progress.committed_mark;
    commits.push_back({partition, progress.position, EncodeOffsetMetadata(metadata)});
  }
  return commits;
}

void Ownership::NoteCommitted() {
  for (auto& [partition, progress] : partitions_) {
    progress.uncommitted = false;
    progress.last = {};
    if (progress.refused && progress.refused->offset < progress.position) progress.refused.reset();
  }
}

void Ownership::ReadSingly() {
  for (auto& [partition, progress] : partitions_) {
    progress.singly_to = std::max(progress.singly_to, progress.position);
  }
}

int64_t AdvanceMark(int64_t mark_ms, int64_t timestamp_ms, int64_t max_future_ms) {
  if (timestamp_ms < 0 || timestamp_ms <= mark_ms) return mark_ms;
  if (mark_ms < 0 || timestamp_ms - mark_ms <= max_future_ms) return timestamp_ms;
  return mark_ms + max_future_ms;
}

}  // namespace cablestream
