#include "pipeline/doubt.h"

#include <algorithm>

namespace cablestream {

std::string EndsBefore(const TopicPartition& partition, const Watermarks& log, int64_t committed) {
  return ToString(partition) + " ends at offset " + std::to_string(log.high) +
         ", before the committed " + std::to_string(committed) + ": the topic was made anew." +
         kRawAdvice;
}

std::string BeginsBehind(const TopicPartition& partition, const Watermarks& log, int64_t committed,
                         const char* deleter) {
  return ToString(partition) + " begins at offset " + std::to_string(log.low) +
         ", behind the committed " + std::to_string(committed) + ": " +
         std::to_string(log.low - committed) + " offsets were deleted unread, by " + deleter +
         " or by hand. To go on with what is left, start with --from beginning.";
}

std::string BeginsBehindRange(const TopicPartition& partition, const Watermarks& log,
                              const OffsetRange& range) {
  return ToString(partition) + " begins at offset " + std::to_string(log.low) +
         ", behind the replay's start at " + std::to_string(range.from) + ": " +
         std::to_string(std::min(log.low, range.to) - range.from) +
         " offsets were deleted since the replay was planned.";
}

std::string FloorIsGone(const TopicPartition& claims, const Watermarks& log, int64_t committed) {
  return ToString(claims) + " holds offsets " + std::to_string(log.low) + " to " +
         std::to_string(log.high - 1) + ", but a claim was committed at " +
         std::to_string(committed) + "." + kClaimsAdvice;
}

std::string OffsetsAreGone(const TopicPartition& claims) {
  return "The group has no committed offsets, but " + ToString(claims) +
         " holds claims: the group was deleted, or idle for longer than the brokers keep offsets. "
         "To read the raw topics from the beginning again (what is published already is dropped), "
         "start with --from beginning.";
}

std::string OffsetIsGone(const TopicPartition& claims) {
  return ToString(claims) +
         " holds claims, but the home topic (or, under dedup.scope partition, the raw topic) has "
         "no "
         "committed offset there: brokers forget it with a topic that is deleted, and messages may "
         "have been on their way." +
         kRawAdvice;
}

std::string RecordsOfAnother(const std::string& group, const std::string& records) {
  return "Group " + group + " has never run, and " + records +
         " holds messages: where another group has read the same raw topics, each record is "
         "published a second time. Meant otherwise: name that group, or another records topic.";
}

}  // namespace cablestream
