#include "app/service/replay.h"

#include <algorithm>
#include <system_error>

#include "app/service/brokers.h"
#include "app/service/patience.h"
#include "common/clock.h"
#include "common/log.h"
#include "parser/parser.h"
#include "pipeline/group_topics.h"
#include "producer/kafka_sink.h"
#include "replay/bound.h"
#include "replay/plan_topic.h"
#include "replay/resolve.h"

namespace cablestream {
namespace {

class Planner {
 public:
  Planner(const LoadedConfig& loaded, const ReplayRequest& request, const Config& config,
          const std::atomic<bool>& stop, Brokers& brokers)
      : loaded_(loaded),
        request_(request),
        config_(config),
        stop_(stop),
        brokers_(brokers),
        plan_topic_(PlanTopicOf(config.group)) {}

  Result<ReplayPlan> Run() {
    Result<std::optional<ReplayPlan>> standing = Find();
    if (!standing) return Fail(standing.error());
    Result<ReplayPlan> plan = *standing ? Result<ReplayPlan>(std::move(**standing)) : Make();
    if (!plan) return plan;
    if (Status same = CheckWish(*plan, Wish(), ParserVersion()); !same) return Fail(same.error());
    return plan;
  }

 private:
  Result<std::optional<ReplayPlan>> Find() {
    const auto count = Patiently(stop_, [&] { return brokers_.admin.PartitionCount(plan_topic_); });
    if (!count) return Fail(count.error());
    if (!*count) return std::optional<ReplayPlan>();
    return Patiently(stop_, [&] { return ReadPlan(plan_topic_, *brokers_.log); });
  }

  Result<ReplayPlan> Make() {
    const Result<std::map<std::string, int32_t>> raw = RawTopics();
    if (!raw) return Fail(raw.error());
    if (Status fresh = CheckNotBegun(*raw); !fresh) return Fail(fresh.error());
    if (Status fit = CheckRecords(); !fit) return Fail(fit.error());
    Result<ReplayPlan> plan = Draw(*raw);
    if (!plan) return plan;
    const TopicSpec spec{plan_topic_,
                         1,
                         request_.replication_factor,
                         {{"cleanup.policy", "delete"},
                          {"message.timestamp.type", "LogAppendTime"},
                          {"retention.ms", "-1"},
                          {"retention.bytes", "-1"}}};
    if (Status made = Patiently(stop_, [&] { return brokers_.admin.CreateTopic(spec); }); !made) {
      return Fail(made.error());
    }
    KafkaSink sink(SinkOptions());
    return FixPlan(plan_topic_, *plan, *brokers_.log, sink);
  }

  Result<std::map<std::string, int32_t>> RawTopics() {
    std::map<std::string, int32_t> topics;
    for (const std::string& topic : config_.topics.raw) {
      const auto count = Patiently(stop_, [&] { return brokers_.admin.PartitionCount(topic); });
      if (!count) return Fail(count.error());
      if (!*count) {
        return Fail(ErrorCode::kUnavailable, "There is no topic " + topic + " to replay.");
      }
      topics[topic] = **count;
    }
    return topics;
  }

  // A plan that is gone can't be made again: its end was fixed at the start.
  Status CheckNotBegun(const std::map<std::string, int32_t>& raw) {
    std::vector<TopicPartition> partitions;
    for (const auto& [topic, count] : raw) {
      for (int32_t i = 0; i < count; ++i) partitions.push_back({topic, i});
    }
    const auto committed = StableOffsets(*brokers_.log, partitions);
    if (!committed) return Fail(committed.error());
    const bool begun =
        std::any_of(committed->begin(), committed->end(),
                    [](const CommittedOffset& offset) { return offset.offset >= 0; });
    if (!begun) return {};
    return Fail(ErrorCode::kRefused, "Topic " + plan_topic_ +
                                         ", which held the replay's plan, is "
                                         "gone, although the replay has begun.");
  }

  // Of one key a compacted topic keeps the last record, which would be the replay's.
  Status CheckRecords() {
    const std::string& topic = config_.topics.records;
    const auto count = Patiently(stop_, [&] { return brokers_.admin.PartitionCount(topic); });
    if (!count) return Fail(count.error());
    if (!*count) return {};
    const auto settings = Patiently(stop_, [&] { return brokers_.admin.TopicConfig(topic); });
    if (!settings) return Fail(settings.error());
    if (!HasPolicy(*settings, "compact")) return {};
    const auto held = FirstNotEmpty(*brokers_.log, topic, **count);
    if (!held) return Fail(held.error());
    if (!*held) return {};
    return Fail(ErrorCode::kRefused,
                "Topic " + topic +
                    " is compacted by key and holds records: of each cable the replay's would "
                    "replace what stands there. Replay into a topic of its own: --records-topic.");
  }

