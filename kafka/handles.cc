#include "kafka/handles.h"

namespace cablestream {

PartitionListHandle NewPartitionList(size_t capacity) {
  return PartitionListHandle(rd_kafka_topic_partition_list_new(static_cast<int>(capacity)));
}

rd_kafka_topic_partition_t* AddPartition(rd_kafka_topic_partition_list_t* list,
                                         const TopicPartition& partition) {
  return rd_kafka_topic_partition_list_add(list, partition.topic.c_str(), partition.partition);
}

PartitionListHandle ToPartitionList(rd_kafka_t* client, std::span<const OffsetCommit> offsets) {
  PartitionListHandle list = NewPartitionList(offsets.size());
  for (const OffsetCommit& commit : offsets) {
    rd_kafka_topic_partition_t* entry = AddPartition(list.get(), commit.partition);
    entry->offset = commit.offset;
    // Freed with the list, by librdkafka.
    entry->metadata = rd_kafka_mem_malloc(client, commit.metadata.size());
    commit.metadata.copy(static_cast<char*>(entry->metadata), commit.metadata.size());
    entry->metadata_size = commit.metadata.size();
  }
  return list;
}

std::vector<TopicPartition> ToPartitions(const rd_kafka_topic_partition_list_t* list) {
  std::vector<TopicPartition> partitions;
  partitions.reserve(static_cast<size_t>(list->cnt));
  for (int i = 0; i < list->cnt; ++i) {
    partitions.push_back({list->elems[i].topic, list->elems[i].partition});
  }
  return partitions;
}

Result<ClientHandle> NewClient(rd_kafka_type_t type, ConfHandle conf) {
  char reason[512];
  rd_kafka_t* client = rd_kafka_new(type, conf.get(), reason, sizeof reason);
  if (client == nullptr) {
    return Fail(ErrorCode::kInvalidArgument, std::string("Kafka client: ") + reason);
  }
  (void)conf.release();  // rd_kafka_new has taken it
  if (type == RD_KAFKA_CONSUMER) rd_kafka_poll_set_consumer(client);
  return ClientHandle(client);
}

}  // namespace cablestream
