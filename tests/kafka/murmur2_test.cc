#include "kafka/murmur2.h"

#include <gtest/gtest.h>
#include <librdkafka/rdkafka.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace cablestream {
namespace {

struct Known {
  std::string_view key;
  int32_t hash;  // of org.apache.kafka.common.utils.Utils.murmur2
};

TEST(Murmur2Test, IsKafkas) {
  for (const Known& known : {
           Known{"21", -973932308},
           {"foobar", -790332482},
           {"a-little-bit-long-string", -985981536},
           {"a-little-bit-longer-string", -1486304829},
           {"lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971},
           {"abc", 479470107},
           {"", 275646681},
       }) {
    EXPECT_EQ(static_cast<int32_t>(Murmur2(known.key)), known.hash) << known.key;
  }
}

// Bytes above ASCII among them, and every length of a last, unfinished word.
TEST(Murmur2Test, FindsThePartitionThatLibrdkafkaFinds) {
  constexpr int32_t kPartitions = 1'000'003;
  std::string key;
  for (int byte = 0; byte < 256; ++byte) {
    key += static_cast<char>(byte * 37);
    EXPECT_EQ(PartitionOf(key, kPartitions),
              rd_kafka_msg_partitioner_murmur2(nullptr, key.data(), key.size(), kPartitions,
                                               nullptr, nullptr))
        << key.size() << " bytes";
  }
}

// Kafka clears the sign: it does not take the absolute value.
TEST(Murmur2Test, FindsKafkasPartition) {
  EXPECT_EQ(PartitionOf("21", 1000), (-973932308 & 0x7fffffff) % 1000);
  EXPECT_EQ(PartitionOf("abc", 1000), 479470107 % 1000);
  EXPECT_EQ(PartitionOf("abc", 1), 0);
}

}  // namespace
}  // namespace cablestream
