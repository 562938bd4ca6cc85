// A plain librdkafka consumer: reads a topic, committed messages alone, from its beginning to the
// end that it has, and drops what it reads. The client is set as the restore's own
// (consumer/kafka_log_reader.cc), so that bench/restore compares like with like. It gives up at the
// first error.
//
//   read_loop BROKERS TOPIC PARTITIONS

#include <librdkafka/rdkafka.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>
#include <utility>

#include "kafka/client_config.h"
#include "kafka/handles.h"

namespace cablestream {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kPollMs = 1000;

[[noreturn]] void Die(const std::string& reason) {
  std::cerr << "read_loop: " << reason << "\n";
  std::exit(EXIT_FAILURE);
}

ClientHandle MakeConsumer(const std::string& brokers) {
  ClientConfig config;
  config.brokers = brokers;
  Result<ConfHandle> conf = MakeConf(config, RD_KAFKA_CONSUMER, {},
                                     {{"group.id", "read-loop"},
                                      {"enable.auto.commit", "false"},
                                      {"isolation.level", "read_committed"},
                                      {"enable.partition.eof", "true"},
                                      {"queued.max.messages.kbytes", "32768"}});
  if (!conf) Die(conf.error().message);
  Result<ClientHandle> client = NewClient(RD_KAFKA_CONSUMER, std::move(*conf));
  if (!client) Die(client.error().message);
  rd_kafka_poll_set_consumer(client->get());
  return std::move(*client);
}

// Returns how many messages it read.
int64_t Read(rd_kafka_t* consumer, const std::string& topic, int32_t partitions) {
  const PartitionListHandle list = NewPartitionList(static_cast<size_t>(partitions));
  for (int32_t i = 0; i < partitions; ++i) AddPartition(list.get(), {topic, i})->offset = 0;
  if (const auto error = rd_kafka_assign(consumer, list.get())) Die(rd_kafka_err2str(error));
  int64_t messages = 0;
  for (int32_t ended = 0; ended < partitions;) {
    const MessageHandle message(rd_kafka_consumer_poll(consumer, kPollMs));
    if (!message) continue;
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
      ++messages;
    } else if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
      ++ended;
    } else if (message->err != RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET) {
      Die(rd_kafka_message_errstr(message.get()));
    }
  }
  return messages;
}

}  // namespace
}  // namespace cablestream

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "usage: read_loop BROKERS TOPIC PARTITIONS\n";
    return 2;
  }
  const auto begun = cablestream::Clock::now();
  const cablestream::ClientHandle consumer = cablestream::MakeConsumer(argv[1]);
  const int64_t messages = cablestream::Read(consumer.get(), argv[2], std::atoi(argv[3]));
  const std::chrono::duration<double> seconds = cablestream::Clock::now() - begun;
  std::cout << R"({"messages": )" << messages << R"(, "seconds": )" << seconds.count() << "}\n";
  return 0;
}
