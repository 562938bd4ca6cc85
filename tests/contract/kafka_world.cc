#include "kafka_world.h"

#include <unistd.h>

#include <cstdlib>
#include <stdexcept>

#include "kafka/topic_admin.h"

namespace cablestream {
namespace {

constexpr int kTimeoutMs = 30'000;

void Must(rd_kafka_error_t* raw) {
  const ErrorHandle error(raw);
  if (error) throw std::runtime_error(rd_kafka_error_string(error.get()));
}

void Must(rd_kafka_resp_err_t error) {
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) throw std::runtime_error(rd_kafka_err2str(error));
}

ClientHandle NewTestClient(rd_kafka_type_t type, const Properties& properties) {
  return Must(NewClient(type, Must(MakeConf(TestBrokers(), type, {}, properties))));
}

}  // namespace

ClientConfig TestBrokers() {
  const char* brokers = std::getenv("CABLESTREAM_TEST_BROKERS");
  if (brokers == nullptr) throw std::runtime_error("Run this under tests/contract/with_kafka");
  ClientConfig config;
  config.brokers = brokers;
  return config;
}

std::string Unique(std::string_view what) {
  static int serial = 0;
  return std::string(what) + "-" + std::to_string(getpid()) + "-" + std::to_string(++serial);
}

std::string MakeTopic(std::string_view what, int32_t partitions,
                      const std::map<std::string, std::string>& config) {
  TopicAdmin admin = Must(TopicAdmin::Connect(TestBrokers(), kPatience));
  const std::string name = Unique(what);
  Must(admin.CreateTopic({name, partitions, 1, config}));
  return name;
}

void Await(std::string_view what, const std::function<bool()>& step) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (!step()) {
    if (std::chrono::steady_clock::now() > deadline) {
      throw std::runtime_error("Waited in vain for " + std::string(what));
    }
  }
}

void Must(const Status& status) {
  if (!status) throw std::runtime_error(status.error().message);
}

std::string Words(const Error& error) {
  return std::string(ErrorCodeName(error.code)) + ": " + error.message;
}

std::vector<std::string> MembersOf(const std::string& group) {
  const ClientHandle client = NewTestClient(RD_KAFKA_CONSUMER, {});
  const rd_kafka_group_list* list = nullptr;
  Must(rd_kafka_list_groups(client.get(), group.c_str(), &list, kTimeoutMs));
  std::vector<std::string> members;
  for (int i = 0; i < list->group_cnt; ++i) {
    for (int j = 0; j < list->groups[i].member_cnt; ++j) {
      members.emplace_back(list->groups[i].members[j].member_id);
    }
  }
  rd_kafka_group_list_destroy(list);
  return members;
}

std::string Line(const Message& message) {
  return std::to_string(message.offset) + "=" + std::string(message.value.value_or("(null)"));
}

Writer::Writer(const std::string& transactional_id)
    : client_(NewTestClient(RD_KAFKA_PRODUCER,
                            transactional_id.empty()
                                ? Properties{{"linger.ms", "0"}}
                                : Properties{{"linger.ms", "0"},
                                             {"retry.backoff.ms", "20"},
                                             {"transactional.id", transactional_id}})) {
  if (!transactional_id.empty()) Must(rd_kafka_init_transactions(client_.get(), kTimeoutMs));
}

void Writer::Begin() {
  Must(rd_kafka_begin_transaction(client_.get()));
}

void Writer::Write(const TopicPartition& partition, const std::vector<std::string>& values) {
  for (const std::string& value : values) {
    Must(rd_kafka_producev(
        client_.get(), RD_KAFKA_V_TOPIC(partition.topic.c_str()),
        RD_KAFKA_V_PARTITION(partition.partition), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
        RD_KAFKA_V_VALUE(const_cast<char*>(value.data()), value.size()), RD_KAFKA_V_END));
  }
  Must(rd_kafka_flush(client_.get(), kTimeoutMs));
}

void Writer::Commit() {
  Must(rd_kafka_commit_transaction(client_.get(), kTimeoutMs));
}

void Writer::Abort() {
  Must(rd_kafka_abort_transaction(client_.get(), kTimeoutMs));
}

CommittedLog ReadCommitted(const TopicPartition& partition) {
  const auto reader = Must(KafkaLogReader::Create(TestBrokers(), Unique("reader")));
  const LogPosition start{partition, 0};
  Must(reader->Open({&start, 1}));
  CommittedLog read;
  Await("the end of " + ToString(partition), [&] {
    const LogEvent event = Must(reader->Next());
    if (const auto* message = std::get_if<Message>(&event)) read.lines.push_back(Line(*message));
    const auto* end = std::get_if<PartitionEnd>(&event);
    if (end != nullptr) read.end = end->offset;
    return end != nullptr;
  });
  return read;
}

Member::Member(const std::string& group, const std::vector<std::string>& topics,
               const std::string& instance_id) {
  KafkaSourceOptions options;
  options.client = TestBrokers();
  options.client.consumer = {{"session.timeout.ms", "30000"}, {"heartbeat.interval.ms", "200"}};
  options.group = group;
  options.instance_id = instance_id;
  options.topics = topics;
  source_ = Must(KafkaSource::Create(std::move(options), stop_));
}

Error Member::AwaitError() {
  std::optional<Error> error;
  Await("an error", [&] {
    const Result<SourceEvent> event = Next();
    if (!event) error = event.error();
    return error.has_value();
  });
  return *error;
}

Lines Member::ReadTo(std::map<TopicPartition, int64_t> ends) {
  Lines lines;
  Await("the ends", [&] {
    const SourceEvent event = Must(Next());
    if (const auto* message = std::get_if<Message>(&event)) {
      lines[{std::string(message->topic), message->partition}].push_back(Line(*message));
    }
    if (const auto* end = std::get_if<PartitionEnd>(&event)) {
      const auto found = ends.find(end->partition);
      if (found != ends.end() && end->offset >= found->second) ends.erase(found);
    }
    return ends.empty();
  });
  return lines;
}

}  // namespace cablestream
