#include "kafka/types.h"

namespace cablestream {

std::string ToString(const TopicPartition& partition) {
  return partition.topic + "[" + std::to_string(partition.partition) + "]";
}

}  // namespace cablestream
