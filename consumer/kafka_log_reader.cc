#include "consumer/kafka_log_reader.h"

#include <algorithm>
#include <thread>

#include "consumer/kafka_message.h"
#include "kafka/error_class.h"
#include "kafka/log_ends.h"

namespace cablestream {
namespace {

constexpr std::chrono::milliseconds kCallLimit{1000};
constexpr std::chrono::milliseconds kFirstCommittedWait{100};
constexpr std::chrono::milliseconds kReadWait{50};
constexpr std::chrono::milliseconds kDestroyLimit{2000};

Result<std::shared_ptr<rd_kafka_t>> NewReader(const ClientConfig& config, const std::string& group,
                                              const std::string& isolation) {
  Result<ConfHandle> conf = MakeConf(config, RD_KAFKA_CONSUMER,
                                     {
                                         {"fetch.wait.max.ms", "50"},
                                         {"queued.max.messages.kbytes", "16384"},
                                         // A full queue is looked at again only after up to a
                                         // second: with small messages, size alone is the limit.
                                         {"queued.min.messages", "500000"},
                                         {"socket.nagle.disable", "true"},
                                         // An old leader that was cut off is left behind soon.
                                         {"topic.metadata.refresh.interval.ms", "10000"},
                                         {"socket.timeout.ms", "5000"},
                                     },
                                     {
                                         {"group.id", group},
                                         {"enable.auto.commit", "false"},
                                         {"enable.auto.offset.store", "false"},
                                         {"auto.offset.reset", "error"},
                                         {"isolation.level", isolation},
                                         {"enable.partition.eof", "true"},
                                     });
  if (!conf) return Fail(conf.error());
  Result<ClientHandle> client = NewClient(RD_KAFKA_CONSUMER, std::move(*conf));
  if (!client) return Fail(client.error());
  return std::shared_ptr<rd_kafka_t>(std::move(*client));
}

// What did not come in time may come the next time; what is denied or gone will not.
ErrorCode ClassifyReadError(rd_kafka_resp_err_t error) {
  if (IsDenied(error)) return ErrorCode::kUnavailable;
  return ClassifyError(error) == ErrorCode::kRefused ? ErrorCode::kRefused : ErrorCode::kRetry;
}

// A group's coordinator that is being chosen, or is loading, says so at once.
bool IsCoordinatorComing(rd_kafka_resp_err_t error) {
  return error == RD_KAFKA_RESP_ERR_NOT_COORDINATOR ||
         error == RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE ||
         error == RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS;
}

// Waits for a coordinator that is coming as long as for one that does not answer.
rd_kafka_resp_err_t AskForCommitted(rd_kafka_t* client, rd_kafka_topic_partition_list_t* list,
                                    std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + kCallLimit;
  while (true) {
    const auto error = rd_kafka_committed(client, list, static_cast<int>(patience.count()));
    if (!IsCoordinatorComing(error) || std::chrono::steady_clock::now() > deadline) return error;
    std::this_thread::sleep_for(kReadWait);
  }
}

// A client whose group it may not describe looks for the coordinator until the call's timeout, and
// tells why to whoever polls it. Of one that reads a log that would take messages away.
rd_kafka_resp_err_t CauseOf(rd_kafka_resp_err_t error, rd_kafka_t* client) {
  rd_kafka_topic_partition_list_t* assigned = nullptr;
  if (error != RD_KAFKA_RESP_ERR__TIMED_OUT && error != RD_KAFKA_RESP_ERR__WAIT_COORD) return error;
  if (rd_kafka_assignment(client, &assigned) != RD_KAFKA_RESP_ERR_NO_ERROR) return error;
  const PartitionListHandle list(assigned);
  if (list->cnt > 0) return error;
  while (const MessageHandle told{rd_kafka_consumer_poll(client, 0)}) {
    if (IsDenied(told->err)) return told->err;
  }
  return error;
}

}  // namespace

KafkaLogReader::KafkaLogReader(std::string group, std::shared_ptr<rd_kafka_t> committed,
                               std::shared_ptr<rd_kafka_t> uncommitted)
    : group_(std::move(group)),
      committed_{std::move(committed), {}},
      uncommitted_{std::move(uncommitted), {}},
      calls_(std::make_unique<CallThread>()),
      committed_wait_(kFirstCommittedWait) {}

// Destroying a client may wait for brokers: past the limit it goes on alone.
KafkaLogReader::~KafkaLogReader() {
  (void)calls_->Run(
      [one = std::move(committed_.client), other = std::move(uncommitted_.client)]() mutable {
        one.reset();
        other.reset();
      },
      kDestroyLimit);
}

Result<std::unique_ptr<KafkaLogReader>> KafkaLogReader::Create(const ClientConfig& config,
                                                               const std::string& group) {
  Result<std::shared_ptr<rd_kafka_t>> committed = NewReader(config, group, "read_committed");
  if (!committed) return Fail(committed.error());
  Result<std::shared_ptr<rd_kafka_t>> uncommitted = NewReader(config, group, "read_uncommitted");
  if (!uncommitted) return Fail(uncommitted.error());
  return std::unique_ptr<KafkaLogReader>(
      new KafkaLogReader(group, std::move(*committed), std::move(*uncommitted)));
}

Result<std::vector<CommittedOffset>> KafkaLogReader::Committed(
    std::span<const TopicPartition> partitions) {
  const PartitionListHandle list = NewPartitionList(partitions.size());
  for (const TopicPartition& partition : partitions) AddPartition(list.get(), partition);
  // A client that reads committed messages asks for stable offsets: the coordinator answers by all
  // that it has written, once it is replicated. Any other may hear of old offsets after a failover.
  rd_kafka_t* client = committed_.client.get();
  const rd_kafka_resp_err_t error =
      CauseOf(AskForCommitted(client, list.get(), committed_wait_), client);
  // That offsets are unstable is told by nothing but this call's own timeout: asked again soon at
  // first, with more patience for a slow broker later.
  committed_wait_ = error == RD_KAFKA_RESP_ERR_NO_ERROR ? kFirstCommittedWait
                                                        : std::min(2 * committed_wait_, kCallLimit);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return Fail(
        NeedingRight(MakeError(ClassifyReadError(error), "Asking for committed offsets", error),
                     error, "DESCRIBE on group " + group_));
  }
  std::vector<CommittedOffset> committed;
  committed.reserve(partitions.size());
  for (size_t i = 0; i < partitions.size(); ++i) {
    const rd_kafka_topic_partition_t& answer = list->elems[i];
    if (answer.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      const std::string what = "Committed offset of " + ToString(partitions[i]);
      return Fail(NeedingRight(MakeError(ClassifyReadError(answer.err), what, answer.err),
                               answer.err, "DESCRIBE on topic " + partitions[i].topic));
    }
    CommittedOffset& offset = committed.emplace_back();
    offset.partition = partitions[i];
    offset.offset = answer.offset < 0 ? -1 : answer.offset;
    if (answer.metadata != nullptr) {
      offset.metadata.assign(static_cast<const char*>(answer.metadata), answer.metadata_size);
    }
  }
  return committed;
}

