// What is known of a group's topics without looking: their names, and which settings keep the
// promises.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/result.h"
#include "consumer/log_reader.h"
#include "kafka/types.h"

namespace cablestream {

using TopicSettings = std::map<std::string, std::string>;

[[nodiscard]] std::string ClaimsTopicOf(const std::string& group);
[[nodiscard]] std::string HomeTopicOf(const std::string& group);

// A setting as a number; `otherwise` where it is absent.
[[nodiscard]] int64_t NumberIn(const TopicSettings& settings, const std::string& name,
                               int64_t otherwise);

// Whether `cleanup.policy` holds this policy.
[[nodiscard]] bool HasPolicy(const TopicSettings& settings, std::string_view policy);

// A setting that would lose what the topic must keep, and the value that it must have.
struct WrongSetting {
  std::string name;
  std::string wanted;
};
[[nodiscard]] std::optional<WrongSetting> WrongInClaims(const TopicSettings& settings);
[[nodiscard]] std::optional<WrongSetting> WrongInHome(const TopicSettings& settings);

// That an internal topic is missing whose group has committed offsets, and what to do.
[[nodiscard]] std::string InternalIsGone(const std::string& group, const std::string& topic);

// "Topic t would lose what it must keep: set its s to v."
[[nodiscard]] std::string ToMend(const std::string& topic, const WrongSetting& wrong);

// Under dedup.scope partition: the raw topic's partitions are not the shards any more.
[[nodiscard]] std::string RawHasGrown(const std::string& raw, int32_t shards);

// The group's committed offsets, asked for until they are stable, but for half a minute at most.
// Fails as LogReader::Committed.
[[nodiscard]] Result<std::vector<CommittedOffset>> StableOffsets(
    LogReader& log, const std::vector<TopicPartition>& partitions);

}  // namespace cablestream
