#include "producer/transactional_producer.h"

#include <chrono>
#include <functional>
#include <thread>
#include <utility>

#include "common/log_limiter.h"
#include "kafka/error_class.h"

namespace cablestream {
namespace {

// One try of a call; Init, SendOffsets and Commit repeat it while it is retriable.
constexpr int kTryMs = 2000;
constexpr std::chrono::seconds kRepeatLimit{8};
constexpr std::chrono::milliseconds kRepeatPause{20};
constexpr int kAbortMs = 300;
constexpr int kFlushMs = 10'000;
constexpr int kQueueFullWaitMs = 100;
constexpr int kQueueFullTries = 100;
constexpr int kReportWaitMs = 50;
constexpr int kReportTries = 10;

const Properties& Defaults() {
  static const Properties defaults = {
      {"linger.ms", "20"},
      {"retry.backoff.ms", "20"},
      {"socket.nagle.disable", "true"},
      {"queue.buffering.max.kbytes", "65536"},
      {"transaction.timeout.ms", "10000"},
      {"delivery.timeout.ms", "9000"},
  };
  return defaults;
}

Properties Fixed(const std::string& transactional_id, const Properties& limits) {
  Properties fixed = limits;
  fixed["transactional.id"] = transactional_id;
  fixed["partitioner"] = "murmur2_random";
  // A topic that is deleted must not come back with other settings, and be taken for the old one.
  fixed["allow.auto.create.topics"] = "false";
  return fixed;
}

// Calls until it succeeds, fails for good, or has been tried for too long.
Status Repeat(const std::string& what, const std::string& right,
              const std::function<rd_kafka_error_t*()>& call) {
  const auto give_up = std::chrono::steady_clock::now() + kRepeatLimit;
  while (true) {
    const ErrorHandle error(call());
    if (!error) return {};
    const ErrorCode code = ClassifyTransactionError(error.get());
    if (code != ErrorCode::kRetry) {
      return Fail(NeedingRight(MakeError(code, what, error.get()), rd_kafka_error_code(error.get()),
                               right));
    }
    LogLimited(LogLevel::kWarning, "transaction.call_repeated",
               {{"call", what}, {"error", rd_kafka_error_name(error.get())}});
    if (std::chrono::steady_clock::now() > give_up) {
      return Fail(MakeError(ErrorCode::kLost, what, error.get()));
    }
    std::this_thread::sleep_for(kRepeatPause);
  }
}

// librdkafka takes a null pointer for "no value", so that an empty one must point somewhere.
void* Data(const std::optional<std::string_view>& bytes) {
  if (!bytes) return nullptr;
  return const_cast<char*>(bytes->data() == nullptr ? "" : bytes->data());
}

size_t Size(const std::optional<std::string_view>& bytes) {
  return bytes ? bytes->size() : 0;
}

HeadersHandle ToHeaders(std::span<const OutputHeader> headers) {
  HeadersHandle list(rd_kafka_headers_new(headers.size()));
  for (const OutputHeader& header : headers) {
    rd_kafka_header_add(list.get(), header.name.data(), static_cast<ssize_t>(header.name.size()),
                        Data(header.value), static_cast<ssize_t>(Size(header.value)));
  }
  return list;
}

}  // namespace

Result<std::shared_ptr<TransactionalProducer>> TransactionalProducer::Create(
    const ClientConfig& config, const std::string& transactional_id, const Properties& limits,
    const OutputTopicNames& topics, std::shared_ptr<ClientStatistics> statistics) {
  std::shared_ptr<TransactionalProducer> producer(new TransactionalProducer(transactional_id));
  producer->statistics_ = std::move(statistics);
  Properties fixed = Fixed(transactional_id, limits);
  if (producer->statistics_) fixed["statistics.interval.ms"] = kStatisticsIntervalMs;
  Result<ConfHandle> conf = MakeConf(config, RD_KAFKA_PRODUCER, Defaults(), fixed);
  if (!conf) return Fail(conf.error());
  rd_kafka_conf_set_opaque(conf->get(), producer.get());
  rd_kafka_conf_set_dr_msg_cb(conf->get(), &TransactionalProducer::OnDelivery);
  rd_kafka_conf_set_stats_cb(conf->get(), &TransactionalProducer::OnStatistics);
  if (Status watched = producer->watch_.AddTo(conf->get()); !watched) return Fail(watched.error());
  Result<ClientHandle> client = NewClient(RD_KAFKA_PRODUCER, std::move(*conf));
  if (!client) return Fail(client.error());
  producer->client_ = std::move(*client);
  for (size_t i = 0; i < topics.size(); ++i) {
    if (topics[i].empty()) continue;
    producer->topics_[i].reset(
        rd_kafka_topic_new(producer->client_.get(), topics[i].c_str(), nullptr));
    if (!producer->topics_[i]) {
      return Fail(ErrorCode::kInvalidArgument, "\"" + topics[i] + "\" is no name for a topic");
    }
  }
  return producer;
}

// librdkafka adds partitions to a transaction in the background, and an assertion ends the process
// where the client is destroyed just then (2.0 to 2.15). Under an abort it begins no more of that.
// How the abort ends is of no account: whoever comes next takes the transactional ID over.
TransactionalProducer::~TransactionalProducer() {
  if (!client_) return;
  const ErrorHandle ignored(rd_kafka_abort_transaction(client_.get(), kAbortMs));
}

Status TransactionalProducer::Init() {
  const ErrorHandle error(rd_kafka_init_transactions(client_.get(), kTryMs));
  if (error) {
    return Fail(NeedingRight(MakeError(ClassifyTransactionError(error.get()),
                                       "Taking over the transactional ID", error.get()),
                             rd_kafka_error_code(error.get()),
                             "WRITE on transactional ID " + transactional_id_));
  }
  for (const TopicHandle& topic : topics_) {
    if (!topic) continue;
    const rd_kafka_metadata_t* metadata = nullptr;
    const auto asked =
        rd_kafka_metadata(client_.get(), /*all_topics=*/0, topic.get(), &metadata, kTryMs);
    if (asked != RD_KAFKA_RESP_ERR_NO_ERROR) {
      return Fail(MakeError(ErrorCode::kRetry,
                            std::string("Asking about topic ") + rd_kafka_topic_name(topic.get()),
                            asked));
    }
    const rd_kafka_resp_err_t found = metadata->topics[0].err;
    rd_kafka_metadata_destroy(metadata);
    if (found != RD_KAFKA_RESP_ERR_NO_ERROR && found != RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE) {
      const std::string name = rd_kafka_topic_name(topic.get());
      return Fail(NeedingRight(MakeError(ClassifyError(found), "Topic " + name, found), found,
                               "DESCRIBE on topic " + name));
    }
  }
  watch_.Reset();
  return {};
}

Status TransactionalProducer::Begin() {
  delivery_error_.reset();
  cause_known_ = false;
  refusal_.reset();
  claims_.clear();
  const ErrorHandle error(rd_kafka_begin_transaction(client_.get()));
  if (error) {
    return Fail(
        MakeError(ClassifyTransactionError(error.get()), "Beginning a transaction", error.get()));
  }
  return {};
}

// What a failure comes from. librdkafka purges the outputs of a transaction that has failed and
// says of each only that; asked for another transaction, which it must refuse, it tells the reason.
Error TransactionalProducer::Cause(Error error) const {
  if (error.code == ErrorCode::kUnavailable) return error;
  const ErrorHandle cause(rd_kafka_begin_transaction(client_.get()));
  if (!cause || rd_kafka_error_code(cause.get()) == RD_KAFKA_RESP_ERR__STATE) return error;
  return NeedingRight(MakeError(ClassifyTransactionError(cause.get()), error.message, cause.get()),
                      rd_kafka_error_code(cause.get()), "WRITE on each of " + TopicNames());
}

std::string TransactionalProducer::TopicNames() const {
  std::string names;
  for (const TopicHandle& topic : topics_) {
    if (topic)
      names += (names.empty() ? "topic " : ", ") + std::string(rd_kafka_topic_name(topic.get()));
  }
  return names;
}

Status TransactionalProducer::Produce(const Output& output) {
  rd_kafka_topic_t* topic = topics_[static_cast<size_t>(output.topic)].get();
  HeadersHandle headers = ToHeaders(output.headers);
  // Tells the delivery report which output it is of.
  void* opaque = &topics_[static_cast<size_t>(output.topic)];
  for (int attempt = 0; attempt < kQueueFullTries; ++attempt) {
    const auto error = rd_kafka_producev(
        client_.get(), RD_KAFKA_V_RKT(topic), RD_KAFKA_V_PARTITION(output.partition),
        RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
        RD_KAFKA_V_KEY(Data(output.key), Size(output.key)),
        RD_KAFKA_V_VALUE(Data(output.value), Size(output.value)),
        RD_KAFKA_V_TIMESTAMP(output.timestamp_ms < 0 ? 0 : output.timestamp_ms),
        RD_KAFKA_V_HEADERS(headers.get()), RD_KAFKA_V_OPAQUE(opaque), RD_KAFKA_V_END);
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) {
      (void)headers.release();  // the message has taken them
      return {};
    }
    if (error != RD_KAFKA_RESP_ERR__QUEUE_FULL) {
      AwaitCause();
      return Fail(Cause(MakeError(
          ErrorCode::kLost, std::string("Producing to ") + rd_kafka_topic_name(topic), error)));
    }
    rd_kafka_poll(client_.get(), kQueueFullWaitMs);
  }
  return Fail(ErrorCode::kLost, "Producing: the queue stays full, the brokers take nothing");
}

