// A sink's topics, and a group whose offsets it commits.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "kafka_world.h"
#include "producer/kafka_sink.h"

namespace cablestream {

inline constexpr int kMaxMessageBytes = 20'000;  // of the records topic

class SinkWorld : public testing::Test {
 protected:
  // Where a sink with this transactional ID writes: two partitions each; no dead letters.
  [[nodiscard]] KafkaSinkOptions Options(const std::string& transactional_id) const;

  // Whether a sink got its producer in time.
  [[nodiscard]] static testing::AssertionResult Renewed(KafkaSink& sink);

  // `value` must outlive the output.
  [[nodiscard]] static Output To(OutputTopic topic, int32_t partition, std::string_view value);

  [[nodiscard]] TopicPartition raw(int32_t partition) const { return {raw_, partition}; }
  [[nodiscard]] TopicPartition records(int32_t partition) const { return {records_, partition}; }
  [[nodiscard]] TopicPartition claims(int32_t partition) const { return {claims_, partition}; }
  [[nodiscard]] TopicPartition home(int32_t partition) const { return {home_, partition}; }

  // The first member of the group takes all of `raw`.
  GroupMetadata JoinGroup();
  [[nodiscard]] std::unique_ptr<Member> NewMember(const std::string& instance_id = "") const;

  // The group's offsets of both partitions of `raw`.
  [[nodiscard]] Result<std::vector<CommittedOffset>> AskCommitted() const;
  [[nodiscard]] std::vector<CommittedOffset> AwaitCommitted() const;

  // The first `count` committed messages.
  [[nodiscard]] static std::vector<Message> ReadMessages(const TopicPartition& partition,
                                                         size_t count);

  std::unique_ptr<Member> member_;

 private:
  const std::string raw_ = MakeTopic("raw", 2);
  const std::string records_ =
      MakeTopic("records", 2, {{"max.message.bytes", std::to_string(kMaxMessageBytes)}});
  const std::string claims_ = MakeTopic("claims", 2);
  const std::string home_ = MakeTopic("home", 2, {{"retention.ms", "-1"}});
  const std::string group_ = Unique("group");
  std::unique_ptr<KafkaLogReader> reader_ = Must(KafkaLogReader::Create(TestBrokers(), group_));
};

}  // namespace cablestream
