// The least that exactly once costs with librdkafka: copies a topic, key and value as they are, to
// another of as many partitions, in transactions of 100 ms, up to the end that it had at the start.
// Clients are set as the service's own (consumer/kafka_source.cc,
// producer/transactional_producer.cc), so that bench/throughput compares like with like. It gives
// up at the first error.
//
//   copy_loop BROKERS FROM TO GROUP

#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "kafka/client_config.h"
#include "kafka/handles.h"

namespace cablestream {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kCommitInterval{100};
constexpr int kCallMs = 10'000;
constexpr int kQueueFullMs = 100;

[[noreturn]] void Die(const std::string& what, const std::string& reason) {
  std::cerr << "copy_loop: " << what << ": " << reason << "\n";
  std::exit(EXIT_FAILURE);
}

void Check(const char* what, rd_kafka_resp_err_t error) {
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) Die(what, rd_kafka_err2str(error));
}

void Check(const char* what, rd_kafka_error_t* raw) {
  const ErrorHandle error(raw);
  if (error) Die(what, rd_kafka_error_string(error.get()));
}

ClientHandle MakeClient(const std::string& brokers, rd_kafka_type_t type,
                        const Properties& properties) {
  ClientConfig config;
  config.brokers = brokers;
  Result<ConfHandle> conf = MakeConf(config, type, {}, properties);
  if (!conf) Die("Configuring", conf.error().message);
  Result<ClientHandle> client = NewClient(type, std::move(*conf));
  if (!client) Die("Starting", client.error().message);
  return std::move(*client);
}

ClientHandle MakeConsumer(const std::string& brokers, const std::string& group) {
  return MakeClient(brokers, RD_KAFKA_CONSUMER,
                    {{"group.id", group},
                     {"group.instance.id", group},
                     {"enable.auto.commit", "false"},
                     {"enable.auto.offset.store", "false"},
                     {"auto.offset.reset", "earliest"},
                     {"isolation.level", "read_committed"},
                     {"enable.partition.eof", "true"},
                     {"partition.assignment.strategy", "range"},
                     {"session.timeout.ms", "10000"},
                     {"max.poll.interval.ms", "60000"},
                     {"fetch.wait.max.ms", "100"},
                     {"queued.max.messages.kbytes", "32768"},
                     {"fetch.error.backoff.ms", "100"},
                     {"socket.nagle.disable", "true"}});
}

ClientHandle MakeProducer(const std::string& brokers, const std::string& transactional_id) {
  return MakeClient(brokers, RD_KAFKA_PRODUCER,
                    {{"transactional.id", transactional_id},
                     {"partitioner", "murmur2_random"},
                     {"message.max.bytes", "1048588"},
                     {"batch.size", "1000000"},
                     {"linger.ms", "20"},
                     {"retry.backoff.ms", "20"},
                     {"socket.nagle.disable", "true"},
                     {"queue.buffering.max.kbytes", "65536"},
                     {"transaction.timeout.ms", "10000"},
                     {"message.timeout.ms", "9000"}});
}

class CopyLoop {
 public:
  CopyLoop(const std::string& brokers, std::string from, const std::string& to,
           const std::string& group)
      : from_(std::move(from)),
        consumer_(MakeConsumer(brokers, group)),
        producer_(MakeProducer(brokers, group)),
        to_(rd_kafka_topic_new(producer_.get(), to.c_str(), nullptr)) {}

  // Returns how many messages it copied.
  int64_t Run() {
    TakeEnds();
    Check("Taking over the transactional ID", rd_kafka_init_transactions(producer_.get(), kCallMs));
    const PartitionListHandle topics = NewPartitionList(1);
    AddPartition(topics.get(), {from_, RD_KAFKA_PARTITION_UA});
    Check("Subscribing", rd_kafka_subscribe(consumer_.get(), topics.get()));
    while (open_ || !AtEnd()) {
      const auto left = open_ ? std::chrono::ceil<std::chrono::milliseconds>(due_ - Clock::now())
                              : kCommitInterval;
      if (left.count() <= 0) {
        Commit();
        continue;
      }
      const MessageHandle message(
          rd_kafka_consumer_poll(consumer_.get(), static_cast<int>(left.count())));
      if (message) Take(*message);
    }
    Check("Closing", rd_kafka_consumer_close(consumer_.get()));
    return copied_;
  }