// A transaction that has failed takes no more outputs. Which one it failed on is told by a delivery
// report, which may be on its way, behind those of outputs that were only purged.
void TransactionalProducer::AwaitCause() {
  for (int tries = 0; tries < kReportTries && !cause_known_; ++tries) {
    rd_kafka_poll(client_.get(), kReportWaitMs);
  }
}

void TransactionalProducer::NoteFailure(OutputTopic topic, const rd_kafka_message_t& message) {
  const bool purged = message.err == RD_KAFKA_RESP_ERR__PURGE_QUEUE ||
                      message.err == RD_KAFKA_RESP_ERR__PURGE_INFLIGHT;
  if (cause_known_ || (purged && delivery_error_)) return;
  const std::string name = rd_kafka_topic_name(message.rkt);
  delivery_error_ =
      NeedingRight(MakeError(IsDenied(message.err) ? ErrorCode::kUnavailable : ErrorCode::kLost,
                             "An output to " + name + " was not taken", message.err),
                   message.err, "WRITE on topic " + name);
  if (purged) return;
  cause_known_ = true;
  if (IsAboutMessage(message.err)) {
    refusal_ = Refusal{topic, name, message.err == RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP,
                       rd_kafka_err2name(message.err)};
  }
  // Else Flush would wait for what is not sent any more, until that times out.
  rd_kafka_yield(client_.get());
}

