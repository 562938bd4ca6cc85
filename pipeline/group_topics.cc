#include "pipeline/group_topics.h"

#include <algorithm>
#include <charconv>
#include <climits>

namespace cablestream {
namespace {

constexpr int kCommittedTries = 30;
constexpr int kWatermarkTries = 5;

// What the headers of a forward may add to a raw message.
constexpr int64_t kHeaderRoom = 64 << 10;

// Asks until there is an answer, so many times at most.
template <typename T, typename Ask>
Result<T> AskAgain(int tries, const Ask& ask) {
  Result<T> answer = ask();
  while (--tries > 0 && !answer && answer.error().code == ErrorCode::kRetry) answer = ask();
  return answer;
}

// Neither time nor size may delete what is still needed.
std::optional<WrongSetting> WrongRetention(const TopicSettings& settings) {
  for (const char* limit : {"retention.ms", "retention.bytes"}) {
    if (NumberIn(settings, limit, -1) != -1) return WrongSetting{limit, "-1"};
  }
  return std::nullopt;
}

}  // namespace

std::string ClaimsTopicOf(const std::string& group) {
  return group + "-claims";
}

std::string HomeTopicOf(const std::string& group) {
  return group + "-home";
}

std::string Joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

int64_t NumberIn(const TopicSettings& settings, const std::string& name, int64_t otherwise) {
  const auto found = settings.find(name);
  if (found == settings.end()) return otherwise;
  int64_t number = otherwise;
  const std::string& text = found->second;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

bool HasPolicy(const TopicSettings& settings, std::string_view policy) {
  const auto found = settings.find("cleanup.policy");
  return found != settings.end() && found->second.find(policy) != std::string::npos;
}

std::optional<std::chrono::milliseconds> RetentionFromTimestamp(const TopicSettings& settings) {
  const int64_t retention_ms = NumberIn(settings, "retention.ms", -1);
  const auto type = settings.find("message.timestamp.type");
  const bool is_own = type == settings.end() || type->second == "CreateTime";
  if (retention_ms < 0 || !HasPolicy(settings, "delete") || !is_own) return std::nullopt;
  return std::chrono::milliseconds(retention_ms);
}

int64_t HomeBytesFor(int64_t raw_bytes) {
  return std::min<int64_t>(raw_bytes + kHeaderRoom, INT_MAX);
}

std::optional<WrongSetting> WrongInClaims(const TopicSettings& settings) {
  if (!HasPolicy(settings, "compact") || !HasPolicy(settings, "delete")) {
    return WrongSetting{"cleanup.policy", "compact,delete"};
  }
  return WrongRetention(settings);
}

std::optional<WrongSetting> WrongInHome(const TopicSettings& settings, int64_t raw_bytes) {
  if (HasPolicy(settings, "compact")) return WrongSetting{"cleanup.policy", "delete"};
  const int64_t bytes = HomeBytesFor(raw_bytes);
  if (NumberIn(settings, kMaxMessageBytes, bytes) < bytes) {
    return WrongSetting{kMaxMessageBytes, std::to_string(bytes)};
  }
  return WrongRetention(settings);
}

// Letters have the keys of their raw messages, or none: of one key only the last would stay.
std::optional<WrongSetting> WrongInDeadLetters(const TopicSettings& settings) {
  if (HasPolicy(settings, "compact")) return WrongSetting{"cleanup.policy", "delete"};
  return std::nullopt;
}

std::string InternalIsGone(const std::string& group, const std::string& topic) {
  return "Topic " + topic + " is missing, although group " + group +
         " has committed offsets: what it held is gone. Nothing was changed. " +
         (topic == HomeTopicOf(group)
              ? "It held raw messages on their way: delete the group's offsets "
                "(kafka-consumer-groups.sh --delete --group " +
                    group + ") and start with --from beginning; what is published is dropped."
              : "Stop every instance, and make the claims anew from the records topic: cablestream "
                "state rebuild.");
}

std::string ToMend(const std::string& topic, const WrongSetting& wrong) {
  return "Topic " + topic + " would lose messages that it must keep: set its " + wrong.name +
         " to " + wrong.wanted + ".";
}

std::string CountsDiffer(const std::string& claims, int32_t claims_count, const std::string& home,
                         int32_t home_count) {
  return claims + " and " + home + " must have one count of partitions, but have " +
         std::to_string(claims_count) + " and " + std::to_string(home_count) +
         ". Delete the claims topic, and make the claims anew: cablestream state rebuild.";
}

std::string RawHasGrown(const std::string& raw, int32_t shards) {
  return "Topic " + raw + " does not have the " + std::to_string(shards) +
         " partitions that the group began with: under dedup.scope partition an ID is not looked "
         "for in another one. Use a new group and a new records topic.";
}

Result<std::vector<CommittedOffset>> StableOffsets(LogReader& log,
                                                   const std::vector<TopicPartition>& partitions) {
  return AskAgain<std::vector<CommittedOffset>>(kCommittedTries,
                                                [&] { return log.Committed(partitions); });
}

Result<Watermarks> EndsOf(LogReader& log, const TopicPartition& partition) {
  return AskAgain<Watermarks>(kWatermarkTries, [&] { return log.QueryWatermarks(partition); });
}

Result<std::optional<TopicPartition>> FirstNotEmpty(LogReader& log, const std::string& topic,
                                                    int32_t partitions) {
  for (int32_t i = 0; i < partitions; ++i) {
    TopicPartition partition{topic, i};
    const Result<Watermarks> ends = EndsOf(log, partition);
    if (!ends) return Fail(ends.error());
    if (ends->high > ends->low) return std::optional(std::move(partition));
  }
  return std::optional<TopicPartition>();
}

}  // namespace cablestream
