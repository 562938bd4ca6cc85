// Owners for librdkafka's C objects: each is freed by the call its maker asks for.
#pragma once

#include <librdkafka/rdkafka.h>

#include <memory>
#include <span>
#include <string>

#include "common/result.h"
#include "kafka/types.h"

namespace cablestream {

template <typename T, void (*kFree)(T*)>
struct HandleDeleter {
  void operator()(T* handle) const { kFree(handle); }
};

template <typename T, void (*kFree)(T*)>
using Handle = std::unique_ptr<T, HandleDeleter<T, kFree>>;

using ClientHandle = Handle<rd_kafka_t, rd_kafka_destroy>;
using ConfHandle = Handle<rd_kafka_conf_t, rd_kafka_conf_destroy>;
using TopicHandle = Handle<rd_kafka_topic_t, rd_kafka_topic_destroy>;
using MessageHandle = Handle<rd_kafka_message_t, rd_kafka_message_destroy>;
using HeadersHandle = Handle<rd_kafka_headers_t, rd_kafka_headers_destroy>;
using ErrorHandle = Handle<rd_kafka_error_t, rd_kafka_error_destroy>;
using QueueHandle = Handle<rd_kafka_queue_t, rd_kafka_queue_destroy>;
using EventHandle = Handle<rd_kafka_event_t, rd_kafka_event_destroy>;
using AdminOptionsHandle = Handle<rd_kafka_AdminOptions_t, rd_kafka_AdminOptions_destroy>;
using NewTopicHandle = Handle<rd_kafka_NewTopic_t, rd_kafka_NewTopic_destroy>;
using DeleteTopicHandle = Handle<rd_kafka_DeleteTopic_t, rd_kafka_DeleteTopic_destroy>;
using DeleteGroupHandle = Handle<rd_kafka_DeleteGroup_t, rd_kafka_DeleteGroup_destroy>;
using DeleteRecordsHandle = Handle<rd_kafka_DeleteRecords_t, rd_kafka_DeleteRecords_destroy>;
using AlterOffsetsHandle =
    Handle<rd_kafka_AlterConsumerGroupOffsets_t, rd_kafka_AlterConsumerGroupOffsets_destroy>;
using ConfigResourceHandle = Handle<rd_kafka_ConfigResource_t, rd_kafka_ConfigResource_destroy>;
using GroupMetadataHandle =
    Handle<rd_kafka_consumer_group_metadata_t, rd_kafka_consumer_group_metadata_destroy>;
using PartitionListHandle =
    Handle<rd_kafka_topic_partition_list_t, rd_kafka_topic_partition_list_destroy>;

[[nodiscard]] PartitionListHandle NewPartitionList(size_t capacity);

// Adds a partition; the offset is librdkafka's "invalid" until it is set.
rd_kafka_topic_partition_t* AddPartition(rd_kafka_topic_partition_list_t* list,
                                         const TopicPartition& partition);

// Offsets with their metadata; `client` is whoever sends them.
[[nodiscard]] PartitionListHandle ToPartitionList(rd_kafka_t* client,
                                                  std::span<const OffsetCommit> offsets);

[[nodiscard]] std::vector<TopicPartition> ToPartitions(const rd_kafka_topic_partition_list_t* list);

// Makes a client and takes over `conf`. Fails with kInvalidArgument: librdkafka's own words.
[[nodiscard]] Result<ClientHandle> NewClient(rd_kafka_type_t type, ConfHandle conf);

}  // namespace cablestream
