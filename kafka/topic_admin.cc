#include "kafka/topic_admin.h"

#include <algorithm>
#include <array>
#include <thread>

#include "kafka/broker_faults.h"
#include "kafka/call_thread.h"
#include "kafka/error_class.h"
#include "kafka/log_ends.h"

namespace cablestream {
namespace {

constexpr std::chrono::milliseconds kTopicPoll{20};
constexpr std::chrono::milliseconds kFirstSlice{250};
constexpr std::chrono::milliseconds kCoordinatorPause{100};
constexpr std::chrono::seconds kDestroyLimit{3};
constexpr int kLongestMs = 3'600'000;  // that a request may be told to wait

using MetadataHandle =
    std::unique_ptr<const rd_kafka_metadata_t, void (*)(const rd_kafka_metadata_t*)>;

// What was not answered may be asked again; what is denied will not change.
ErrorCode ReachError(rd_kafka_resp_err_t error) {
  return IsDenied(error) ? ErrorCode::kUnavailable : ErrorCode::kRetry;
}

// Offsets that come from no member are refused while the group has any.
ErrorCode OffsetError(rd_kafka_resp_err_t error) {
  switch (error) {
    case RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID:
    case RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION:
    case RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS:
    case RD_KAFKA_RESP_ERR_NON_EMPTY_GROUP:
      return ErrorCode::kRefused;
    default:
      return ReachError(error);
  }
}

// `fine`: what a result may be besides.
Status CheckTopicResults(const rd_kafka_topic_result_t* const* topics, size_t count,
                         rd_kafka_resp_err_t fine, const std::string& what,
                         const std::string& right) {
  for (size_t i = 0; i < count; ++i) {
    const rd_kafka_resp_err_t error = rd_kafka_topic_result_error(topics[i]);
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR || error == fine) continue;
    const char* reason = rd_kafka_topic_result_error_string(topics[i]);
    return Fail(NeedingRight({ErrorCode::kUnavailable,
                              what + ": " + (reason == nullptr ? rd_kafka_err2str(error) : reason)},
                             error, right));
  }
  return {};
}

// librdkafka times a question to a group's coordinator out, and sends it all the same once it has
// found the coordinator; then an assertion ends the process (2.0 to 2.15). So such a question is
// left to be answered, however late, and no other one is asked before.
bool AsksCoordinator(rd_kafka_admin_op_t op) {
  return op == RD_KAFKA_ADMIN_OP_DESCRIBECONSUMERGROUPS ||
         op == RD_KAFKA_ADMIN_OP_ALTERCONSUMERGROUPOFFSETS || op == RD_KAFKA_ADMIN_OP_DELETEGROUPS;
}

// Waits for a question that is left to be answered: past the limit that goes on alone.
void Destroy(rd_kafka_t* client, const std::shared_ptr<BrokerFaults>& faults) {
  CallThread closer;
  (void)closer.Run([client, faults] { rd_kafka_destroy(client); }, kDestroyLimit);
}

// A known fault of librdkafka, which a right password doesn't get past.
std::string ScramHint(const std::string& reason) {
  constexpr int kMended = 0x02060100;
  if (rd_kafka_version() >= kMended || reason.find("SCRAM") == std::string::npos) return "";
  return std::string("; besides, librdkafka ") + rd_kafka_version_str() +
         " can't log in to Kafka 4 by SCRAM, only 2.6.1 and later can: use PLAIN over TLS, or a "
         "certificate";
}

// What refuses the client would do so for ever, and is told at once: so it asks in slices, and
// looks between them.
Status AwaitBroker(rd_kafka_t* client, const std::string& brokers, const BrokerFaults& faults,
                   std::chrono::milliseconds timeout) {
  const auto give_up = std::chrono::steady_clock::now() + timeout;
  for (auto slice = kFirstSlice;; slice *= 2) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(give_up - std::chrono::steady_clock::now());
    const rd_kafka_metadata_t* metadata = nullptr;
    const auto limit = std::clamp(left, std::chrono::milliseconds(0), slice);
    const rd_kafka_resp_err_t error = rd_kafka_metadata(client, /*all_topics=*/0, nullptr,
                                                        &metadata, static_cast<int>(limit.count()));
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) {
      rd_kafka_metadata_destroy(metadata);
      return {};
    }
    rd_kafka_poll(client, static_cast<int>(kTopicPoll.count()));
    if (faults.is_denial()) {
      return Fail(ErrorCode::kUnavailable, "No way in at " + brokers +
                                               " (see the security properties under kafka:): " +
                                               faults.last() + ScramHint(faults.last()));
    }
    if (left > slice) continue;
    Error no_answer = MakeError(ReachError(error),
                                "No broker answers at " + brokers +
                                    " (set --brokers, or the security properties under kafka:)",
                                error);
    if (!faults.last().empty()) no_answer.message += "; " + faults.last();
    return Fail(std::move(no_answer));
  }
}

}  // namespace