  Result<ReplayPlan> Draw(const std::map<std::string, int32_t>& raw) {
    ReplayPlan plan;
    plan.asked_from = request_.from.empty() ? "beginning" : request_.from;
    plan.asked_to = request_.to.empty() ? "end" : request_.to;
    auto ranges =
        ResolveNow(plan.asked_from, plan.asked_to, raw, brokers_.admin, *brokers_.log, stop_);
    if (!ranges) return Fail(ranges.error());
    plan.ranges = std::move(*ranges);
    plan.raw_topics = config_.topics.raw;
    plan.records_topic = config_.topics.records;
    plan.dead_letters_topic = config_.topics.dead_letters;
    plan.parser_version = ParserVersion();
    plan.planned_at_ms = NowMs();
    plan.dedup = {Window(), config_.dedup.max_future.count(), config_.dedup.on_conflict};
    plan.scope = config_.dedup.scope;
    plan.pass_headers = config_.records.pass_headers;
    plan.format = config_.records.format;
    return plan;
  }

  KafkaSinkOptions SinkOptions() const {
    constexpr int64_t kPlanBytes = 1'000'000;
    KafkaSinkOptions options;
    options.client = config_.kafka;
    options.transactional_id = plan_topic_;
    options.topics[static_cast<size_t>(OutputTopic::kRecords)] = plan_topic_;
    options.max_message_bytes[static_cast<size_t>(OutputTopic::kRecords)] = kPlanBytes;
    return options;
  }

  std::optional<int64_t> Window() const {
    if (!config_.dedup.window) return std::nullopt;
    return config_.dedup.window->count();
  }

  // What was said, and not only left to its default.
  ReplayWish Wish() const {
    ReplayWish wish;
    wish.from = request_.from;
    wish.to = request_.to;
    if (loaded_.IsGiven("topics.raw")) wish.raw_topics = config_.topics.raw;
    if (loaded_.IsGiven("topics.records")) wish.records_topic = config_.topics.records;
    if (loaded_.IsGiven("topics.dead_letters")) {
      wish.dead_letters_topic = config_.topics.dead_letters;
    }
    if (loaded_.IsGiven("dedup.window")) wish.window_ms = Window();
    if (loaded_.IsGiven("dedup.max_future")) {
      wish.max_future_ms = config_.dedup.max_future.count();
    }
    if (loaded_.IsGiven("dedup.on_conflict")) wish.on_conflict = config_.dedup.on_conflict;
    if (loaded_.IsGiven("dedup.scope")) wish.scope = config_.dedup.scope;
    if (loaded_.IsGiven("records.format")) wish.format = config_.records.format;
    if (loaded_.IsGiven("records.pass_headers")) wish.pass_headers = config_.records.pass_headers;
    return wish;
  }

