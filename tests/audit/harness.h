// An audit over what the real loop made of a topic in memory.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "audit/audit.h"
#include "kafka/murmur2.h"
#include "pipeline/harness.h"
#include "storage/claim.h"
#include "storage/temp_folder.h"

namespace cablestream {

// Lets a test change the world while it is audited.
class WatchedLogReader final : public LogReader {
 public:
  explicit WatchedLogReader(LogReader& inner) : inner_(inner) {}

  // Does it once, when a topic is about to be read.
  void Before(std::string topic, std::function<void()> action) {
    topic_ = std::move(topic);
    action_ = std::move(action);
  }

  [[nodiscard]] Result<std::vector<CommittedOffset>> Committed(
      std::span<const TopicPartition> partitions) override {
    return inner_.Committed(partitions);
  }
  [[nodiscard]] Result<Watermarks> QueryWatermarks(const TopicPartition& partition) override {
    return inner_.QueryWatermarks(partition);
  }
  [[nodiscard]] Status Open(std::span<const LogPosition> positions) override {
    if (action_ && positions.front().partition.topic == topic_) std::exchange(action_, {})();
    return inner_.Open(positions);
  }
  [[nodiscard]] Result<LogEvent> Next() override { return inner_.Next(); }
  void Close() override { inner_.Close(); }

 private:
  LogReader& inner_;
  std::string topic_;
  std::function<void()> action_;
};

// An imbalance in short: "lost raw/0/3 08ASTANA1001".
inline std::string InShort(const Imbalance& imbalance) {
  return std::string(kImbalanceKinds[static_cast<size_t>(imbalance.kind)]) + " " +
         imbalance.partition.topic + "/" + std::to_string(imbalance.partition.partition) + "/" +
         std::to_string(imbalance.offset) +
         (imbalance.message_id.empty() ? "" : " " + imbalance.message_id);
}

class AuditHarness : public PipelineHarness {
 protected:
  AuditHarness() {
    AuditedTopics& topics = audit.topics;
    topics.raw = {Topic("raw", 2)};
    topics.records = Topic("records", 1);
    topics.dead_letters = Topic("letters", 1);
    topics.claims = Topic("claims", kShards);
    topics.home = Topic("home", kShards);
    audit.scratch_parent = folder.path();
    audit.now_ms = kTime;
    (void)kafka.logs[{"records", 0}];
    (void)kafka.logs[{"letters", 0}];
  }

  static AuditedTopic Topic(const std::string& name, int32_t partitions) {
    AuditedTopic topic;
    topic.name = name;
    topic.partitions = partitions;
    return topic;
  }

  Result<AuditReport> TryAudit() {
    return Audit(audit, reader, {stop, [this](uint64_t messages, uint64_t, uint64_t) {
                                   messages_read = messages;
                                 }});
  }
  AuditReport AuditAll() {
    Result<AuditReport> report = TryAudit();
    EXPECT_TRUE(report) << report.error().message;
    if (!report) return AuditReport(0);
    EXPECT_EQ(report->raw, report->records + report->duplicates + report->all_dead_letters() +
                               report->in_flight + report->not_judged.total() +
                               report->imbalances.count(ImbalanceKind::kLost))
        << "each raw message has one place";
    return std::move(*report);
  }
  static std::vector<std::string> Found(const AuditReport& report) {
    std::vector<std::string> found;
    for (const Imbalance& imbalance : report.imbalances.kept()) found.push_back(InShort(imbalance));
    return found;
  }
  std::vector<std::string> FoundNow() { return Found(AuditAll()); }

  // The offsets of committed messages of a topic's partition 0 (of claims: wherever the ID is).
  struct Spot {
    TopicPartition partition;
    int64_t offset;

    [[nodiscard]] std::string name() const {
      return partition.topic + "/" + std::to_string(partition.partition) + "/" +
             std::to_string(offset);
    }
  };
  std::vector<Spot> Spots(const std::string& topic, const std::string& key = "") {
    std::vector<Spot> spots;
    for (const auto& [partition, log_of] : kafka.logs) {
      if (partition.topic != topic) continue;
      for (size_t i = 0; i < log_of.entries.size(); ++i) {
        const LogEntry& entry = log_of.entries[i];
        if (!entry.visible || (!key.empty() && entry.key != key)) continue;
        spots.push_back({partition, log_of.low + static_cast<int64_t>(i)});
      }
    }
    return spots;
  }
  LogEntry& At(const Spot& spot) {
    MemoryKafka::Log& log_of = kafka.logs[spot.partition];
    return log_of.entries[static_cast<size_t>(spot.offset - log_of.low)];
  }
  void Remove(const Spot& spot) { At(spot).visible = false; }
  Spot Copy(const Spot& spot) { return Append(spot.partition, At(spot)); }
  Spot Append(const TopicPartition& partition, LogEntry entry) {
    return {partition, kafka.Append(partition, std::move(entry))};
  }

  // The head of a log is gone, up to and with this message.
  void TrimThrough(const Spot& spot) {
    MemoryKafka::Log& log_of = kafka.logs[spot.partition];
    log_of.entries.erase(log_of.entries.begin(),
                         log_of.entries.begin() + (spot.offset + 1 - log_of.low));
    log_of.low = spot.offset + 1;
  }

  // The record at `spot`, changed, with a header `source` that follows its field.
  template <typename Change>
  LogEntry Changed(const Spot& spot, const Change& change) {
    LogEntry entry = At(spot);
    cable::v1::Cable cable;
    EXPECT_TRUE(cable.ParseFromString(*entry.value));
    change(cable);
    entry.key = cable.message_id();
    entry.value = cable.SerializeAsString();
    for (Header& header : entry.headers) {
      if (header.name != "source") continue;
      header.value = cable.source().topic() + "/" + std::to_string(cable.source().partition()) +
                     "/" + std::to_string(cable.source().offset());
    }
    return entry;
  }

  static std::string IdOf(int serial) { return "08ASTANA" + std::to_string(1000 + serial); }

  TempFolder folder;
  AuditSettings audit;
  WatchedLogReader reader{log};
  std::atomic<bool> stop = false;
  uint64_t messages_read = 0;
};

}  // namespace cablestream
