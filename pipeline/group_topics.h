// What is known of a group's topics without looking: their names, and which settings keep the
// promises.
#pragma once

#include <chrono>
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

inline constexpr char kMaxMessageBytes[] = "max.message.bytes";

[[nodiscard]] std::string ClaimsTopicOf(const std::string& group);
[[nodiscard]] std::string HomeTopicOf(const std::string& group);

// "cables.raw, cables.more", for messages to people.
[[nodiscard]] std::string Joined(const std::vector<std::string>& names);

// A setting as a number; `otherwise` where it is absent.
[[nodiscard]] int64_t NumberIn(const TopicSettings& settings, const std::string& name,
                               int64_t otherwise);

// Whether `cleanup.policy` holds this policy.
[[nodiscard]] bool HasPolicy(const TopicSettings& settings, std::string_view policy);

// How long the topic keeps a message, from the message's own timestamp; nullopt: for ever, or from
// when it came.
[[nodiscard]] std::optional<std::chrono::milliseconds> RetentionFromTimestamp(
    const TopicSettings& settings);

// What home's max.message.bytes must be, so that every message of raw topics of this
// max.message.bytes can be forwarded: else it would depend on who reads it what becomes of it.
[[nodiscard]] int64_t HomeBytesFor(int64_t raw_bytes);

// A setting that would lose what the topic must take and keep, and the value that it must have.
struct WrongSetting {
  std::string name;
  std::string wanted;
};
[[nodiscard]] std::optional<WrongSetting> WrongInClaims(const TopicSettings& settings);
[[nodiscard]] std::optional<WrongSetting> WrongInHome(const TopicSettings& settings,
                                                      int64_t raw_bytes);
[[nodiscard]] std::optional<WrongSetting> WrongInDeadLetters(const TopicSettings& settings);

// That an internal topic is missing whose group has committed offsets, and what to do.
[[nodiscard]] std::string InternalIsGone(const std::string& group, const std::string& topic);

// "Topic t would lose messages that it must keep: set its s to v."
[[nodiscard]] std::string ToMend(const std::string& topic, const WrongSetting& wrong);

// Of a group that forwards: claims and home do not have one count of partitions.
[[nodiscard]] std::string CountsDiffer(const std::string& claims, int32_t claims_count,
                                       const std::string& home, int32_t home_count);

// Under dedup.scope partition: the raw topic's partitions are not the shards any more.
[[nodiscard]] std::string RawHasGrown(const std::string& raw, int32_t shards);

// The group's committed offsets, asked for until they are stable, but for half a minute at most.
// Fails as LogReader::Committed.
[[nodiscard]] Result<std::vector<CommittedOffset>> StableOffsets(
    LogReader& log, const std::vector<TopicPartition>& partitions);

// Where a log begins and ends, asked for until there is an answer, but for ten seconds at most.
// Fails as LogReader::QueryWatermarks.
[[nodiscard]] Result<Watermarks> EndsOf(LogReader& log, const TopicPartition& partition);

// The first of the topic's partitions that holds anything, transaction markers included; nullopt:
// none does. Fails as EndsOf.
[[nodiscard]] Result<std::optional<TopicPartition>> FirstNotEmpty(LogReader& log,
                                                                  const std::string& topic,
                                                                  int32_t partitions);

}  // namespace cablestream
