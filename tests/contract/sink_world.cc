#include "sink_world.h"

namespace cablestream {

KafkaSinkOptions SinkWorld::Options(const std::string& transactional_id) const {
  constexpr int64_t kDefault = 1'048'588;  // Kafka's max.message.bytes
  KafkaSinkOptions options;
  options.client = TestBrokers();
  options.transactional_id = transactional_id;
  options.topics = {records_, "", claims_, home_};
  options.max_message_bytes = {kMaxMessageBytes, 0, kDefault, kDefault};
  return options;
}

testing::AssertionResult SinkWorld::Renewed(KafkaSink& sink) {
  Status renewed;
  Await("a producer", [&] {
    renewed = sink.Renew();
    return renewed || renewed.error().code != ErrorCode::kRetry;
  });
  if (renewed) return testing::AssertionSuccess();
  return testing::AssertionFailure() << Words(renewed.error());
}

Output SinkWorld::To(OutputTopic topic, int32_t partition, std::string_view value) {
  Output output;
  output.topic = topic;
  output.partition = partition;
  output.value = value;
  return output;
}

GroupMetadata SinkWorld::JoinGroup() {
  member_ = NewMember();
  return member_->AwaitAssigned().membership;
}

std::unique_ptr<Member> SinkWorld::NewMember(const std::string& instance_id) const {
  return std::make_unique<Member>(group_, std::vector{raw_}, instance_id);
}

Result<std::vector<CommittedOffset>> SinkWorld::AskCommitted() const {
  const std::vector<TopicPartition> partitions = {raw(0), raw(1)};
  return reader_->Committed(partitions);
}

std::vector<CommittedOffset> SinkWorld::AwaitCommitted() const {
  std::vector<CommittedOffset> offsets;
  Await("stable offsets", [&] {
    Result<std::vector<CommittedOffset>> answer = AskCommitted();
    if (answer) offsets = *std::move(answer);
    return !offsets.empty();
  });
  return offsets;
}

std::vector<Message> SinkWorld::ReadMessages(const TopicPartition& partition, size_t count) {
  const auto reader = Must(KafkaLogReader::Create(TestBrokers(), Unique("reader")));
  const LogPosition start{partition, 0};
  Must(reader->Open({&start, 1}));
  std::vector<Message> messages;
  Await("messages", [&] {
    LogEvent event = Must(reader->Next());
    if (auto* message = std::get_if<Message>(&event)) messages.push_back(std::move(*message));
    return messages.size() == count;
  });
  return messages;
}

}  // namespace cablestream