TopicAdmin::TopicAdmin(ClientHandle client, const std::shared_ptr<BrokerFaults>& faults,
                       std::chrono::milliseconds timeout)
    : client_(client.release(), [faults](rd_kafka_t* handle) { Destroy(handle, faults); }),
      timeout_(timeout) {}

Result<TopicAdmin> TopicAdmin::Connect(const ClientConfig& config,
                                       std::chrono::milliseconds timeout) {
  // A producer that asks about a topic lets the broker make it.
  Result<ConfHandle> conf =
      MakeConf(config, RD_KAFKA_CONSUMER, {}, {{"allow.auto.create.topics", "false"}});
  if (!conf) return Fail(conf.error());
  const std::shared_ptr<BrokerFaults> faults = BrokerFaults::AddTo(conf->get());
  Result<ClientHandle> client = NewClient(RD_KAFKA_CONSUMER, std::move(*conf));
  if (!client) return Fail(client.error());
  TopicAdmin admin(std::move(*client), faults, timeout);
  Status answered = AwaitBroker(admin.client_.get(), config.brokers, *faults, timeout);
  if (!answered) return Fail(answered.error());
  return admin;
}

Result<std::optional<int32_t>> TopicAdmin::PartitionCount(const std::string& topic) {
  const TopicHandle handle(rd_kafka_topic_new(client_.get(), topic.c_str(), nullptr));
  if (!handle) {
    return Fail(ErrorCode::kInvalidArgument, "\"" + topic + "\" is no name for a topic");
  }
  const rd_kafka_metadata_t* raw = nullptr;
  const rd_kafka_resp_err_t asked = rd_kafka_metadata(client_.get(), /*all_topics=*/0, handle.get(),
                                                      &raw, static_cast<int>(timeout_.count()));
  if (asked != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return Fail(MakeError(ReachError(asked), "Asking about topic " + topic, asked));
  }
  const MetadataHandle metadata(raw, &rd_kafka_metadata_destroy);
  const rd_kafka_metadata_topic_t& answer = metadata->topics[0];
  if (answer.err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART ||
      answer.err == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC) {
    return std::optional<int32_t>();
  }
  if (answer.err != RD_KAFKA_RESP_ERR_NO_ERROR &&
      answer.err != RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE) {
    return Fail(NeedingRight(MakeError(ReachError(answer.err), "Topic " + topic, answer.err),
                             answer.err, "DESCRIBE on topic " + topic));
  }
  return std::optional<int32_t>(answer.partition_cnt);
}

Result<std::vector<std::string>> TopicAdmin::Topics() {
  const rd_kafka_metadata_t* raw = nullptr;
  const rd_kafka_resp_err_t asked = rd_kafka_metadata(client_.get(), /*all_topics=*/1, nullptr,
                                                      &raw, static_cast<int>(timeout_.count()));
  if (asked != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return Fail(MakeError(ReachError(asked), "Asking for the topics", asked));
  }
  const MetadataHandle metadata(raw, &rd_kafka_metadata_destroy);
  std::vector<std::string> topics;
  for (int i = 0; i < metadata->topic_cnt; ++i) topics.emplace_back(metadata->topics[i].topic);
  return topics;
}

Result<int64_t> TopicAdmin::OffsetAt(const TopicPartition& partition, int64_t time_ms) {
  const PartitionListHandle list = NewPartitionList(1);
  rd_kafka_topic_partition_t& entry = *AddPartition(list.get(), partition);
  entry.offset = time_ms;
  const std::string what = "Looking for a time in " + ToString(partition);
  const auto limit_ms = static_cast<int>(timeout_.count());
  rd_kafka_resp_err_t error = rd_kafka_offsets_for_times(client_.get(), list.get(), limit_ms);
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) error = entry.err;
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return Fail(MakeError(ReachError(error), what, error));
  if (entry.offset >= 0) return entry.offset;
  LogEnds ends;
  error = QueryLogEnds(client_.get(), partition, timeout_, ends);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return Fail(MakeError(ReachError(error), what, error));
  return ends.high;
}

