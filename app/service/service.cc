#include "app/service/service.h"

#include <chrono>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

#include "app/crash_handlers.h"
#include "app/service/doubt_mark.h"
#include "app/service/record_frame.h"
#include "app/service/scrub.h"
#include "app/service/transaction_times.h"
#include "common/log.h"
#include "common/log_limiter.h"
#include "consumer/kafka_log_reader.h"
#include "consumer/kafka_source.h"
#include "kafka/topic_admin.h"
#include "parser/parser.h"
#include "pipeline/group_identity.h"
#include "pipeline/pipeline.h"
#include "pipeline/topics.h"
#include "producer/kafka_log_trimmer.h"
#include "producer/kafka_sink.h"
#include "storage/rocksdb_store.h"
#include "storage/state_folder.h"

namespace cablestream {
namespace {

constexpr std::chrono::milliseconds kAdminTimeout{3'000};
constexpr std::chrono::seconds kPatienceUntilEnd{30};
constexpr std::chrono::milliseconds kPauseBetweenTries{200};

struct Topics {
  PreparedTopics prepared;
  std::unique_ptr<KafkaLogReader> log;
};

Result<Topics> AskForTopics(const Config& config, const ServiceOptions& options) {
  Result<TopicAdmin> admin = TopicAdmin::Connect(config.kafka, kAdminTimeout);
  if (!admin) return Fail(admin.error());
  Result<std::unique_ptr<KafkaLogReader>> log = KafkaLogReader::Create(config.kafka, config.group);
  if (!log) return Fail(log.error());
  Result<PreparedTopics> topics = PrepareTopics(PlanTopics(config, options), *admin, **log);
  if (!topics) return Fail(topics.error());
  return Topics{std::move(*topics), std::move(*log)};
}

// Keeps asking until the brokers answer. Nullopt: stopped.
Result<std::optional<Topics>> AwaitTopics(const Config& config, const ServiceOptions& options,
                                          const std::atomic<bool>& stop, Stats& stats) {
  const auto give_up = std::chrono::steady_clock::now() + kPatienceUntilEnd;
  while (!stop.load()) {
    ++stats.loop_turns;
    Result<Topics> topics = AskForTopics(config, options);
    if (topics) return std::optional<Topics>(std::move(*topics));
    if (topics.error().code != ErrorCode::kRetry) return Fail(topics.error());
    if (options.until_end && std::chrono::steady_clock::now() > give_up) {
      return Fail(topics.error());
    }
    LogLimited(LogLevel::kWarning, "kafka.unreachable", {{"reason", topics.error().message}});
    std::this_thread::sleep_for(kPauseBetweenTries);
  }
  return std::optional<Topics>();
}

// A store that can't be opened is only a copy: it is made anew, and restored from the claims topic.
Result<std::unique_ptr<RocksDbStore>> OpenStore(const StateFolder& folder, int32_t shards) {
  Result<std::unique_ptr<RocksDbStore>> store = RocksDbStore::Open(folder.claims_dir(), shards);
  if (store || store.error().code != ErrorCode::kCorruption) return store;
  LogWarning("store.discarded", {{"reason", store.error().message}});
  if (Status destroyed = RocksDbStore::Destroy(folder.claims_dir()); !destroyed) {
    return Fail(destroyed.error());
  }
  return RocksDbStore::Open(folder.claims_dir(), shards);
}

// A store that others see until it goes.
class ShownStore {
 public:
  ShownStore(StoreSlot& slot, const RocksDbStore& store) : slot_(slot) { slot_.Set(&store); }
  ~ShownStore() { slot_.Set(nullptr); }
  ShownStore(const ShownStore&) = delete;
  ShownStore& operator=(const ShownStore&) = delete;

 private:
  StoreSlot& slot_;
};

PipelineSettings MakeSettings(const Config& config, const ServiceOptions& options,
                              const PreparedTopics& topics, std::string record_frame) {
  PipelineSettings settings;
  settings.raw_topics = topics.raw;
  settings.compacted_raw_topics = topics.compacted_raw;
  settings.home_topic = topics.home;
  settings.claims_topic = topics.claims;
  settings.shards = topics.shards;
  settings.scope = config.dedup.scope;
  settings.on_conflict = config.dedup.on_conflict;
  settings.max_future_ms = config.dedup.max_future.count();
  if (config.dedup.window) settings.window_ms = config.dedup.window->count();
  settings.pass_headers = config.records.pass_headers;
  settings.record_frame = std::move(record_frame);
  settings.generation = options.generation;
  settings.ranges = options.ranges;
  settings.until_end = options.until_end;
  settings.from_beginning = options.from_beginning;
  settings.force = options.force;
  return settings;
}

KafkaSourceOptions SourceOptions(const Config& config, const PreparedTopics& topics,
                                 const std::string& instance_id, const Telemetry& telemetry) {
  KafkaSourceOptions options;
  options.statistics = telemetry.consumer;
  options.client = config.kafka;
  options.group = config.group;
  if (config.group_static) options.instance_id = instance_id;
  options.topics = config.topics.raw;
  if (!topics.home.empty()) options.topics.push_back(topics.home);
  options.commit_interval = config.commit_interval;
  return options;
}

KafkaSinkOptions SinkOptions(const Config& config, const PreparedTopics& topics,
                             const std::string& instance_id, const Telemetry& telemetry) {
  KafkaSinkOptions options;
  options.statistics = telemetry.producer;
  options.client = config.kafka;
  options.transactional_id = config.group + "-" + instance_id;
  options.topics = topics.outputs;
  options.max_message_bytes = topics.max_message_bytes;
  options.retention = topics.retention;
  return options;
}

}  // namespace

TopicPlan PlanTopics(const Config& config, const ServiceOptions& options) {
  TopicPlan plan;
  plan.group = config.group;
  plan.raw = config.topics.raw;
  plan.records = config.topics.records;
  plan.dead_letters = config.topics.dead_letters;
  plan.scope = config.dedup.scope;
  plan.create = options.create_topics;
  plan.partitions = options.partitions;
  plan.replication_factor = options.replication_factor;
  plan.from_beginning = options.from_beginning;
  return plan;
}

Status RefuseUnsupported(const Config& config) {
  if (config.dedup.scope == DedupScope::kPartition && config.topics.raw.size() > 1) {
    return Fail(ErrorCode::kInvalidArgument,
                "dedup.scope: partition takes one raw topic: the same ID may stand in each of "
                "several. Name one in topics.raw, or use dedup.scope: group.");
  }
  return RefuseRegistryless(config);
}

Status RunService(const Config& config, const ServiceOptions& options, std::atomic<bool>& stop,
                  Telemetry& telemetry) {
  Stats& stats = telemetry.stats;
  if (Status supported = RefuseUnsupported(config); !supported) return supported;
  Result<std::optional<Topics>> asked = AwaitTopics(config, options, stop, stats);
  if (!asked) return Fail(asked.error());
  if (!*asked) return {};
  const PreparedTopics& topics = (*asked)->prepared;
  LogReader& log = *(*asked)->log;
  Result<std::optional<std::string>> frame =
      AwaitRecordFrame(config, options.until_end, stop, stats);
  if (!frame) return Fail(frame.error());
  if (!*frame) return {};
  const PipelineSettings settings = MakeSettings(config, options, topics, std::move(**frame));
  if (Status same = CheckGroupIdentity(settings, log); !same) return same;

  const StoreIdentity identity{config.group, topics.shards, config.dedup.scope};
  const Result<StateFolder> folder =
      StateFolder::Open(config.state_dir, identity, config.instance_id);
  if (!folder) return Fail(folder.error());
  if (Status sound = CheckNotInDoubt(config, topics.shards, log, stop); !sound) return sound;
  Result<std::unique_ptr<RocksDbStore>> store = OpenStore(*folder, topics.shards);
  if (!store) return Fail(store.error());
  const ShownStore shown(telemetry.store, **store);
  const Result<std::unique_ptr<CrashNotes>> crashes =
      CrashNotes::Open(folder->crashes_file(), ParserVersion());
  if (!crashes) return Fail(crashes.error());

  KafkaSink sink(SinkOptions(config, topics, folder->instance_id(), telemetry));
  Result<std::unique_ptr<KafkaSource>> source =
      KafkaSource::Create(SourceOptions(config, topics, folder->instance_id(), telemetry), stop);
  if (!source) return Fail(source.error());
  LogInfo(
      "service.started",
      {{"group", config.group}, {"instance", folder->instance_id()}, {"shards", topics.shards}});
  KafkaLogTrimmer home_trimmer(config.kafka);
  const CrashHandlers crash_handlers(**crashes);
  TransactionTimes times(stats);
  Pipeline pipeline(settings, **source, sink, **store, log, stats, crashes->get(), &home_trimmer,
                    &times);
  std::optional<Scrub> scrub;
  if (!options.until_end && config.scrub_interval.count() > 0) {
    scrub.emplace(config, topics.shards, stop, stats);
  }
  Status ran = pipeline.Run();
  if (scrub) {
    if (Status same = scrub->End(); !same) return same;
  }
  return ran;
}

}  // namespace cablestream
