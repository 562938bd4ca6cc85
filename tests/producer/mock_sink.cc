#include "mock_sink.h"

#include <stdexcept>

namespace cablestream {

KafkaSinkOptions SinkOptions(const MockCluster& cluster) {
  KafkaSinkOptions options;
  options.client = cluster.config();
  options.client.common = {{"log_level", "0"}};
  options.transactional_id = "sink";
  options.topics = {"records", "", "claims", "home"};
  options.max_message_bytes = {1'000'000, 0, 1'000'000, 1'000'000};
  return options;
}

GroupMetadata Membership() {
  const GroupMetadataHandle metadata(
      rd_kafka_consumer_group_metadata_new_with_genid("group", 1, "member", nullptr));
  void* buffer = nullptr;
  size_t size = 0;
  const ErrorHandle error(rd_kafka_consumer_group_metadata_write(metadata.get(), &buffer, &size));
  if (error) throw std::runtime_error(rd_kafka_error_string(error.get()));
  GroupMetadata membership{{static_cast<const char*>(buffer), size}, 1, "member"};
  rd_kafka_mem_free(nullptr, buffer);
  return membership;
}

Output To(OutputTopic topic, std::string_view value) {
  Output output;
  output.topic = topic;
  output.partition = 0;
  output.value = value;
  return output;
}

Status SendOneOffset(Sink& sink) {
  const OffsetCommit offset{{"raw", 0}, 1, "metadata"};
  return sink.SendOffsets({&offset, 1}, Membership());
}

}  // namespace cablestream
