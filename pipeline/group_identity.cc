#include "pipeline/group_identity.h"

#include <algorithm>

#include "parser/content_hash.h"
#include "pipeline/doubt.h"
#include "pipeline/group_topics.h"

namespace cablestream {
namespace {

Error WrittenOtherwise(const CommittedOffset& committed) {
  return {ErrorCode::kInvalidArgument,
          "The committed offset of " + ToString(committed.partition) +
              " was written with another storage format, shard count or dedup.scope. Use the "
              "settings that this group began with, or a new group."};
}

}  // namespace

OffsetMetadata::Identity IdentityOf(const PipelineSettings& settings) {
  return {kStorageFormat, settings.shards, settings.scope};
}

Result<OffsetMetadata> ReadMetadata(const CommittedOffset& committed,
                                    const PipelineSettings& settings) {
  const std::string where = "The committed offset of " + ToString(committed.partition);
  Result<OffsetMetadata> metadata = DecodeOffsetMetadata(committed.metadata);
  if (!metadata) {
    return Fail(ErrorCode::kRefused, where + ": " + metadata.error().message + kOffsetAdvice);
  }
  if (metadata->identity != IdentityOf(settings)) {
    return Fail(WrittenOtherwise(committed));
  }
  if (metadata->hash_version > kContentHashVersion) {
    return Fail(ErrorCode::kInvalidArgument,
                where +
                    " was written by a newer version of cablestream, whose content hash this "
                    "one does not know. Run that version, or a later one.");
  }
  if (metadata->rebuilding) {
    return Fail(ErrorCode::kRefused,
                where +
                    " says that the claims are being made anew, and are not whole. If that was "
                    "broken off, begin it again: cablestream state rebuild.");
  }
  return metadata;
}

Status CheckScope(const std::vector<CommittedOffset>& committed, DedupScope scope) {
  for (const CommittedOffset& offset : committed) {
    if (offset.offset < 0) continue;
    const Result<OffsetMetadata> metadata = DecodeOffsetMetadata(offset.metadata);
    if (metadata && metadata->identity.scope != scope) return Fail(WrittenOtherwise(offset));
  }
  return {};
}

std::vector<TopicPartition> RawPartitionsOf(const PipelineSettings& settings) {
  std::vector<TopicPartition> partitions;
  for (const auto& [topic, count] : settings.raw_topics) {
    for (int32_t i = 0; i < count; ++i) partitions.push_back({topic, i});
  }
  return partitions;
}

std::vector<TopicPartition> HomePartitionsOf(const PipelineSettings& settings) {
  std::vector<TopicPartition> partitions;
  if (settings.home_topic.empty()) return partitions;
  for (int32_t i = 0; i < settings.shards; ++i) partitions.push_back({settings.home_topic, i});
  return partitions;
}

std::vector<TopicPartition> PartitionsOf(const PipelineSettings& settings) {
  std::vector<TopicPartition> partitions = RawPartitionsOf(settings);
  const std::vector<TopicPartition> home = HomePartitionsOf(settings);
  partitions.insert(partitions.end(), home.begin(), home.end());
  return partitions;
}

Status CheckShards(const PipelineSettings& settings, const std::vector<TopicPartition>& assigned) {
  const std::string& topic = settings.shard_topic();
  int32_t count = settings.shards;
  for (const TopicPartition& partition : assigned) {
    if (partition.topic == topic) count = std::max(count, partition.partition + 1);
  }
  if (count == settings.shards) return {};
  if (settings.scope == DedupScope::kPartition) {
    return Fail(ErrorCode::kInvalidArgument, RawHasGrown(topic, settings.shards));
  }
  return Fail(ErrorCode::kRefused,
              CountsDiffer(settings.claims_topic, settings.shards, topic, count));
}

Status CheckGroupIdentity(const PipelineSettings& settings, LogReader& log) {
  const Result<std::vector<CommittedOffset>> committed = log.Committed(PartitionsOf(settings));
  if (!committed) {
    if (committed.error().code == ErrorCode::kRetry) return {};
    return Fail(committed.error());
  }
  for (const CommittedOffset& offset : *committed) {
    if (offset.offset < 0) continue;
    const Result<OffsetMetadata> metadata = ReadMetadata(offset, settings);
    if (!metadata) return Fail(metadata.error());
  }
  return {};
}

}  // namespace cablestream
