#include "fakes/memory_kafka.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "kafka/murmur2.h"

namespace cablestream {
namespace {

class MemoryBuffer final : public MessageBuffer {
 public:
  MemoryBuffer(std::string topic, LogEntry entry)
      : topic_(std::move(topic)), entry_(std::move(entry)) {}

  [[nodiscard]] std::vector<Header> headers() const override { return entry_.headers; }
  [[nodiscard]] const std::string& topic() const { return topic_; }
  [[nodiscard]] const LogEntry& entry() const { return entry_; }

 private:
  std::string topic_;
  LogEntry entry_;
};

std::optional<std::string> Copy(const std::optional<std::string_view>& bytes) {
  if (!bytes) return std::nullopt;
  return std::string(*bytes);
}

Error Failed(const std::string& call, ErrorCode code) {
  return {code, call + " fails"};
}

}  // namespace

int64_t MemoryKafka::Append(const TopicPartition& partition, LogEntry entry) {
  Log& log = logs[partition];
  log.entries.push_back(std::move(entry));
  return log.high() - 1;
}

std::vector<LogEntry> MemoryKafka::Visible(const std::string& topic) const {
  std::vector<LogEntry> visible;
  for (const auto& [partition, log] : logs) {
    if (partition.topic != topic) continue;
    std::copy_if(log.entries.begin(), log.entries.end(), std::back_inserter(visible),
                 [](const LogEntry& entry) { return entry.visible; });
  }
  return visible;
}

Message ToMessage(const TopicPartition& partition, int64_t offset, const LogEntry& entry) {
  auto buffer = std::make_unique<MemoryBuffer>(partition.topic, entry);
  Message message;
  message.topic = buffer->topic();
  message.partition = partition.partition;
  message.offset = offset;
  message.timestamp_ms = entry.timestamp_ms;
  if (buffer->entry().key) message.key = *buffer->entry().key;
  if (buffer->entry().value) message.value = *buffer->entry().value;
  message.buffer = std::move(buffer);
  return message;
}

Result<SourceEvent> FakeSource::Next(Wait wait) {
  if (!scripted_.empty()) {
    Result<SourceEvent> event = std::move(scripted_.front());
    scripted_.pop_front();
    if (event && std::holds_alternative<Assigned>(*event)) positions_.clear();
    return event;
  }
  if (std::exchange(batch_full_, false)) {
    batch_open_ = false;
    return BatchDue{};
  }
  if (std::optional<SourceEvent> read = Read()) {
    batch_open_ = true;
    return std::move(*read);
  }
  if (std::exchange(batch_open_, false)) return BatchDue{};
  if (wait == Wait::kNo) return Idle{};
  if (when_idle) return when_idle();
  return StopRequested{};
}

std::optional<SourceEvent> FakeSource::Read() {
  for (auto& [partition, position] : positions_) {
    const MemoryKafka::Log& log = kafka_.logs[partition];
    const auto limit = read_to_.find(partition);
    const int64_t end = limit == read_to_.end() ? log.high() : std::min(log.high(), limit->second);
    while (position < end) {
      const int64_t offset = position++;
      const LogEntry& entry = log.entries[static_cast<size_t>(offset - log.low)];
      if (!entry.visible) continue;
      EndSingly(partition, offset);
      batch_full_ = !singly_to_.empty();
      return ToMessage(partition, offset, entry);
    }
    if (std::exchange(ends_told_[partition], position) != position) {
      EndSingly(partition, position);
      return PartitionEnd{partition, position};
    }
  }
  return std::nullopt;
}

void FakeSource::EndSingly(const TopicPartition& partition, int64_t offset) {
  const auto found = singly_to_.find(partition);
  if (found != singly_to_.end() && offset >= found->second) singly_to_.erase(found);
}

Status FakeSource::Start(std::span<const StartPosition> positions) {
  calls.emplace_back("Start");
  started.assign(positions.begin(), positions.end());
  positions_.clear();
  ends_told_.clear();
  singly_to_.clear();
  read_to_.clear();
  batch_full_ = false;
  for (const StartPosition& start : positions) {
    if (start.IsReadWhole()) continue;
    if (start.read_to >= 0) read_to_[start.partition] = start.read_to;
    positions_[start.partition] = start.offset;
    ends_told_[start.partition] = -1;
    if (start.singly_to > start.offset) singly_to_[start.partition] = start.singly_to;
  }
  batch_open_ = true;
  return {};
}

Status FakeSource::Halt() {
  calls.emplace_back("Halt");
  positions_.clear();
  batch_open_ = false;
  batch_full_ = false;
  return {};
}

Status FakeSource::Release() {
  calls.emplace_back("Release");
  if (release_fails) return Fail(*std::exchange(release_fails, std::nullopt), "Release fails");
  positions_.clear();
  batch_open_ = false;
  batch_full_ = false;
  return {};
}

Status FakeSource::Renew() {
  calls.emplace_back("Renew");
  positions_.clear();
  return {};
}

FakeSink::FakeSink(MemoryKafka& kafka, std::map<OutputTopic, std::string> names)
    : kafka_(kafka), names_(std::move(names)) {}

void FakeSink::FailNext(const std::string& call, ErrorCode code, When when) {
  failures_[call].push_back({code, when});
}

Status FakeSink::Note(const std::string& call, When when) {
  if (when == When::kBefore) calls.push_back(call);
  std::deque<Failure>& failures = failures_[call.substr(0, call.find(' '))];
  if (failures.empty() || failures.front().when != when) return {};
  const ErrorCode code = failures.front().code;
  failures.pop_front();
  return Fail(Failed(call, code));
}

int64_t FakeSink::RoomForValue(const Output& output) const {
  constexpr int64_t kDefault = 1'000'000;
  const auto limit = max_message_bytes.find(output.topic);
  int64_t room = (limit == max_message_bytes.end() ? kDefault : limit->second) -
                 static_cast<int64_t>(output.key.value_or("").size());
  for (const OutputHeader& header : output.headers) {
    room -= static_cast<int64_t>(header.name.size() + header.value.value_or("").size());
  }
  return room;
}

bool FakeSink::Fits(const Output& output) const {
  return static_cast<int64_t>(output.value.value_or("").size()) <= RoomForValue(output);
}

bool FakeSink::PastRetention(OutputTopic topic, int64_t timestamp_ms) const {
  const auto oldest = oldest_timestamp_ms.find(topic);
  return oldest != oldest_timestamp_ms.end() && timestamp_ms < oldest->second;
}

bool FakeSink::RefusesTimestamp(OutputTopic topic, int64_t timestamp_ms) const {
  const auto refused = refused_timestamps_.find(topic);
  return refused != refused_timestamps_.end() && timestamp_ms >= refused->second;
}

void FakeSink::NoteRefusedTimestamp(OutputTopic topic, int64_t timestamp_ms) {
  refused_timestamps_[topic] = timestamp_ms;
}

Status FakeSink::Begin() {
  if (Status noted = Note("Begin", When::kBefore); !noted) return noted;
  refusal_.reset();
  return Note("Begin", When::kAfter);
}

Status FakeSink::Produce(const Output& output) {
  const std::string& topic = names_.at(output.topic);
  if (Status noted = Note("Produce " + topic, When::kBefore); !noted) return noted;
  if (refusal_ && answers_at_once) return Fail(Failed("Produce", ErrorCode::kLost));
  LogEntry entry;
  entry.key = Copy(output.key);
  entry.value = Copy(output.value);
  for (const OutputHeader& header : output.headers) {
    entry.headers.push_back({std::string(header.name), Copy(header.value)});
  }
  entry.timestamp_ms = output.timestamp_ms;
  const auto error = refuses ? refuses(output.topic, entry) : std::nullopt;
  if (error && !refusal_) {
    refusal_ = Refusal{output.topic, topic, *error == "INVALID_TIMESTAMP", *error};
  }
  queued_.emplace_back(TopicPartition{topic, std::max(output.partition, 0)}, std::move(entry));
  return {};
}

Result<std::vector<FlushedClaims>> FakeSink::Flush() {
  if (Status noted = Note("Flush", When::kBefore); !noted) return Fail(noted.error());
  if (refusal_) return Fail(Failed("Flush", ErrorCode::kLost));
  std::map<int32_t, FlushedClaims> claims;
  for (auto& [partition, entry] : queued_) {
    entry.visible = false;  // until the transaction commits
    const int64_t offset = kafka_.Append(partition, std::move(entry));
    written_.emplace_back(partition, offset);
    if (partition.topic != names_.at(OutputTopic::kClaims)) continue;
    const FlushedClaims claim{partition.partition, offset, offset};
    claims.try_emplace(partition.partition, claim).first->second.last = offset;
  }
  queued_.clear();
  if (Status noted = Note("Flush", When::kAfter); !noted) return Fail(noted.error());
  std::vector<FlushedClaims> flushed;
  for (const auto& [shard, claim] : claims) flushed.push_back(claim);
  return flushed;
}

Status FakeSink::SendOffsets(std::span<const OffsetCommit> offsets, const GroupMetadata& member) {
  if (Status noted = Note("SendOffsets", When::kBefore); !noted) return noted;
  sent_.assign(offsets.begin(), offsets.end());
  membership = member;
  return Note("SendOffsets", When::kAfter);
}

Status FakeSink::Commit() {
  if (Status noted = Note("Commit", When::kBefore); !noted) return noted;
  End(/*committed=*/true);
  return Note("Commit", When::kAfter);
}

Status FakeSink::Renew() {
  if (Status noted = Note("Renew", When::kBefore); !noted) return noted;
  queued_.clear();
  refusal_.reset();
  End(/*committed=*/false);
  return Note("Renew", When::kAfter);
}

void FakeSink::End(bool committed) {
  std::map<TopicPartition, bool> touched;
  for (const auto& [partition, offset] : written_) {
    MemoryKafka::Log& log = kafka_.logs[partition];
    log.entries[static_cast<size_t>(offset - log.low)].visible = committed;
    touched[partition] = true;
  }
  for (const auto& [partition, one] : touched) {
    kafka_.Append(partition, LogEntry{{}, {}, {}, -1, /*visible=*/false});  // the marker
  }
  if (committed) {
    for (const OffsetCommit& commit : sent_) kafka_.offsets[commit.partition] = commit;
  }
  written_.clear();
  sent_.clear();
}

Result<std::vector<CommittedOffset>> FakeLogReader::Committed(
    std::span<const TopicPartition> partitions) {
  if (when_asked) when_asked();
  if (unstable > 0) {
    --unstable;
    return Fail(Failed("Committed", ErrorCode::kRetry));
  }
  std::vector<CommittedOffset> committed;
  for (const TopicPartition& partition : partitions) {
    CommittedOffset& offset = committed.emplace_back();
    offset.partition = partition;
    const auto found = kafka_.offsets.find(partition);
    if (found == kafka_.offsets.end()) continue;
    offset.offset = found->second.offset;
    offset.metadata = found->second.metadata;
  }
  return committed;
}

Result<Watermarks> FakeLogReader::QueryWatermarks(const TopicPartition& partition) {
  const MemoryKafka::Log& log = kafka_.logs[partition];
  return Watermarks{log.low, log.high()};
}

Status FakeLogReader::Open(std::span<const LogPosition> positions) {
  early_end_due_.reset();
  for (const LogPosition& position : positions) {
    const bool is_early = early_end && position.partition == early_end->partition &&
                          position.offset == early_end->offset;
    if (is_early) early_end_due_ = early_end;
  }
  positions_.clear();
  for (const LogPosition& position : positions) {
    positions_[position.partition] = position.offset;
    opened.push_back(position);
  }
  return {};
}

Result<LogEvent> FakeLogReader::Next() {
  if (refused > 0) {
    --refused;
    return Fail(Failed("Next", ErrorCode::kRefused));
  }
  if (early_end_due_) return *std::exchange(early_end_due_, std::nullopt);
  for (auto found = positions_.begin(); found != positions_.end(); ++found) {
    const TopicPartition& partition = found->first;
    const MemoryKafka::Log& log = kafka_.logs[partition];
    if (found->second < log.low) return Fail(Failed("Next", ErrorCode::kRefused));
    while (found->second < log.high()) {
      const int64_t offset = found->second++;
      const LogEntry& entry = log.entries[static_cast<size_t>(offset - log.low)];
      if (entry.visible) return ToMessage(partition, offset, entry);
    }
    const PartitionEnd end{partition, found->second};
    positions_.erase(found);  // told once
    return end;
  }
  return Idle{};
}

}  // namespace cablestream
