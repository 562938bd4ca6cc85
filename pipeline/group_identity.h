// Whether what a group has committed was written by members of the same making as this one.
#pragma once

#include "common/result.h"
#include "consumer/log_reader.h"
#include "kafka/types.h"
#include "pipeline/settings.h"
#include "storage/offset_metadata.h"

namespace cablestream {

// The identity that this process writes.
[[nodiscard]] OffsetMetadata::Identity IdentityOf(const PipelineSettings& settings);

// Reads a committed offset's metadata. Fails with kRefused (not ours: doubt) and kInvalidArgument
// (another format, shard count or scope, or a content hash that this version doesn't know).
[[nodiscard]] Result<OffsetMetadata> ReadMetadata(const CommittedOffset& committed,
                                                  const PipelineSettings& settings);

// A group of another scope has other internal topics: none is gone that only this one needs. Fails
// with kInvalidArgument where an offset was committed under another scope.
[[nodiscard]] Status CheckScope(const std::vector<CommittedOffset>& committed, DedupScope scope);

// Partitions as the settings count them.
[[nodiscard]] std::vector<TopicPartition> RawPartitionsOf(const PipelineSettings& settings);
[[nodiscard]] std::vector<TopicPartition> HomePartitionsOf(const PipelineSettings& settings);
[[nodiscard]] std::vector<TopicPartition> PartitionsOf(const PipelineSettings& settings);  // both

// Each partition of the shard topic is a shard. Fails where that topic has grown past them: with
// kRefused where it is home, with kInvalidArgument where it is the raw topic.
[[nodiscard]] Status CheckShards(const PipelineSettings& settings,
                                 const std::vector<TopicPartition>& assigned);

// Looks at all that the group has committed, so that a member of another identity stops before it
// joins. Offsets that are not stable now are left to the restore. Fails as ReadMetadata, and with
// kUnavailable.
[[nodiscard]] Status CheckGroupIdentity(const PipelineSettings& settings, LogReader& log);

}  // namespace cablestream
