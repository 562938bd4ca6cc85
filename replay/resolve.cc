#include "replay/resolve.h"

#include <algorithm>
#include <optional>

namespace cablestream {
namespace {

// Names the topic where it was left out.
Result<Bound> Qualified(Bound bound, const std::map<std::string, int32_t>& raw_topics) {
  auto* list = std::get_if<AtOffsets>(&bound);
  if (list == nullptr) return bound;
  AtOffsets qualified;
  for (const auto& [partition, offset] : list->offsets) {
    if (partition.topic.empty() && raw_topics.size() > 1) {
      return Fail(ErrorCode::kInvalidArgument,
                  "There are several raw topics: name each partition's, as in cables.raw/0:1200");
    }
    const TopicPartition full{partition.topic.empty() ? raw_topics.begin()->first : partition.topic,
                              partition.partition};
    const auto topic = raw_topics.find(full.topic);
    if (topic == raw_topics.end() || full.partition >= topic->second) {
      return Fail(ErrorCode::kInvalidArgument, ToString(full) + " is no raw partition");
    }
    qualified.offsets[full] = offset;
  }
  return Bound(std::move(qualified));
}

// Nullopt: the partition is not named.
Result<std::optional<int64_t>> OffsetOf(const Bound& bound, const TopicPartition& partition,
                                        const Watermarks& log, const ResolveActions& actions) {
  if (std::holds_alternative<LogBeginning>(bound)) return std::optional(log.low);
  if (std::holds_alternative<LogEnd>(bound)) return std::optional(log.high);
  if (const auto* offset = std::get_if<AtOffset>(&bound)) return std::optional(offset->offset);
  if (const auto* list = std::get_if<AtOffsets>(&bound)) {
    const auto found = list->offsets.find(partition);
    return found == list->offsets.end() ? std::nullopt : std::optional(found->second);
  }
  const Result<int64_t> offset = actions.at_time(partition, std::get<AtTime>(bound).time_ms);
  if (!offset) return Fail(offset.error());
  return std::optional(*offset);
}

Result<OffsetRange> ResolveOne(const Bound& from, const Bound& to, const TopicPartition& partition,
                               const ResolveActions& actions) {
  const Result<Watermarks> log = actions.ends(partition);
  if (!log) return Fail(log.error());
  const Result<std::optional<int64_t>> first = OffsetOf(from, partition, *log, actions);
  if (!first) return Fail(first.error());
  const Result<std::optional<int64_t>> end = OffsetOf(to, partition, *log, actions);
  if (!end) return Fail(end.error());
  if (!*first || !*end) return OffsetRange{log->low, log->low};
  if (**first < log->low) {
    return Fail(ErrorCode::kInvalidArgument,
                ToString(partition) + " begins at offset " + std::to_string(log->low) +
                    ": what stood at " + std::to_string(**first) +
                    " was deleted. Take --from beginning for what is left.");
  }
  const OffsetRange range{std::min(**first, log->high), std::min(**end, log->high)};
  // Of a partition that ends before one offset for all, or a time, nothing is read.
  const bool is_named = std::holds_alternative<AtOffsets>(from);
  if (range.to < range.from && is_named) {
    return Fail(ErrorCode::kInvalidArgument, "The range of " + ToString(partition) +
                                                 " ends at offset " + std::to_string(range.to) +
                                                 ", before it begins");
  }
  return OffsetRange{range.from, std::max(range.from, range.to)};
}

}  // namespace

Result<std::map<TopicPartition, OffsetRange>> ResolveRanges(
    const Bound& from, const Bound& to, const std::map<std::string, int32_t>& raw_topics,
    const ResolveActions& actions) {
  const Result<Bound> first = Qualified(from, raw_topics);
  if (!first) return Fail(first.error());
  const Result<Bound> end = Qualified(to, raw_topics);
  if (!end) return Fail(end.error());
  std::map<TopicPartition, OffsetRange> ranges;
  for (const auto& [topic, count] : raw_topics) {
    for (int32_t i = 0; i < count; ++i) {
      const TopicPartition partition{topic, i};
      const Result<OffsetRange> range = ResolveOne(*first, *end, partition, actions);
      if (!range) return Fail(range.error());
      ranges[partition] = *range;
    }
  }
  return ranges;
}

}  // namespace cablestream
