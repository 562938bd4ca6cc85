#include "consumer/kafka_source.h"

#include <algorithm>
#include <utility>

#include "common/log.h"
#include "common/log_limiter.h"
#include "consumer/kafka_message.h"
#include "kafka/call_thread.h"
#include "kafka/error_class.h"

namespace cablestream {
namespace {

constexpr std::chrono::milliseconds kPollInterval{100};
constexpr std::chrono::seconds kCloseLimit{3};
constexpr std::chrono::minutes kRenewalWindow{1};
constexpr std::chrono::seconds kJoinPatience{6};  // a new group waits 3 s for more members

const Properties& Defaults() {
  static const Properties defaults = {
      {"session.timeout.ms", "10000"},
      {"max.poll.interval.ms", "60000"},
      {"fetch.wait.max.ms", "100"},
      {"queued.max.messages.kbytes", "32768"},
      {"fetch.error.backoff.ms", "100"},
      {"socket.nagle.disable", "true"},
      // Members hear of a rebalance in the answers to their heartbeats, and the leader of a topic
      // that has grown in the metadata.
      {"heartbeat.interval.ms", "1000"},
      {"topic.metadata.refresh.interval.ms", "5000"},
  };
  return defaults;
}

Properties Fixed(const KafkaSourceOptions& options) {
  Properties fixed = {
      {"group.id", options.group},
      {"enable.auto.commit", "false"},
      {"enable.auto.offset.store", "false"},
      {"auto.offset.reset", "error"},
      {"isolation.level", "read_committed"},
      {"enable.partition.eof", "true"},
      {"partition.assignment.strategy", "range"},
  };
  if (options.statistics) fixed["statistics.interval.ms"] = kStatisticsIntervalMs;
  if (!options.instance_id.empty()) fixed["group.instance.id"] = options.instance_id;
  return fixed;
}

// "CGMDv2:", a 32-bit generation, then group and member ID, each closed by a NUL. There is no
// getter in librdkafka.
GroupMetadata ReadMembership(rd_kafka_t* client) {
  GroupMetadata membership;
  const GroupMetadataHandle metadata(rd_kafka_consumer_group_metadata(client));
  if (!metadata) return membership;
  void* buffer = nullptr;
  size_t size = 0;
  const ErrorHandle error(rd_kafka_consumer_group_metadata_write(metadata.get(), &buffer, &size));
  if (error) return membership;
  membership.serialized.assign(static_cast<const char*>(buffer), size);
  rd_kafka_mem_free(nullptr, buffer);

  constexpr std::string_view kMagic = "CGMDv2:";
  std::string_view rest = membership.serialized;
  if (!rest.starts_with(kMagic) || rest.size() < kMagic.size() + sizeof(int32_t)) return {};
  rest.remove_prefix(kMagic.size());
  std::copy_n(rest.data(), sizeof(int32_t), reinterpret_cast<char*>(&membership.generation));
  rest.remove_prefix(sizeof(int32_t));
  rest.remove_prefix(std::min(rest.find('\0'), rest.size() - 1) + 1);
  membership.member_id = rest.substr(0, rest.find('\0'));
  return membership;
}

// After a session without an answer of the coordinator, librdkafka forgets its member ID, but goes
// on with heartbeats until its partitions are given back: the member's own seat fences these.
bool IsFencedByItself(rd_kafka_t* client) {
  char* const member_id = rd_kafka_memberid(client);
  const bool has_none = member_id == nullptr || *member_id == '\0';
  rd_kafka_mem_free(client, member_id);
  return has_none;
}

// What is behind a fatal error.
rd_kafka_resp_err_t CauseOf(rd_kafka_t* client, rd_kafka_resp_err_t error) {
  if (error != RD_KAFKA_RESP_ERR__FATAL) return error;
  char reason[256];
  return rd_kafka_fatal_error(client, reason, sizeof reason);
}

// The error that a consumer message stands for; kRetry for what passes by itself.
Error FromConsumerError(rd_kafka_t* client, const rd_kafka_message_t& message,
                        const std::string& group) {
  const rd_kafka_resp_err_t error = CauseOf(client, message.err);
  const char* text = rd_kafka_message_errstr(&message);
  ErrorCode code = ClassifyError(error);
  const bool brokers_away = error == RD_KAFKA_RESP_ERR__TRANSPORT ||
                            error == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN ||
                            error == RD_KAFKA_RESP_ERR__RESOLVE;
  if (brokers_away) code = ErrorCode::kRetry;
  if (error == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET && message.rkt != nullptr) {
    return {code, ToString(TopicPartition{rd_kafka_topic_name(message.rkt), message.partition}) +
                      " does not hold the next offset to read any more"};
  }
  const bool is_of_group = error == RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED;
  const std::string topic = message.rkt == nullptr ? "it" : rd_kafka_topic_name(message.rkt);
  return NeedingRight(
      {code, std::string("Consuming: ") + (text == nullptr ? rd_kafka_err2str(error) : text) +
                 " (" + rd_kafka_err2name(error) + ")"},
      error, is_of_group ? "READ on group " + group : "READ on topic " + topic);
}

}  // namespace

KafkaSource::KafkaSource(KafkaSourceOptions options, const std::atomic<bool>& stop)
    : options_(std::move(options)), stop_(stop) {}

Result<std::unique_ptr<KafkaSource>> KafkaSource::Create(KafkaSourceOptions options,
                                                         const std::atomic<bool>& stop) {
  std::unique_ptr<KafkaSource> source(new KafkaSource(std::move(options), stop));
  if (Status joined = source->Join(); !joined) return Fail(joined.error());
  source->coverage_ = std::make_unique<GroupCoverage>(
      GroupCoverage::Subject{source->options_.client, source->options_.group,
                             source->options_.topics, source->options_.coverage_interval});
  return source;
}

KafkaSource::~KafkaSource() {
  coverage_.reset();
  Leave();
}

Status KafkaSource::Join() {
  Result<ConfHandle> conf =
      MakeConf(options_.client, RD_KAFKA_CONSUMER, Defaults(), Fixed(options_));
  if (!conf) return Fail(conf.error());
  listener_ = std::make_shared<Listener>(Listener{this, options_.statistics});
  rd_kafka_conf_set_opaque(conf->get(), listener_.get());
  rd_kafka_conf_set_rebalance_cb(conf->get(), &KafkaSource::OnRebalance);
  rd_kafka_conf_set_stats_cb(conf->get(), &KafkaSource::OnStatistics);
  Result<ClientHandle> client = NewClient(RD_KAFKA_CONSUMER, std::move(*conf));
  if (!client) return Fail(client.error());
  client_ = std::move(*client);
  return Subscribe();
}

Status KafkaSource::Subscribe() {
  const PartitionListHandle topics = NewPartitionList(options_.topics.size());
  for (const std::string& topic : options_.topics) {
    AddPartition(topics.get(), {topic, RD_KAFKA_PARTITION_UA});
  }
  if (const auto error = rd_kafka_subscribe(client_.get(), topics.get());
      error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    const auto cause = CauseOf(client_.get(), error);
    const bool is_fenced = ClassifyError(cause) == ErrorCode::kFenced;
    return Fail(MakeError(is_fenced ? ErrorCode::kFenced : ErrorCode::kInvalidArgument,
                          "Subscribing", cause));
  }
  unassigned_since_ = Clock::now();
  return {};
}

// A close may hang (a lost partition, a deleted topic): it is bounded, and nothing depends on it.
void KafkaSource::Leave() {
  if (!client_) return;
  rebalances_.clear();
  assigned_ = false;
  subscribe_due_ = false;
  ForgetPositions();
  (void)Assign(nullptr);
  listener_->source = nullptr;
  std::shared_ptr<rd_kafka_t> client = std::move(client_);
  CallThread closer;
  const bool closed =
      closer.Run([client = std::move(client),
                  listener = std::move(listener_)] { rd_kafka_consumer_close(client.get()); },
                 kCloseLimit);
  if (!closed) {
    LogWarning("consumer.close_abandoned",
               {{"limit_s", static_cast<int64_t>(kCloseLimit.count())}});
  }
}

void KafkaSource::OnRebalance(rd_kafka_t* client, rd_kafka_resp_err_t error,
                              rd_kafka_topic_partition_list_t* partitions, void* opaque) {
  KafkaSource* source = static_cast<Listener*>(opaque)->source;
  if (source == nullptr) {
    rd_kafka_assign(client, nullptr);  // a close waits for it
    return;
  }
  rd_kafka_yield(client);
  source->RecordRebalance(error, partitions);
}

int KafkaSource::OnStatistics(rd_kafka_t* /*client*/, char* json, size_t size, void* opaque) {
  const auto& statistics = static_cast<Listener*>(opaque)->statistics;
  if (statistics) statistics->Put({json, size});
  return 0;
}

// Only records what happened: the loop settles its transaction first. Membership goes on meanwhile.
void KafkaSource::RecordRebalance(rd_kafka_resp_err_t error,
                                  const rd_kafka_topic_partition_list_t* partitions) {
  if (error == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
    Assigned assigned{ToPartitions(partitions), ReadMembership(client_.get())};
    assigned_ = true;
    unassigned_since_.reset();
    reassign_due_ = !OnlyReads(assigned.partitions);
    coverage_->Joined(assigned.membership.member_id);
    rebalances_.emplace_back(std::move(assigned));
    // An empty list accepts the assignment, so that a rebalance may interrupt the restore.
    const PartitionListHandle none = NewPartitionList(0);
    (void)Assign(none.get());
    return;
  }
  const bool lost =
      error != RD_KAFKA_RESP_ERR__REVOKE_PARTITIONS || rd_kafka_assignment_lost(client_.get()) != 0;
  assigned_ = false;
  rebalances_.emplace_back(Revoked{lost});
}

bool KafkaSource::OnlyReads(const std::vector<TopicPartition>& partitions) const {
  return std::all_of(partitions.begin(), partitions.end(), [this](const TopicPartition& partition) {
    return std::find(options_.topics.begin(), options_.topics.end(), partition.topic) !=
           options_.topics.end();
  });
}

// A static member alone can't make its group share out the partitions anew: where it joins again
// with the same list of topics, the broker hands back the old assignment. Where it leaves first,
// all are asked.
void KafkaSource::GiveUpSeatIfNeeded() {
  if (coverage_->TakeRebalanceNeeded()) reassign_due_ = true;
  if (!reassign_due_ || !assigned_) return;
  LogWarning("assignment.given_up", {{"group", options_.group}});
  reassign_due_ = false;
  subscribe_due_ = true;
  rd_kafka_unsubscribe(client_.get());  // calls for a revocation
}

void KafkaSource::SayIfKeptWaiting(Clock::time_point now) {
  if (!unassigned_since_ || now - *unassigned_since_ < kJoinPatience) return;
  LogInfo("assignment.awaited",
          {{"group", options_.group},
           {"why",
            "the brokers are away, or another member has yet to join again: the seat of one that "
            "was killed is kept for session.timeout.ms"}});
  unassigned_since_.reset();
}

Status KafkaSource::Assign(const rd_kafka_topic_partition_list_t* partitions) {
  const auto error = rd_kafka_assign(client_.get(), partitions);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return Fail(MakeError(ClassifyError(error), "Assigning partitions", error));
  }
  return {};
}