int TransactionalProducer::OnStatistics(rd_kafka_t* /*client*/, char* json, size_t size,
                                        void* opaque) {
  const auto& statistics = static_cast<TransactionalProducer*>(opaque)->statistics_;
  if (statistics) statistics->Put({json, size});
  return 0;
}

void TransactionalProducer::Serve() {
  rd_kafka_poll(client_.get(), 0);
}

// Runs inside Flush and Produce, on their thread.
void TransactionalProducer::OnDelivery(rd_kafka_t* /*client*/, const rd_kafka_message_t* message,
                                       void* opaque) {
  auto* producer = static_cast<TransactionalProducer*>(opaque);
  const auto index = static_cast<TopicHandle*>(message->_private) - producer->topics_.data();
  const auto topic = static_cast<OutputTopic>(index);
  if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
    producer->NoteFailure(topic, *message);
  } else if (topic == OutputTopic::kClaims) {
    const FlushedClaims claim{message->partition, message->offset, message->offset};
    producer->claims_.try_emplace(message->partition, claim).first->second.last = message->offset;
  }
}

Result<std::vector<FlushedClaims>> TransactionalProducer::Flush() {
  const auto error = rd_kafka_flush(client_.get(), kFlushMs);
  if (delivery_error_) return Fail(Cause(*delivery_error_));
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return Fail(Cause(MakeError(ErrorCode::kLost, "Flushing the outputs", error)));
  }
  std::vector<FlushedClaims> claims;
  claims.reserve(claims_.size());
  for (const auto& [shard, flushed] : claims_) claims.push_back(flushed);
  return claims;
}

Status TransactionalProducer::SendOffsets(std::span<const OffsetCommit> offsets,
                                          const GroupMetadata& membership) {
  if (!membership.fenceable()) {
    return Fail(ErrorCode::kLost, "The group's membership is not known: nothing would be fenced");
  }
  rd_kafka_consumer_group_metadata_t* read = nullptr;
  const ErrorHandle unreadable(rd_kafka_consumer_group_metadata_read(
      &read, membership.serialized.data(), membership.serialized.size()));
  if (unreadable) {
    return Fail(MakeError(ErrorCode::kInternal, "Reading the membership", unreadable.get()));
  }
  const GroupMetadataHandle metadata(read);
  const PartitionListHandle list = ToPartitionList(client_.get(), offsets);
  std::string read_from;
  for (const OffsetCommit& offset : offsets) {
    const std::string& topic = offset.partition.topic;
    if (read_from.ends_with(topic)) continue;
    read_from += (read_from.empty() ? "" : ", ") + topic;
  }
  return Repeat("Sending the offsets", "READ on topic " + read_from + " and on the group", [&] {
    return rd_kafka_send_offsets_to_transaction(client_.get(), list.get(), metadata.get(), kTryMs);
  });
}

Status TransactionalProducer::Commit() {
  if (Status committed = Repeat("Committing", "WRITE on transactional ID " + transactional_id_,
                                [&] { return rd_kafka_commit_transaction(client_.get(), kTryMs); });
      !committed) {
    return committed;
  }
  if (watch_.failed()) {
    return Fail(ErrorCode::kLost,
                "A request of the transaction was sent twice: its late copy may end the next one");
  }
  return {};
}

}  // namespace cablestream