// librdkafka does not honour the timeout of this call.
Result<Watermarks> KafkaLogReader::QueryWatermarks(const TopicPartition& partition) {
  if (Status warm = WarmUp(uncommitted_, partition); !warm) return Fail(warm.error());
  struct Answer {
    LogEnds ends;
    rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR__TIMED_OUT;
  };
  const auto answer = std::make_shared<Answer>();
  const bool ended = calls_->Run(
      [client = uncommitted_.client, partition, answer] {
        answer->error = QueryLogEnds(client.get(), partition, kCallLimit, answer->ends);
      },
      kCallLimit);
  const std::string what = "Asking for the end of " + ToString(partition);
  if (!ended) {
    calls_ = std::make_unique<CallThread>();
    return Fail(ErrorCode::kRetry, what + ": no answer yet");
  }
  if (answer->error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return Fail(NeedingRight(MakeError(ClassifyReadError(answer->error), what, answer->error),
                             answer->error, "DESCRIBE on topic " + partition.topic));
  }
  return Watermarks{answer->ends.low, answer->ends.high};
}

// A client looks for the leaders of what is new to it, a topic or a partition that was added, only
// now and then; asked for, it has them at once.
Status KafkaLogReader::WarmUp(Reader& reader, const TopicPartition& partition) {
  int32_t& known = reader.partition_counts[partition.topic];
  if (partition.partition < known) return {};
  const TopicHandle handle(
      rd_kafka_topic_new(reader.client.get(), partition.topic.c_str(), nullptr));
  const rd_kafka_metadata_t* metadata = nullptr;
  const auto error = rd_kafka_metadata(reader.client.get(), /*all_topics=*/0, handle.get(),
                                       &metadata, static_cast<int>(kCallLimit.count()));
  const std::string what = "Asking about topic " + partition.topic;
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return Fail(MakeError(ClassifyReadError(error), what, error));
  }
  const rd_kafka_resp_err_t found = metadata->topics[0].err;
  known = metadata->topics[0].partition_cnt;
  rd_kafka_metadata_destroy(metadata);
  if (IsDenied(found)) {
    return Fail(NeedingRight(MakeError(ErrorCode::kUnavailable, what, found), found,
                             "DESCRIBE on topic " + partition.topic));
  }
  if (partition.partition >= known) return ToleratedWhileNew(partition);
  unknown_.NoteKnown(partition);
  return {};
}

// What was just made is not known to every broker yet; what stays unknown is gone.
Status KafkaLogReader::ToleratedWhileNew(const TopicPartition& partition) {
  const bool may_be_new = unknown_.MayBeNew(partition, std::chrono::steady_clock::now());
  return Fail(may_be_new ? ErrorCode::kRetry : ErrorCode::kRefused,
              "No broker knows " + ToString(partition));
}

Status KafkaLogReader::Open(std::span<const LogPosition> positions) {
  const PartitionListHandle list = NewPartitionList(positions.size());
  for (const LogPosition& position : positions) {
    if (Status warm = WarmUp(committed_, position.partition); !warm) return warm;
    AddPartition(list.get(), position.partition)->offset = position.offset;
  }
  const auto error = rd_kafka_assign(committed_.client.get(), list.get());
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return Fail(MakeError(ErrorCode::kRetry, "Opening a log", error));
  }
  return {};
}

Result<LogEvent> KafkaLogReader::Next() {
  MessageHandle message(
      rd_kafka_consumer_poll(committed_.client.get(), static_cast<int>(kReadWait.count())));
  if (!message) return Idle{};
  if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) return WrapMessage(std::move(message));
  if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
    return PartitionEnd{{rd_kafka_topic_name(message->rkt), message->partition}, message->offset};
  }
  // Of the group, whose coordinator the client looks for: no topic is named.
  const std::string right = message->rkt == nullptr
                                ? "DESCRIBE on group " + group_
                                : std::string("READ on topic ") + rd_kafka_topic_name(message->rkt);
  return Fail(
      NeedingRight(MakeError(ClassifyReadError(message->err), "Reading a log", message->err),
                   message->err, right));
}

void KafkaLogReader::Close() {
  (void)rd_kafka_assign(committed_.client.get(), nullptr);
}

}  // namespace cablestream