Result<EventHandle> TopicAdmin::Await(
    const std::string& what, rd_kafka_admin_op_t op,
    const std::function<void(const rd_kafka_AdminOptions_t*, rd_kafka_queue_t*)>& start) {
  const auto limit_ms = static_cast<int>(timeout_.count());
  const Error no_answer{ErrorCode::kRetry, what + ": no answer from the brokers"};
  if (unanswered_ && !EventHandle(rd_kafka_queue_poll(unanswered_.get(), limit_ms))) {
    return Fail(no_answer);
  }
  unanswered_.reset();
  const AdminOptionsHandle options(rd_kafka_AdminOptions_new(client_.get(), op));
  const bool waits = AsksCoordinator(op);
  char reason[256];
  if (rd_kafka_AdminOptions_set_request_timeout(options.get(), waits ? kLongestMs : limit_ms,
                                                reason,
                                                sizeof reason) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return Fail(ErrorCode::kInternal, what + ": " + reason);
  }
  QueueHandle queue(rd_kafka_queue_new(client_.get()));
  start(options.get(), queue.get());
  EventHandle event(rd_kafka_queue_poll(queue.get(), waits ? limit_ms : limit_ms + 1000));
  if (!event) {
    if (waits) unanswered_ = std::move(queue);
    return Fail(no_answer);
  }
  if (const auto error = rd_kafka_event_error(event.get()); error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return Fail(ReachError(error), what + ": " + rd_kafka_event_error_string(event.get()));
  }
  return event;
}

Result<std::map<std::string, std::string>> TopicAdmin::TopicConfig(const std::string& topic) {
  const ConfigResourceHandle resource(
      rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic.c_str()));
  const std::string what = "Describing the settings of topic " + topic;
  const Result<EventHandle> event =
      Await(what, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, [&](const auto* options, auto* queue) {
        std::array<rd_kafka_ConfigResource_t*, 1> resources = {resource.get()};
        rd_kafka_DescribeConfigs(client_.get(), resources.data(), resources.size(), options, queue);
      });
  if (!event) return Fail(event.error());

  size_t count = 0;
  const rd_kafka_ConfigResource_t** answers = rd_kafka_DescribeConfigs_result_resources(
      rd_kafka_event_DescribeConfigs_result(event->get()), &count);
  std::map<std::string, std::string> settings;
  for (size_t i = 0; i < count; ++i) {
    if (rd_kafka_ConfigResource_error(answers[i]) != RD_KAFKA_RESP_ERR_NO_ERROR) {
      const char* reason = rd_kafka_ConfigResource_error_string(answers[i]);
      return Fail(NeedingRight(
          {ErrorCode::kUnavailable, what + ": " + (reason == nullptr ? "refused" : reason)},
          rd_kafka_ConfigResource_error(answers[i]), "DESCRIBE_CONFIGS on topic " + topic));
    }
    size_t entries = 0;
    const rd_kafka_ConfigEntry_t** entry = rd_kafka_ConfigResource_configs(answers[i], &entries);
    for (size_t j = 0; j < entries; ++j) {
      const char* value = rd_kafka_ConfigEntry_value(entry[j]);
      settings[rd_kafka_ConfigEntry_name(entry[j])] = value == nullptr ? "" : value;
    }
  }
  return settings;
}

// A broker that has just started does not coordinate the group yet.
Result<GroupDescription> TopicAdmin::DescribeGroup(const std::string& group) {
  const auto give_up = std::chrono::steady_clock::now() + timeout_;
  while (true) {
    Result<GroupDescription> description = AskAboutGroup(group);
    if (description || description.error().code != ErrorCode::kRetry ||
        std::chrono::steady_clock::now() > give_up) {
      return description;
    }
    std::this_thread::sleep_for(kCoordinatorPause);
  }
}

