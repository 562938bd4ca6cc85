#include "app/tail/tailer.h"

#include <chrono>
#include <map>
#include <thread>
#include <vector>

#include "consumer/kafka_log_reader.h"
#include "kafka/topic_admin.h"

namespace cablestream {
namespace {

constexpr std::chrono::seconds kPatience{30};
constexpr std::chrono::milliseconds kPause{100};

// Asks again while there is no answer yet, for as long as kPatience.
template <typename Ask>
auto Insist(const std::atomic<bool>& stop, const Ask& ask) {
  const auto until = std::chrono::steady_clock::now() + kPatience;
  for (;;) {
    auto answer = ask();
    if (answer || answer.error().code != ErrorCode::kRetry) return answer;
    if (stop || std::chrono::steady_clock::now() > until) {
      answer.error().code = ErrorCode::kUnavailable;
      return answer;
    }
    std::this_thread::sleep_for(kPause);
  }
}

Result<int32_t> CountPartitions(const TailSettings& settings) {
  constexpr std::chrono::seconds kConnectLimit{10};
  Result<TopicAdmin> admin = TopicAdmin::Connect(settings.client, kConnectLimit);
  if (!admin) return Fail(admin.error());
  const auto partitions = admin->PartitionCount(settings.topic);
  if (!partitions) return Fail(partitions.error());
  if (!*partitions) {
    return Fail(ErrorCode::kUnavailable, "Topic " + settings.topic + " does not exist.");
  }
  return **partitions;
}

class Tailer {
 public:
  Tailer(const TailSettings& settings, const TailHandlers& handlers, LogReader& log)
      : settings_(settings), handlers_(handlers), log_(log) {}

  Status Open(int32_t partitions, const std::atomic<bool>& stop) {
    std::vector<LogPosition> positions;
    for (int32_t p = 0; p < partitions; ++p) {
      const TopicPartition partition{settings_.topic, p};
      const auto watermarks = Insist(stop, [&] { return log_.QueryWatermarks(partition); });
      if (!watermarks) return Fail(watermarks.error());
      const int64_t start = settings_.from_end ? watermarks->high : watermarks->low;
      positions.push_back({partition, start});
      if (start < watermarks->high) ends_[p] = watermarks->high;
    }
    return log_.Open(positions);
  }

  Status Run(const std::atomic<bool>& stop) {
    while (!stop && !(settings_.until_end && ends_.empty())) {
      Result<LogEvent> event = log_.Next();
      if (!event && event.error().code == ErrorCode::kRetry) continue;
      if (!event) return Fail(event.error());
      if (!std::visit([this](const auto& kind) { return Handle(kind); }, *event)) break;
    }
    return {};
  }

 private:
  bool Handle(const Message& message) {
    NotePosition(message.partition, message.offset + 1);
    return handlers_.on_message(message);
  }
  bool Handle(const PartitionEnd& end) {
    NotePosition(end.partition.partition, end.offset);
    return handlers_.on_idle();
  }
  bool Handle(const Idle&) { return handlers_.on_idle(); }

  void NotePosition(int32_t partition, int64_t position) {
    const auto end = ends_.find(partition);
    if (end != ends_.end() && position >= end->second) ends_.erase(end);
  }

  const TailSettings& settings_;
  const TailHandlers& handlers_;
  LogReader& log_;
  std::map<int32_t, int64_t> ends_;  // of partitions that are not read up to there yet
};

}  // namespace

Status Tail(const TailSettings& settings, const TailHandlers& handlers,
            const std::atomic<bool>& stop) {
  const Result<int32_t> partitions = CountPartitions(settings);
  if (!partitions) return Fail(partitions.error());
  const auto log = KafkaLogReader::Create(settings.client, settings.group);
  if (!log) return Fail(log.error());
  Tailer tailer(settings, handlers, **log);
  if (Status opened = tailer.Open(*partitions, stop); !opened) return stop ? Status() : opened;
  return tailer.Run(stop);
}

}  // namespace cablestream
