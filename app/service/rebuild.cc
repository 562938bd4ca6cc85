#include "app/service/rebuild.h"

#include <chrono>
#include <random>
#include <sstream>
#include <thread>

#include "app/service/patience.h"
#include "app/service/service.h"
#include "common/log.h"
#include "consumer/kafka_log_reader.h"
#include "kafka/topic_admin.h"
#include "pipeline/topics.h"
#include "producer/kafka_sink.h"

namespace cablestream {
namespace {

constexpr std::chrono::milliseconds kAskLimit{10'000};
// A member that has just ended keeps its seat for the session timeout, 10 s by default.
constexpr std::chrono::seconds kSeatPatience{20};

Status AwaitNoMembers(const std::string& group, TopicAdmin& admin, const RebuildHooks& hooks) {
  const auto give_up = std::chrono::steady_clock::now() + kSeatPatience;
  for (bool told = false;; told = true) {
    const Result<GroupDescription> description =
        Patiently(hooks.stop, [&] { return admin.DescribeGroup(group); });
    if (!description) return Fail(description.error());
    if (description->members.empty()) return {};
    if (hooks.stop) return Fail(ErrorCode::kRetry, "The rebuild was stopped.");
    if (std::chrono::steady_clock::now() > give_up) {
      return Fail(ErrorCode::kRefused,
                  "Group " + group + " has " + std::to_string(description->members.size()) +
                      " members (" + description->members.front().member_id +
                      " is one): stop every instance first. Nothing was changed.");
    }
    if (!told) {
      LogInfo("rebuild.waiting",
              {{"for", "the group's members to leave"}, {"members", description->members.size()}});
    }
    std::this_thread::sleep_for(kPauseBetweenQuestions);
  }
}

Result<std::vector<TopicPartition>> PartitionsOfTopic(const std::string& topic, TopicAdmin& admin) {
  const Result<std::optional<int32_t>> count = admin.PartitionCount(topic);
  if (!count) return Fail(count.error());
  std::vector<TopicPartition> partitions;
  for (int32_t i = 0; i < count->value_or(0); ++i) partitions.push_back({topic, i});
  return partitions;
}

PipelineSettings GroupSettings(const Config& config, const PreparedTopics& topics) {
  PipelineSettings settings;
  settings.raw_topics = topics.raw;
  settings.home_topic = topics.home;
  settings.claims_topic = topics.claims;
  settings.shards = topics.shards;
  settings.scope = config.dedup.scope;
  return settings;
}

uint64_t DrawName() {
  std::random_device random;
  uint64_t name = 0;
  while (name == 0) name = static_cast<uint64_t>(random()) << 32 | random();
  return name;
}

// One identity a group: a second rebuild takes over from the first.
KafkaSinkOptions SinkOptions(const Config& config, const PreparedTopics& topics) {
  constexpr auto kClaims = static_cast<size_t>(OutputTopic::kClaims);
  KafkaSinkOptions options;
  options.client = config.kafka;
  options.transactional_id = config.group + "-rebuild";
  options.topics[kClaims] = topics.claims;
  options.max_message_bytes[kClaims] = topics.max_message_bytes[kClaims];
  return options;
}

}  // namespace

Result<RebuildReport> RebuildClaims(const Config& config,
                                    const std::filesystem::path& scratch_parent,
                                    const RebuildHooks& hooks) {
  if (Status supported = RefuseUnsupported(config); !supported) return Fail(supported.error());
  Result<TopicAdmin> admin = TopicAdmin::Connect(config.kafka, kAskLimit);
  if (!admin) return Fail(admin.error());
  const auto log = KafkaLogReader::Create(config.kafka, config.group);
  if (!log) return Fail(log.error());
  if (Status alone = AwaitNoMembers(config.group, *admin, hooks); !alone) {
    return Fail(alone.error());
  }
  TopicPlan plan = PlanTopics(config, {});
  plan.remake_claims = true;
  const Result<PreparedTopics> topics =
      Patiently(hooks.stop, [&] { return PrepareTopics(plan, *admin, **log); });
  if (!topics) return Fail(topics.error());
  Result<std::vector<TopicPartition>> records =
      Patiently(hooks.stop, [&] { return PartitionsOfTopic(config.topics.records, *admin); });
  if (!records) return Fail(records.error());

  const RebuildSettings settings{GroupSettings(config, *topics), std::move(*records),
                                 scratch_parent, DrawName()};
  const RebuildActions actions{
      [&](std::span<const OffsetCommit> offsets) {
        return Patiently(hooks.stop, [&] { return admin->CommitOffsets(config.group, offsets); });
      },
      [&](const std::map<TopicPartition, int64_t>& heads) {
        return Patiently(hooks.stop, [&] { return admin->DeleteBelow(heads); });
      }};
  KafkaSink sink(SinkOptions(config, *topics));
  return Rebuild(settings, **log, sink, actions, hooks);
}

std::string RebuildText(const RebuildReport& report) {
  std::ostringstream out;
  out << report.claims << " claims made of " << report.records << " records\n";
  if (report.other_generations > 0) {
    out << "note: " << report.other_generations
        << " records of replays were passed over: each replay has claims of its own\n";
  }
  if (report.no_records > 0) {
    out << "note: " << report.no_records
        << " other messages in the records topic were passed over\n";
  }
  if (report.other_topics > 0) {
    out << "note: " << report.other_topics
        << " records stem from raw topics that are not in topics.raw\n";
  }
  if (report.missing_revisions > 0) {
    out << "note: " << report.missing_revisions
        << " revisions have no record any more: a repeat of one would be published again\n";
  }
  if (report.records_deleted) {
    out << "note: the head of the records topic was deleted: a repeat of what stood there would be "
           "published again\n";
  }
  if (report.offsets_adopted > 0) {
    out << "note: " << report.offsets_adopted
        << " committed offsets were not set by cablestream; they stay as they are\n";
  }
  out << (report.group_is_new ? "The group had no offsets: the next run reads the raw topics from "
                                "the beginning, and drops what is published.\n"
                              : "The next run goes on where the group stopped.\n");
  return out.str();
}

}  // namespace cablestream
