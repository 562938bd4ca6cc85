// What an operator is told where a log and what a group has committed do not agree.
#pragma once

#include <cstdint>
#include <string>

#include "consumer/log_reader.h"
#include "kafka/types.h"
#include "pipeline/settings.h"

namespace cablestream {

// What an operator can do about what can't be trusted: claims, raw topics, offsets. Each ends a
// message.
inline constexpr char kClaimsAdvice[] =
    " Nothing was changed. Stop every instance, and make the claims anew from the records topic: "
    "cablestream state rebuild.";
inline constexpr char kRawAdvice[] =
    " Nothing was changed. If that was meant, delete the group's offsets "
    "(kafka-consumer-groups.sh --delete --group) and start with --from beginning: what is "
    "published already is dropped.";
inline constexpr char kOffsetAdvice[] =
    " Nothing was changed. If the group's offsets were set by hand, stop every instance: "
    "cablestream state rebuild takes them as they are.";

// The log ends before an offset that was committed.
[[nodiscard]] std::string EndsBefore(const TopicPartition& partition, const Watermarks& log,
                                     int64_t committed);

// The log begins behind an offset that was committed; `deleter`: who may have deleted what is gone.
[[nodiscard]] std::string BeginsBehind(const TopicPartition& partition, const Watermarks& log,
                                       int64_t committed, const char* deleter);
inline constexpr char kRawDeleter[] = "the topic's retention";
inline constexpr char kHomeDeleter[] = "somebody";  // home has no retention

// The log begins behind the start of a replay's range.
[[nodiscard]] std::string BeginsBehindRange(const TopicPartition& partition, const Watermarks& log,
                                            const OffsetRange& range);

// The claims do not reach from their start to the last one that was committed.
[[nodiscard]] std::string FloorIsGone(const TopicPartition& claims, const Watermarks& log,
                                      int64_t committed);

// There are claims, but the group has no committed offset at all.
[[nodiscard]] std::string OffsetsAreGone(const TopicPartition& claims);

// There are claims of a shard, and committed offsets, but none of what stands for the shard.
[[nodiscard]] std::string OffsetIsGone(const TopicPartition& claims);

// A group begins whose records topic holds messages.
[[nodiscard]] std::string RecordsOfAnother(const std::string& group, const std::string& records);

}  // namespace cablestream