  const LoadedConfig& loaded_;
  const ReplayRequest& request_;
  const Config& config_;
  const std::atomic<bool>& stop_;
  Brokers& brokers_;
  const std::string plan_topic_;
};

}  // namespace

Result<std::map<TopicPartition, OffsetRange>> ResolveNow(
    const std::string& from, const std::string& to,
    const std::map<std::string, int32_t>& raw_topics, TopicAdmin& admin, LogReader& log,
    const std::atomic<bool>& stop) {
  const Result<Bound> begin = ReadBound(from);
  if (!begin) return Fail(begin.error());
  const Result<Bound> end = ReadBound(to);
  if (!end) return Fail(end.error());
  const ResolveActions actions{
      [&](const TopicPartition& partition) { return EndsOf(log, partition); },
      [&](const TopicPartition& partition, int64_t time_ms) {
        return Patiently(stop, [&] { return admin.OffsetAt(partition, time_ms); });
      }};
  return ResolveRanges(*begin, *end, raw_topics, actions);
}

Config ReplayConfig(const Config& config, const std::string& generation) {
  Config replay = config;
  replay.group = ReplayGroupOf(config.group, generation);
  replay.state_dir =
      (std::filesystem::path(config.state_dir) / "generations" / generation).string();
  return replay;
}

void TakePlan(const ReplayPlan& plan, Config& config) {
  config.topics.raw = plan.raw_topics;
  config.topics.records = plan.records_topic;
  config.topics.dead_letters = plan.dead_letters_topic;
  config.records.format = plan.format;
  if (!plan.dedup) return;
  config.dedup.window.reset();
  if (plan.dedup->window_ms) {
    config.dedup.window = std::chrono::milliseconds(*plan.dedup->window_ms);
  }
  config.dedup.max_future = std::chrono::milliseconds(plan.dedup->max_future_ms);
  config.dedup.on_conflict = plan.dedup->on_conflict;
  if (!plan.scope) return;
  config.dedup.scope = *plan.scope;
  config.records.pass_headers = plan.pass_headers;
}

Result<PreparedReplay> PrepareReplay(const LoadedConfig& loaded, const ReplayRequest& request,
                                     const std::atomic<bool>& stop) {
  if (Status supported = RefuseUnsupported(loaded.config); !supported) {
    return Fail(supported.error());
  }
  PreparedReplay replay{ReplayConfig(loaded.config, request.generation), {}};
  Result<Brokers> brokers = ConnectBrokers(replay.config, stop);
  if (!brokers) return Fail(brokers.error());
  Result<ReplayPlan> plan = Planner(loaded, request, replay.config, stop, *brokers).Run();
  if (!plan) return Fail(plan.error());
  TakePlan(*plan, replay.config);
  replay.options.until_end = true;
  replay.options.force = request.force;
  replay.options.replication_factor = request.replication_factor;
  replay.options.generation = request.generation;
  replay.options.ranges = std::move(plan->ranges);
  return replay;
}

int64_t ReplayStatus::planned() const {
  int64_t sum = 0;
  for (const auto& [partition, range] : plan.ranges) sum += range.to - range.from;
  return sum;
}

int64_t ReplayStatus::left() const {
  int64_t sum = 0;
  for (const auto& [partition, range] : plan.ranges) {
    const auto found = committed.find(partition);
    const int64_t position = found == committed.end() ? range.from : found->second;
    sum += std::max<int64_t>(0, range.to - std::max(range.from, position));
  }
  return sum;
}

Result<std::vector<std::string>> ListReplays(const Config& config, const std::atomic<bool>& stop) {
  Result<TopicAdmin> admin = ConnectAdmin(config, stop);
  if (!admin) return Fail(admin.error());
  const auto topics = Patiently(stop, [&] { return admin->Topics(); });
  if (!topics) return Fail(topics.error());
  const std::string before = config.group + "-";
  const std::string behind = PlanTopicOf("");
  std::vector<std::string> generations;
  for (const std::string& topic : *topics) {
    if (!topic.starts_with(before) || !topic.ends_with(behind)) continue;
    if (topic.size() <= before.size() + behind.size()) continue;
    generations.push_back(
        topic.substr(before.size(), topic.size() - before.size() - behind.size()));
  }
  std::sort(generations.begin(), generations.end());
  return generations;
}

Result<ReplayStatus> LookAtReplay(const Config& config, const std::string& generation,
                                  const std::atomic<bool>& stop) {
  const Config replay = ReplayConfig(config, generation);
  Result<Brokers> brokers = ConnectBrokers(replay, stop);
  if (!brokers) return Fail(brokers.error());
  const std::string plan_topic = PlanTopicOf(replay.group);
  const auto count = Patiently(stop, [&] { return brokers->admin.PartitionCount(plan_topic); });
  if (!count) return Fail(count.error());
  Result<std::optional<ReplayPlan>> plan = std::optional<ReplayPlan>();
  if (*count) plan = Patiently(stop, [&] { return ReadPlan(plan_topic, *brokers->log); });
  if (!plan) return Fail(plan.error());
  if (!*plan) {
    return Fail(ErrorCode::kInvalidArgument, "Group " + config.group + " has no replay named " +
                                                 generation + ": see cablestream replay list.");
  }
  ReplayStatus status;
  status.generation = generation;
  status.plan = std::move(**plan);
  std::vector<TopicPartition> partitions;
  for (const auto& [partition, range] : status.plan.ranges) partitions.push_back(partition);
  const auto committed = StableOffsets(*brokers->log, partitions);
  if (!committed) return Fail(committed.error());
  for (const CommittedOffset& offset : *committed) {
    if (offset.offset >= 0) status.committed[offset.partition] = offset.offset;
  }
  const auto group = Patiently(stop, [&] { return brokers->admin.DescribeGroup(replay.group); });
  if (!group) return Fail(group.error());
  status.members = group->members.size();
  return status;
}

// The group first: nobody starts on what is half deleted, since its claims have no offsets. The
// plan last: it makes the replay listed.
Status DropReplay(const Config& config, const std::string& generation,
                  const std::atomic<bool>& stop) {
  const Config replay = ReplayConfig(config, generation);
  Result<TopicAdmin> admin = ConnectAdmin(config, stop);
  if (!admin) return Fail(admin.error());
  if (Status deleted = Patiently(stop, [&] { return admin->DeleteGroup(replay.group); });
      !deleted) {
    if (deleted.error().code != ErrorCode::kRefused) return deleted;
    return Fail(ErrorCode::kRefused,
                "Replay " + generation +
                    " is at work: stop its instances first. A seat of one "
                    "that has ended is kept for session.timeout.ms (10 s by default).");
  }
  for (const std::string& topic : {HomeTopicOf(replay.group), ClaimsTopicOf(replay.group)}) {
    if (Status deleted = Patiently(stop, [&] { return admin->DeleteTopic(topic); }); !deleted) {
      return deleted;
    }
  }
  std::error_code error;
  std::filesystem::remove_all(replay.state_dir, error);
  if (error) return Fail(ErrorCode::kIo, replay.state_dir + ": " + error.message());
  return Patiently(stop, [&] { return admin->DeleteTopic(PlanTopicOf(replay.group)); });
}

}  // namespace cablestream
