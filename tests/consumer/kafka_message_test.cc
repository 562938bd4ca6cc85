#include "consumer/kafka_message.h"

#include <gmock/gmock.h>

#include <optional>
#include <stdexcept>
#include <string>

#include "kafka/client_config.h"
#include "mock_cluster.h"

namespace cablestream {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr int kTimeoutMs = 30'000;
constexpr int64_t kTimestamp = 1'213'358'160'000;

ClientHandle MakeClient(const MockCluster& cluster, rd_kafka_type_t type,
                        const Properties& properties) {
  Result<ConfHandle> conf = MakeConf(cluster.config(), type, {}, properties);
  if (!conf) throw std::runtime_error(conf.error().message);
  Result<ClientHandle> client = NewClient(type, std::move(*conf));
  if (!client) throw std::runtime_error(client.error().message);
  return std::move(*client);
}

void* Bytes(const char* text) {
  return const_cast<char*>(text);
}

class KafkaMessageTest : public testing::Test {
 protected:
  void SetUp() override {
    cluster_.CreateTopic("raw", 4);
    const ClientHandle writer = MakeClient(cluster_, RD_KAFKA_PRODUCER, {});
    Produce(writer.get(), Bytes("key"), 3, Bytes("value"), 5, MakeHeaders().release());
    Produce(writer.get(), Bytes(""), 0, Bytes(""), 0, nullptr);
    Produce(writer.get(), nullptr, 0, nullptr, 0, nullptr);
    ASSERT_EQ(rd_kafka_flush(writer.get(), kTimeoutMs), RD_KAFKA_RESP_ERR_NO_ERROR);
    const PartitionListHandle list = NewPartitionList(1);
    AddPartition(list.get(), {"raw", 2})->offset = 0;
    ASSERT_EQ(rd_kafka_assign(reader_.get(), list.get()), RD_KAFKA_RESP_ERR_NO_ERROR);
  }

  static HeadersHandle MakeHeaders() {
    HeadersHandle headers(rd_kafka_headers_new(4));
    rd_kafka_header_add(headers.get(), "name", -1, "value", -1);
    rd_kafka_header_add(headers.get(), "empty", -1, "", 0);
    rd_kafka_header_add(headers.get(), "none", -1, nullptr, 0);
    rd_kafka_header_add(headers.get(), "name", -1, "b\0b", 3);
    return headers;
  }

  static void Produce(rd_kafka_t* writer, void* key, size_t key_size, void* value,
                      size_t value_size, rd_kafka_headers_t* headers) {
    ASSERT_EQ(rd_kafka_producev(writer, RD_KAFKA_V_TOPIC("raw"), RD_KAFKA_V_PARTITION(2),
                                RD_KAFKA_V_KEY(key, key_size), RD_KAFKA_V_VALUE(value, value_size),
                                RD_KAFKA_V_TIMESTAMP(kTimestamp), RD_KAFKA_V_HEADERS(headers),
                                RD_KAFKA_V_END),
              RD_KAFKA_RESP_ERR_NO_ERROR);
  }

  Message Next() {
    MessageHandle message(rd_kafka_consumer_poll(reader_.get(), kTimeoutMs));
    if (!message || message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      throw std::runtime_error("no message came");
    }
    return WrapMessage(std::move(message));
  }

  MockCluster cluster_;
  ClientHandle reader_ = MakeClient(cluster_, RD_KAFKA_CONSUMER, {{"group.id", "group"}});
};

TEST_F(KafkaMessageTest, HoldsAllOfAMessage) {
  const Message message = Next();
  EXPECT_EQ(message.topic, "raw");
  EXPECT_EQ(message.partition, 2);
  EXPECT_EQ(message.offset, 0);
  EXPECT_EQ(message.timestamp_ms, kTimestamp);
  EXPECT_EQ(message.key, "key");
  EXPECT_EQ(message.value, "value");
  EXPECT_THAT(message.buffer->headers(),
              ElementsAre(Header{"name", "value"}, Header{"empty", ""},
                          Header{"none", std::nullopt}, Header{"name", std::string("b\0b", 3)}));
}

TEST_F(KafkaMessageTest, TellsEmptyFromAbsent) {
  (void)Next();
  const Message empty = Next();
  EXPECT_EQ(empty.key, "");
  EXPECT_EQ(empty.value, "");
  EXPECT_THAT(empty.buffer->headers(), IsEmpty());
  const Message absent = Next();
  EXPECT_EQ(absent.key, std::nullopt);
  EXPECT_EQ(absent.value, std::nullopt);
}

}  // namespace
}  // namespace cablestream