Result<GroupDescription> TopicAdmin::AskAboutGroup(const std::string& group) {
  const std::string what = "Describing group " + group;
  const Result<EventHandle> event =
      Await(what, RD_KAFKA_ADMIN_OP_DESCRIBECONSUMERGROUPS, [&](const auto* options, auto* queue) {
        std::array<const char*, 1> groups = {group.c_str()};
        rd_kafka_DescribeConsumerGroups(client_.get(), groups.data(), groups.size(), options,
                                        queue);
      });
  if (!event) return Fail(event.error());
  size_t count = 0;
  const rd_kafka_ConsumerGroupDescription_t** groups =
      rd_kafka_DescribeConsumerGroups_result_groups(
          rd_kafka_event_DescribeConsumerGroups_result(event->get()), &count);
  if (count == 0) return Fail(ErrorCode::kRetry, what + ": no answer");
  if (const auto* error = rd_kafka_ConsumerGroupDescription_error(groups[0])) {
    const rd_kafka_resp_err_t code = rd_kafka_error_code(error);
    return Fail(
        NeedingRight(MakeError(ReachError(code), what, error), code, "DESCRIBE on group " + group));
  }
  GroupDescription description;
  description.stable =
      rd_kafka_ConsumerGroupDescription_state(groups[0]) == RD_KAFKA_CONSUMER_GROUP_STATE_STABLE;
  const size_t members = rd_kafka_ConsumerGroupDescription_member_count(groups[0]);
  for (size_t i = 0; i < members; ++i) {
    const auto* member = rd_kafka_ConsumerGroupDescription_member(groups[0], i);
    const auto* assignment = rd_kafka_MemberDescription_assignment(member);
    const auto* partitions =
        assignment == nullptr ? nullptr : rd_kafka_MemberAssignment_partitions(assignment);
    description.members.push_back(
        {rd_kafka_MemberDescription_consumer_id(member),
         partitions == nullptr ? std::vector<TopicPartition>() : ToPartitions(partitions)});
  }
  return description;
}

Status TopicAdmin::CreateTopic(const TopicSpec& spec) {
  char reason[256];
  const NewTopicHandle topic(rd_kafka_NewTopic_new(spec.name.c_str(), spec.partitions,
                                                   spec.replication_factor, reason, sizeof reason));
  if (!topic) {
    return Fail(ErrorCode::kInvalidArgument, "Topic " + spec.name + ": " + reason);
  }
  for (const auto& [name, value] : spec.config) {
    rd_kafka_NewTopic_set_config(topic.get(), name.c_str(), value.c_str());
  }
  const std::string what = "Making topic " + spec.name;
  const Result<EventHandle> event =
      Await(what, RD_KAFKA_ADMIN_OP_CREATETOPICS, [&](const auto* options, auto* queue) {
        std::array<rd_kafka_NewTopic_t*, 1> topics = {topic.get()};
        rd_kafka_CreateTopics(client_.get(), topics.data(), topics.size(), options, queue);
      });
  if (!event) return Fail(event.error());
  size_t count = 0;
  const rd_kafka_topic_result_t** results =
      rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event->get()), &count);
  if (Status checked = CheckTopicResults(results, count, RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS,
                                         what, "CREATE on topic " + spec.name);
      !checked) {
    return checked;
  }
  return AwaitTopic(spec.name);
}