Status KafkaSource::Start(std::span<const StartPosition> positions) {
  const PartitionListHandle list = NewPartitionList(positions.size());
  for (const StartPosition& position : positions) {
    if (position.IsReadWhole()) continue;
    AddPartition(list.get(), position.partition)->offset = position.offset;
  }
  ForgetPositions();
  if (Status assigned = Assign(list.get()); !assigned) return assigned;
  limits_.Follow(client_.get(), positions);
  OpenBatch();  // where reading starts is committed, even if nothing is ever read
  return {};
}

Status KafkaSource::Halt() {
  ForgetPositions();
  const PartitionListHandle none = NewPartitionList(0);
  return Assign(none.get());
}

Status KafkaSource::Release() {
  ForgetPositions();
  if (Status released = Assign(nullptr); !released) return released;
  unassigned_since_ = Clock::now();
  return std::exchange(subscribe_due_, false) ? Subscribe() : Status();
}

Status KafkaSource::Renew() {
  const Clock::time_point now = Clock::now();
  const bool seat_taken = !IsFencedByItself(client_.get());
  if (seat_taken && seat_taken_ && now - *seat_taken_ < kRenewalWindow) {
    return Fail(ErrorCode::kRefused,
                "The seat of instance \"" + options_.instance_id + "\" in group \"" +
                    options_.group +
                    "\" was taken twice within a minute: two processes run with one instance ID. "
                    "Give each its own state folder or instance_id.");
  }
  if (seat_taken) seat_taken_ = now;
  LogWarning("consumer.renewed", {{"group", options_.group}});
  Leave();
  return Join();
}