 private:
  void TakeEnds() {
    const TopicHandle topic(rd_kafka_topic_new(consumer_.get(), from_.c_str(), nullptr));
    const rd_kafka_metadata_t* metadata = nullptr;
    Check("Asking for partitions",
          rd_kafka_metadata(consumer_.get(), /*all_topics=*/0, topic.get(), &metadata, kCallMs));
    const int32_t partitions = metadata->topics[0].partition_cnt;
    rd_kafka_metadata_destroy(metadata);
    for (int32_t partition = 0; partition < partitions; ++partition) {
      int64_t low = 0;
      int64_t high = 0;
      Check("Asking for the end",
            rd_kafka_query_watermark_offsets(consumer_.get(), from_.c_str(), partition, &low, &high,
                                             kCallMs));
      positions_.push_back(low);
      ends_.push_back(high);
    }
  }

  [[nodiscard]] bool AtEnd() const {
    return std::equal(positions_.begin(), positions_.end(), ends_.begin(), std::greater_equal<>());
  }

  void Take(const rd_kafka_message_t& message) {
    if (message.err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
      positions_[static_cast<size_t>(message.partition)] = message.offset;
      return;
    }
    Check("Consuming", message.err);
    Copy(message);
    positions_[static_cast<size_t>(message.partition)] = message.offset + 1;
    ++copied_;
  }

  void Copy(const rd_kafka_message_t& message) {
    if (!open_) {
      Check("Beginning", rd_kafka_begin_transaction(producer_.get()));
      open_ = true;
      due_ = Clock::now() + kCommitInterval;
    }
    while (rd_kafka_produce(to_.get(), message.partition, RD_KAFKA_MSG_F_COPY, message.payload,
                            message.len, message.key, message.key_len, nullptr) != 0) {
      const rd_kafka_resp_err_t error = rd_kafka_last_error();
      if (error != RD_KAFKA_RESP_ERR__QUEUE_FULL) Check("Producing", error);
      rd_kafka_poll(producer_.get(), kQueueFullMs);
    }
  }

  void Commit() {
    Check("Flushing", rd_kafka_flush(producer_.get(), kCallMs));
    const PartitionListHandle offsets = NewPartitionList(positions_.size());
    for (size_t i = 0; i < positions_.size(); ++i) {
      AddPartition(offsets.get(), {from_, static_cast<int32_t>(i)})->offset = positions_[i];
    }
    const GroupMetadataHandle membership(rd_kafka_consumer_group_metadata(consumer_.get()));
    Check("Sending the offsets", rd_kafka_send_offsets_to_transaction(
                                     producer_.get(), offsets.get(), membership.get(), kCallMs));
    Check("Committing", rd_kafka_commit_transaction(producer_.get(), kCallMs));
    open_ = false;
  }

  const std::string from_;
  const ClientHandle consumer_;
  const ClientHandle producer_;
  const TopicHandle to_;
  std::vector<int64_t> positions_;  // by partition
  std::vector<int64_t> ends_;
  int64_t copied_ = 0;
  bool open_ = false;
  Clock::time_point due_;
};

}  // namespace
}  // namespace cablestream

int main(int argc, char** argv) {
  if (argc != 5) {
    std::cerr << "usage: copy_loop BROKERS FROM TO GROUP\n";
    return 2;
  }
  std::cout << cablestream::CopyLoop(argv[1], argv[2], argv[3], argv[4]).Run() << "\n";
  return EXIT_SUCCESS;
}
