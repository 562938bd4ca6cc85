#include "app/feed/raw_producer.h"

#include <algorithm>

#include "common/log_limiter.h"
#include "kafka/error_class.h"
#include "kafka/topic_admin.h"

namespace cablestream {
namespace {

constexpr std::chrono::seconds kStall{5};
constexpr const char* kMaxMessageBytes = "max.message.bytes";

// What a batch of one record adds to key and value, at the most.
constexpr int64_t kBatchOverhead = 61 + 32;

// The topic's own limit on a message.
Result<int64_t> LookUpLimit(const RawProducerOptions& options) {
  Result<TopicAdmin> admin = TopicAdmin::Connect(options.client, options.connect_limit);
  if (!admin) return Fail(admin.error());
  const auto partitions = admin->PartitionCount(options.topic);
  if (!partitions) return Fail(partitions.error());
  if (!*partitions) {
    return Fail(ErrorCode::kUnavailable, "Topic " + options.topic +
                                             " does not exist. Make it, or let `cablestream run "
                                             "--create-topics` make what is missing.");
  }
  const auto config = admin->TopicConfig(options.topic);
  if (!config) return Fail(config.error());
  const auto limit = config->find(kMaxMessageBytes);
  if (limit == config->end()) {
    return Fail(ErrorCode::kRefused, "Topic " + options.topic + " tells no " + kMaxMessageBytes);
  }
  return std::stoll(limit->second);
}

Properties Defaults(const RawProducerOptions& options, int64_t max_message_bytes) {
  // Room for two of the largest messages, for a message that has none would wait for ever.
  constexpr int64_t kQueueKilobytes = 65'536;
  const int64_t queue = std::max(kQueueKilobytes, 2 * max_message_bytes / 1024);
  return {{"delivery.timeout.ms", std::to_string(options.delivery_timeout.count())},
          {"linger.ms", "20"},
          {"queue.buffering.max.kbytes", std::to_string(queue)},
          {"socket.nagle.disable", "true"}};
}

Properties Fixed(int64_t max_message_bytes) {
  constexpr int64_t kLeastMessage = 1000;  // librdkafka's bounds
  constexpr int64_t kMostMessage = 1'000'000'000;
  constexpr int64_t kDefaultBatch = 1'000'000;
  const int64_t message = std::clamp(max_message_bytes, kLeastMessage, kMostMessage);
  // A batch is refused whole where it is over the topic's limit.
  const int64_t batch = std::clamp(max_message_bytes, int64_t{1}, kDefaultBatch);
  return {{"acks", "all"},
          {"batch.size", std::to_string(batch)},
          {"enable.idempotence", "true"},
          {"message.max.bytes", std::to_string(message)},
          {"partitioner", "murmur2_random"},
          {"sticky.partitioning.linger.ms", "0"}};
}

// What is behind a message that was only purged.
rd_kafka_resp_err_t FatalError(rd_kafka_t* client) {
  char reason[256];
  return rd_kafka_fatal_error(client, reason, sizeof reason);
}

}  // namespace

Result<std::unique_ptr<RawProducer>> RawProducer::Create(const RawProducerOptions& options,
                                                         const std::atomic<bool>& stop,
                                                         DeliveryHandler on_delivery) {
  const Result<int64_t> limit = LookUpLimit(options);
  if (!limit) return Fail(limit.error());
  Result<ConfHandle> conf =
      MakeConf(options.client, RD_KAFKA_PRODUCER, Defaults(options, *limit), Fixed(*limit));
  if (!conf) return Fail(conf.error());
  std::unique_ptr<RawProducer> producer(
      new RawProducer(options, *limit, stop, std::move(on_delivery)));
  rd_kafka_conf_set_opaque(conf->get(), producer.get());
  rd_kafka_conf_set_dr_msg_cb(conf->get(), &OnDelivery);
  Result<ClientHandle> client = NewClient(RD_KAFKA_PRODUCER, *std::move(conf));
  if (!client) return Fail(client.error());
  producer->client_ = *std::move(client);
  return producer;
}

RawProducer::~RawProducer() {
  if (!client_) return;
  closing_ = true;
  constexpr int kPurgedMs = 1000;
  rd_kafka_purge(client_.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
  rd_kafka_flush(client_.get(), kPurgedMs);
}

int64_t RawProducer::Room() const {
  return max_message_bytes_ - kBatchOverhead;
}

Result<bool> RawProducer::Produce(std::string name, std::optional<std::string_view> key,
                                  std::string_view value) {
  if (rd_kafka_outq_len(client_.get()) == 0) moved_ = Clock::now();
  auto owned_name = std::make_unique<std::string>(std::move(name));
  const auto key_view = key.value_or(std::string_view());
  const void* key_bytes = key_view.data();
  // An empty value is a message, a null pointer would be a tombstone.
  const char* value_bytes = value.data() == nullptr ? "" : value.data();
  for (;;) {
    const rd_kafka_resp_err_t error = rd_kafka_producev(
        client_.get(), RD_KAFKA_V_TOPIC(topic_.c_str()), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
        RD_KAFKA_V_OPAQUE(owned_name.get()), RD_KAFKA_V_KEY(key_bytes, key_view.size()),
        RD_KAFKA_V_VALUE(const_cast<char*>(value_bytes), value.size()), RD_KAFKA_V_END);
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) break;
    // Full although it is empty: it will never take this message.
    if (error != RD_KAFKA_RESP_ERR__QUEUE_FULL || Poll() == 0) {
      return Fail(MakeError(ClassifyError(error), *owned_name, error));
    }
    if (stop_) return false;
  }
  (void)owned_name.release();  // OnDelivery's from here on
  rd_kafka_poll(client_.get(), 0);
  return true;
}

int RawProducer::Poll() {
  constexpr int kMomentMs = 100;
  rd_kafka_poll(client_.get(), kMomentMs);
  const int on_their_way = rd_kafka_outq_len(client_.get());
  NoteStall(on_their_way);
  return on_their_way;
}

void RawProducer::NoteStall(int on_their_way) {
  const auto now = Clock::now();
  if (on_their_way == 0) moved_ = now;
  if (now - moved_ < kStall) return;
  moved_ = now;
  LogLimited(LogLevel::kWarning, "feed.waiting",
             {{"topic", topic_},
              {"messages", on_their_way},
              {"reason", "the brokers have acknowledged nothing for some seconds"}});
}

Error RawProducer::WriteError(rd_kafka_resp_err_t error) const {
  return NeedingRight(MakeError(ErrorCode::kUnavailable, "Writing to topic " + topic_, error),
                      error, "WRITE on topic " + topic_);
}

void RawProducer::OnDelivery(rd_kafka_t* client, const rd_kafka_message_t* message, void* opaque) {
  auto& producer = *static_cast<RawProducer*>(opaque);
  const std::unique_ptr<std::string> name(static_cast<std::string*>(message->_private));
  if (producer.closing_) return;
  if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
    producer.moved_ = Clock::now();
    producer.on_delivery_(*name, message->err);
  } else {
    const rd_kafka_resp_err_t fatal = FatalError(client);
    producer.failed_ = fatal != RD_KAFKA_RESP_ERR_NO_ERROR;
    producer.on_delivery_(*name, producer.failed_ ? fatal : message->err);
  }
}

}  // namespace cablestream
