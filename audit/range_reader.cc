#include "audit/range_reader.h"

#include <algorithm>
#include <string>

#include "common/log.h"

namespace cablestream {
namespace {

// Both count calls that block for 50 ms to two seconds each.
constexpr int kMostTries = 60;
constexpr int kMostIdle = 2400;
constexpr int kIdleBeforeLogging = 200;

Error Stopped() {
  return {ErrorCode::kRetry, "The audit was stopped"};
}

Error NoEnd(const LogRange& range) {
  return {ErrorCode::kUnavailable,
          ToString(range.partition) + " can't be read from " + std::to_string(range.from) + " to " +
              std::to_string(range.to) +
              ": the broker does not answer, or a transaction is open there."};
}

void LogWaiting(const LogRange& range) {
  LogWarning(
      "audit.waiting",
      {{"partition", ToString(range.partition)}, {"position", range.from}, {"end", range.to}});
}

auto Find(std::vector<LogRange>& ranges, std::string_view topic, int32_t partition) {
  return std::find_if(ranges.begin(), ranges.end(), [&](const LogRange& range) {
    return range.partition.partition == partition && range.partition.topic == topic;
  });
}

}  // namespace

// Asks again while there is no answer yet.
template <typename Ask>
auto RangeReader::Insist(const Ask& ask) -> decltype(ask()) {
  for (int tries = 1;; ++tries) {
    auto answer = ask();
    if (answer || answer.error().code != ErrorCode::kRetry) return answer;
    if (hooks_.stop) return Fail(Stopped());
    if (tries == kMostTries) {
      answer.error().code = ErrorCode::kUnavailable;
      return answer;
    }
  }
}

Result<std::vector<CommittedOffset>> RangeReader::Committed(
    std::span<const TopicPartition> partitions) {
  return Insist([&] { return log_.Committed(partitions); });
}

Result<Watermarks> RangeReader::QueryWatermarks(const TopicPartition& partition) {
  return Insist([&] { return log_.QueryWatermarks(partition); });
}

Result<std::vector<LogRange>> RangeReader::Whole(std::span<const TopicPartition> partitions) {
  std::vector<LogRange> ranges;
  for (const TopicPartition& partition : partitions) {
    const Result<Watermarks> marks = QueryWatermarks(partition);
    if (!marks) return Fail(marks.error());
    ranges.push_back({partition, marks->low, marks->high});
  }
  return ranges;
}

Status RangeReader::Open(std::span<const LogRange> left) {
  std::vector<LogPosition> positions;
  for (const LogRange& range : left) positions.push_back({range.partition, range.from});
  return Insist([&] { return log_.Open(positions); });
}

Status RangeReader::SkipTrimmed(std::vector<LogRange>& left, const RangeHandlers& handlers) {
  bool moved = false;
  for (LogRange& range : left) {
    const Result<Watermarks> marks = QueryWatermarks(range.partition);
    if (!marks) return Fail(marks.error());
    if (marks->low <= range.from) continue;
    moved = true;
    done_ += static_cast<uint64_t>(std::min(marks->low, range.to) - range.from);
    range.from = marks->low;
    handlers.on_trimmed(range.partition, marks->low);
  }
  std::erase_if(left, [](const LogRange& range) { return range.from >= range.to; });
  if (!moved) return Fail(ErrorCode::kRefused, "A log refuses to be read where it should be.");
  return left.empty() ? Status() : Open(left);
}

Status RangeReader::Read(std::span<const LogRange> ranges, const RangeHandlers& handlers) {
  std::vector<LogRange> left;
  std::copy_if(ranges.begin(), ranges.end(), std::back_inserter(left),
               [](const LogRange& range) { return range.from < range.to; });
  if (left.empty()) return {};
  if (Status opened = Open(left); !opened) return opened;
  for (int idle = 0; !left.empty();) {
    if (hooks_.stop) return Fail(Stopped());
    const Result<bool> read = ReadEvent(left, handlers);
    if (!read) return Fail(read.error());
    idle = *read ? 0 : idle + 1;
    if (idle == kMostIdle) return Fail(NoEnd(left.front()));
    if (idle > 0 && idle % kIdleBeforeLogging == 0) LogWaiting(left.front());
  }
  log_.Close();
  return {};
}

Result<bool> RangeReader::ReadEvent(std::vector<LogRange>& left, const RangeHandlers& handlers) {
  const Result<LogEvent> event = log_.Next();
  if (!event && event.error().code == ErrorCode::kRefused) {
    if (Status skipped = SkipTrimmed(left, handlers); !skipped) return Fail(skipped.error());
    return true;
  }
  if (!event && event.error().code != ErrorCode::kRetry) return Fail(event.error());
  if (!event) return false;
  if (const auto* end = std::get_if<PartitionEnd>(&*event)) {
    const auto range = Find(left, end->partition.topic, end->partition.partition);
    if (range != left.end()) Advance(left, range, end->offset);
    return false;
  }
  const auto* message = std::get_if<Message>(&*event);
  if (message == nullptr) return false;
  const auto range = Find(left, message->topic, message->partition);
  if (range == left.end()) {  // behind the end of its range: no more of that partition
    if (Status opened = Open(left); !opened) return Fail(opened.error());
    return true;
  }
  if (message->offset < range->to) {
    ++messages_;
    if (Status handled = handlers.on_message(*message); !handled) return Fail(handled.error());
  }
  Advance(left, range, message->offset + 1);
  hooks_.on_progress(messages_, done_, total_);
  return true;
}

// Of what was read up to `position` only the rest is left.
void RangeReader::Advance(std::vector<LogRange>& left, std::vector<LogRange>::iterator range,
                          int64_t position) {
  const int64_t reached = std::min(position, range->to);
  if (reached > range->from) {
    done_ += static_cast<uint64_t>(reached - range->from);
    range->from = reached;
  }
  if (range->from == range->to) left.erase(range);
}

}  // namespace cablestream