Status TopicAdmin::DeleteBelow(const std::map<TopicPartition, int64_t>& heads) {
  const PartitionListHandle list = NewPartitionList(heads.size());
  for (const auto& [partition, offset] : heads) {
    AddPartition(list.get(), partition)->offset = offset;
  }
  const DeleteRecordsHandle request(rd_kafka_DeleteRecords_new(list.get()));
  const std::string what = "Deleting messages";
  const Result<EventHandle> event =
      Await(what, RD_KAFKA_ADMIN_OP_DELETERECORDS, [&](const auto* options, auto* queue) {
        std::array<rd_kafka_DeleteRecords_t*, 1> requests = {request.get()};
        rd_kafka_DeleteRecords(client_.get(), requests.data(), requests.size(), options, queue);
      });
  if (!event) return Fail(event.error());
  const rd_kafka_topic_partition_list_t* done =
      rd_kafka_DeleteRecords_result_offsets(rd_kafka_event_DeleteRecords_result(event->get()));
  for (int i = 0; i < done->cnt; ++i) {
    const rd_kafka_topic_partition_t& entry = done->elems[i];
    if (entry.err == RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    const std::string of = what + " of " + ToString({entry.topic, entry.partition});
    return Fail(NeedingRight(MakeError(ReachError(entry.err), of, entry.err), entry.err,
                             std::string("DELETE on topic ") + entry.topic));
  }
  return {};
}

Status TopicAdmin::DeleteTopic(const std::string& topic) {
  const DeleteTopicHandle request(rd_kafka_DeleteTopic_new(topic.c_str()));
  const std::string what = "Deleting topic " + topic;
  const Result<EventHandle> event =
      Await(what, RD_KAFKA_ADMIN_OP_DELETETOPICS, [&](const auto* options, auto* queue) {
        std::array<rd_kafka_DeleteTopic_t*, 1> topics = {request.get()};
        rd_kafka_DeleteTopics(client_.get(), topics.data(), topics.size(), options, queue);
      });
  if (!event) return Fail(event.error());
  size_t count = 0;
  const rd_kafka_topic_result_t** results =
      rd_kafka_DeleteTopics_result_topics(rd_kafka_event_DeleteTopics_result(event->get()), &count);
  return CheckTopicResults(results, count, RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, what,
                           "DELETE on topic " + topic);
}

Status TopicAdmin::DeleteGroup(const std::string& group) {
  const DeleteGroupHandle request(rd_kafka_DeleteGroup_new(group.c_str()));
  const std::string what = "Deleting group " + group;
  const Result<EventHandle> event =
      Await(what, RD_KAFKA_ADMIN_OP_DELETEGROUPS, [&](const auto* options, auto* queue) {
        std::array<rd_kafka_DeleteGroup_t*, 1> groups = {request.get()};
        rd_kafka_DeleteGroups(client_.get(), groups.data(), groups.size(), options, queue);
      });
  if (!event) return Fail(event.error());
  size_t count = 0;
  const rd_kafka_group_result_t** groups =
      rd_kafka_DeleteGroups_result_groups(rd_kafka_event_DeleteGroups_result(event->get()), &count);
  if (count == 0) return Fail(ErrorCode::kRetry, what + ": no answer");
  const rd_kafka_error_t* error = rd_kafka_group_result_error(groups[0]);
  if (error == nullptr || rd_kafka_error_code(error) == RD_KAFKA_RESP_ERR_GROUP_ID_NOT_FOUND) {
    return {};
  }
  const rd_kafka_resp_err_t code = rd_kafka_error_code(error);
  return Fail(
      NeedingRight(MakeError(OffsetError(code), what, error), code, "DELETE on group " + group));
}

Status TopicAdmin::CommitOffsets(const std::string& group, std::span<const OffsetCommit> offsets) {
  const PartitionListHandle list = ToPartitionList(client_.get(), offsets);
  const AlterOffsetsHandle request(
      rd_kafka_AlterConsumerGroupOffsets_new(group.c_str(), list.get()));
  const std::string what = "Setting the offsets of group " + group;
  const Result<EventHandle> event = Await(
      what, RD_KAFKA_ADMIN_OP_ALTERCONSUMERGROUPOFFSETS, [&](const auto* options, auto* queue) {
        std::array<rd_kafka_AlterConsumerGroupOffsets_t*, 1> requests = {request.get()};
        rd_kafka_AlterConsumerGroupOffsets(client_.get(), requests.data(), requests.size(), options,
                                           queue);
      });
  if (!event) return Fail(event.error());
  size_t count = 0;
  const rd_kafka_group_result_t** groups = rd_kafka_AlterConsumerGroupOffsets_result_groups(
      rd_kafka_event_AlterConsumerGroupOffsets_result(event->get()), &count);
  if (count == 0) return Fail(ErrorCode::kRetry, what + ": no answer");
  if (const rd_kafka_error_t* error = rd_kafka_group_result_error(groups[0])) {
    const rd_kafka_resp_err_t code = rd_kafka_error_code(error);
    return Fail(
        NeedingRight(MakeError(OffsetError(code), what, error), code, "READ on group " + group));
  }
  const rd_kafka_topic_partition_list_t* set = rd_kafka_group_result_partitions(groups[0]);
  for (int i = 0; i < set->cnt; ++i) {
    const rd_kafka_topic_partition_t& entry = set->elems[i];
    if (entry.err == RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    return Fail(NeedingRight(MakeError(OffsetError(entry.err), what, entry.err), entry.err,
                             std::string("READ on topic ") + entry.topic));
  }
  return {};
}

// A topic that was just made is not known to every broker yet.
Status TopicAdmin::AwaitTopic(const std::string& topic) {
  const auto give_up = std::chrono::steady_clock::now() + timeout_;
  while (true) {
    const Result<std::optional<int32_t>> count = PartitionCount(topic);
    if (!count) return Fail(count.error());
    if (*count && **count > 0) return {};
    if (std::chrono::steady_clock::now() > give_up) {
      return Fail(ErrorCode::kUnavailable, "Topic " + topic + " was made, but no broker knows it");
    }
    std::this_thread::sleep_for(kTopicPoll);
  }
}

}  // namespace cablestream
