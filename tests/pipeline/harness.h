// The loop over fakes: a topic `raw` of two partitions, two shards, one member.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "cable/v1/cable.pb.h"
#include "fakes/memory_dedup_store.h"
#include "fakes/memory_kafka.h"
#include "pipeline/pipeline.h"
#include "pipeline/record_value.h"

namespace cablestream {

// A short cable from Astana, `08ASTANA1001` for serial 1; `signals` stand behind its date-time
// group.
inline std::string CableText(int serial, const std::string& text, const std::string& signals = "") {
  const std::string number = std::to_string(1000 + serial);
  return "VZCZCXYZ0001\nRR RUEHC\nDE RUEHTA #" + number +
         " 1651156\nZNR UUUUU ZZH\nR 131156Z JUN 08" + (signals.empty() ? "" : " " + signals) +
         "\nFM AMEMBASSY ASTANA\nTO RUEHC/SECSTATE WASHDC 2606\nBT\nUNCLAS ASTANA " + number +
         "\n\nSUBJECT: A VISIT\n\n1. (U) " + text + "\n\nDOE\nBT\n#" + number + "\nNNNN\n";
}

// A store whose next call of a name can be made to fail, before it changes anything.
class FailingStore final : public DedupStore {
 public:
  explicit FailingStore(int32_t shards) : store_(shards) {}

  void FailNext(const std::string& call, ErrorCode code) { next_[call] = code; }
  [[nodiscard]] int failures() const { return failures_; }
  [[nodiscard]] MemoryDedupStore& inner() { return store_; }
  std::function<Status()> on_apply;  // asked first

  [[nodiscard]] Result<std::optional<std::string>> Find(int32_t shard,
                                                        std::string_view id) const override {
    if (Status failed = Check("Find"); !failed) return Fail(failed.error());
    return store_.Find(shard, id);
  }
  [[nodiscard]] Result<std::optional<int64_t>> NextOffset(int32_t shard) const override {
    if (Status failed = Check("NextOffset"); !failed) return Fail(failed.error());
    return store_.NextOffset(shard);
  }
  [[nodiscard]] Status Apply(std::span<const ShardUpdate> updates) override {
    if (Status failed = Check("Apply"); !failed) return failed;
    if (on_apply) {
      if (Status failed = on_apply(); !failed) return failed;
    }
    return store_.Apply(updates);
  }
  void ForgetBefore(int32_t shard, int64_t time_ms) override {
    if (on_forget) on_forget(shard, time_ms);
    store_.ForgetBefore(shard, time_ms);
  }
  [[nodiscard]] Status Wipe(int32_t shard) override { return store_.Wipe(shard); }

  std::function<void(int32_t shard, int64_t time_ms)> on_forget;

 private:
  [[nodiscard]] Status Check(const std::string& call) const {
    const auto found = next_.find(call);
    if (found == next_.end()) return {};
    const ErrorCode code = found->second;
    next_.erase(found);
    ++failures_;
    return Fail(code, call + " fails");
  }

  MemoryDedupStore store_;
  mutable std::map<std::string, ErrorCode> next_;
  mutable int failures_ = 0;
};

class PipelineHarness : public ::testing::Test {
 protected:
  static constexpr int32_t kShards = 2;
  static constexpr int64_t kTime = 1'213'358'160'000;

  PipelineHarness() {
    settings.raw_topics = {{"raw", 2}};
    settings.home_topic = "home";
    settings.claims_topic = "claims";
    settings.shards = kShards;
    for (int32_t i = 0; i < kShards; ++i) {
      (void)kafka.logs[{"raw", i}];
      (void)kafka.logs[{"home", i}];
      (void)kafka.logs[{"claims", i}];
    }
  }

  static LogEntry Raw(std::optional<std::string> value) {
    return {std::nullopt, std::move(value), {}, kTime, true};
  }
  int64_t Feed(const std::string& text, int32_t partition = 0) {
    return kafka.Append({"raw", partition}, Raw(text));
  }

  static Assigned All() {
    return {{{"home", 0}, {"home", 1}, {"raw", 0}, {"raw", 1}}, {"membership", 1, "member"}};
  }

  // One life of the process: joins, reads all there is, stops.
  Status Run() {
    source.Push(All());
    return RunWithoutAssignment();
  }
  Status RunWithoutAssignment() {
    Pipeline pipeline(settings, source, sink, store, log, stats);
    return pipeline.Run();
  }

  [[nodiscard]] std::vector<cable::v1::Cable> Records() const {
    std::vector<cable::v1::Cable> records;
    for (const LogEntry& entry : kafka.Visible("records")) {
      EXPECT_TRUE(ParseRecord(entry.value.value_or(""), records.emplace_back()));
    }
    return records;
  }
  [[nodiscard]] std::vector<std::string> PublishedIds() const {
    std::vector<std::string> ids;
    for (const cable::v1::Cable& record : Records()) ids.push_back(record.message_id());
    return ids;
  }
  static std::map<std::string, std::string> HeadersOf(const LogEntry& entry) {
    std::map<std::string, std::string> headers;
    for (const Header& header : entry.headers) headers[header.name] = header.value.value_or("");
    return headers;
  }
  [[nodiscard]] uint64_t Duplicates() const {
    uint64_t sum = 0;
    for (const auto& count : stats.counts.duplicates) sum += count;
    return sum;
  }

  MemoryKafka kafka;
  PipelineSettings settings;
  FakeSource source{kafka};
  FakeSink sink{kafka,
                {{OutputTopic::kRecords, "records"},
                 {OutputTopic::kDeadLetters, "letters"},
                 {OutputTopic::kClaims, "claims"},
                 {OutputTopic::kHome, "home"}}};
  FailingStore store{kShards};
  FakeLogReader log{kafka};
  Stats stats;
};

}  // namespace cablestream