void KafkaSource::ForgetPositions() {
  CloseBatch();
  limits_.Forget(client_.get());
}

void KafkaSource::OpenBatch() {
  if (!batch_due_) batch_due_ = Clock::now() + options_.commit_interval;
}

void KafkaSource::CloseBatch() {
  batch_due_.reset();
  batch_messages_ = 0;
  batch_bytes_ = 0;
}

bool KafkaSource::BatchIsDue(Clock::time_point now) const {
  const size_t limit = limits_.singly() ? 1 : options_.max_batch_messages;
  return batch_due_ && (batch_messages_ >= limit || batch_bytes_ >= options_.max_batch_bytes ||
                        now >= *batch_due_);
}

Result<SourceEvent> KafkaSource::Next(Wait wait) {
  if (!rebalances_.empty()) {
    SourceEvent event = std::move(rebalances_.front());
    rebalances_.pop_front();
    return event;
  }
  if (stop_.load() && !stop_reported_) {
    stop_reported_ = true;
    return StopRequested{};
  }
  GiveUpSeatIfNeeded();
  const Clock::time_point now = Clock::now();
  SayIfKeptWaiting(now);
  if (BatchIsDue(now)) {
    CloseBatch();
    return BatchDue{};
  }
  std::chrono::milliseconds patience =
      wait == Wait::kNo ? std::chrono::milliseconds(0) : kPollInterval;
  if (batch_due_) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*batch_due_ - now);
    patience = std::clamp(left, std::chrono::milliseconds(0), patience);
  }
  MessageHandle message(rd_kafka_consumer_poll(client_.get(), static_cast<int>(patience.count())));
  if (!message) return Idle{};
  return FromPoll(std::move(message));
}

Result<SourceEvent> KafkaSource::FromPoll(MessageHandle message) {
  const bool is_message = message->err == RD_KAFKA_RESP_ERR_NO_ERROR;
  if (is_message || message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
    OpenBatch();
    if (auto end = limits_.Take(client_.get(), *message)) return *std::move(end);
    if (!is_message) {
      return PartitionEnd{{rd_kafka_topic_name(message->rkt), message->partition}, message->offset};
    }
    ++batch_messages_;
    batch_bytes_ += message->len + message->key_len;
    return WrapMessage(std::move(message));
  }
  Error error = FromConsumerError(client_.get(), *message, options_.group);
  if (error.code != ErrorCode::kRetry) return Fail(std::move(error));
  LogLimited(LogLevel::kWarning, "consumer.error", {{"text", error.message}});
  return Idle{};
}

}  // namespace cablestream
