#include "producer/kafka_log_trimmer.h"

#include <array>
#include <chrono>
#include <memory>

#include "common/log.h"
#include "common/log_limiter.h"
#include "kafka/call_thread.h"
#include "kafka/error_class.h"

namespace cablestream {
namespace {

constexpr int kRequestLimitMs = 10'000;
constexpr std::chrono::seconds kDestroyLimit{3};

void LogFailure(const std::string& log, const char* reason) {
  LogLimited(LogLevel::kWarning, "log.not_trimmed", {{"log", log}, {"reason", reason}});
}

}  // namespace

// Destroying a client may wait for brokers: past the limit it goes on alone.
KafkaLogTrimmer::~KafkaLogTrimmer() {
  if (!client_) return;
  CallThread closer;
  (void)closer.Run(
      [client = std::shared_ptr<rd_kafka_t>(std::move(client_)),
       outcomes = std::shared_ptr<rd_kafka_queue_t>(std::move(outcomes_))]() mutable {
        outcomes.reset();
        client.reset();
      },
      kDestroyLimit);
}

void KafkaLogTrimmer::DeleteBelow(std::span<const LogHead> heads) {
  if (!client_ && !Connect()) return;
  ReportOutcomes();
  const PartitionListHandle list = NewPartitionList(heads.size());
  for (const LogHead& head : heads) {
    AddPartition(list.get(), head.partition)->offset = head.offset;
    LogDebug("log.trimmed", {{"log", ToString(head.partition)}, {"to", head.offset}});
  }
  const AdminOptionsHandle options(
      rd_kafka_AdminOptions_new(client_.get(), RD_KAFKA_ADMIN_OP_DELETERECORDS));
  char reason[256];
  (void)rd_kafka_AdminOptions_set_request_timeout(options.get(), kRequestLimitMs, reason,
                                                  sizeof reason);
  const DeleteRecordsHandle request(rd_kafka_DeleteRecords_new(list.get()));
  std::array<rd_kafka_DeleteRecords_t*, 1> requests = {request.get()};
  rd_kafka_DeleteRecords(client_.get(), requests.data(), requests.size(), options.get(),
                         outcomes_.get());
}

bool KafkaLogTrimmer::Connect() {
  Result<ClientHandle> client =
      MakeConf(config_, RD_KAFKA_PRODUCER, {}, {}).and_then([](auto conf) {
        return NewClient(RD_KAFKA_PRODUCER, std::move(conf));
      });
  if (!client) {
    LogFailure("any", client.error().message.c_str());
    return false;
  }
  client_ = std::move(*client);
  outcomes_.reset(rd_kafka_queue_new(client_.get()));
  return true;
}

// Of earlier requests: nobody waits for one.
void KafkaLogTrimmer::ReportOutcomes() {
  while (const EventHandle event{rd_kafka_queue_poll(outcomes_.get(), 0)}) {
    if (rd_kafka_event_error(event.get()) != RD_KAFKA_RESP_ERR_NO_ERROR) {
      LogFailure("any", rd_kafka_event_error_string(event.get()));
      continue;
    }
    const auto* result = rd_kafka_event_DeleteRecords_result(event.get());
    if (result == nullptr) continue;
    const rd_kafka_topic_partition_list_t* list = rd_kafka_DeleteRecords_result_offsets(result);
    for (int i = 0; i < list->cnt; ++i) {
      const rd_kafka_topic_partition_t& entry = list->elems[i];
      if (entry.err == RD_KAFKA_RESP_ERR_NO_ERROR) continue;
      LogFailure(ToString({entry.topic, entry.partition}), rd_kafka_err2str(entry.err));
    }
  }
}

}  // namespace cablestream
