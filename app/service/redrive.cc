#include "app/service/redrive.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "app/service/brokers.h"
#include "app/service/patience.h"
#include "common/log.h"
#include "pipeline/group_topics.h"
#include "producer/kafka_sink.h"
#include "replay/redrive_marks.h"

namespace cablestream {
namespace {

constexpr std::chrono::milliseconds kPauseSlice{50};
constexpr int64_t kDefaultMessageBytes = 1'048'588;

class Preparation {
 public:
  Preparation(const Config& config, const RedriveRequest& request, const std::atomic<bool>& stop,
              TopicAdmin& admin)
      : config_(config),
        request_(request),
        stop_(stop),
        admin_(admin),
        letters_(config.topics.dead_letters),
        marks_(MarksTopicOf(letters_)),
        parked_(ParkedTopicOf(letters_)) {}

  Result<RedriveSettings> Run() {
    RedriveSettings settings;
    settings.selection = request_.selection;
    settings.max_attempts = request_.max_attempts;
    settings.limit = request_.limit;
    settings.rate = request_.rate;
    settings.dry_run = request_.dry_run;
    const Result<int32_t> letters = MustFind(letters_);
    if (!letters) return Fail(letters.error());
    settings.dead_letters = PartitionsOf(letters_, *letters);
    for (const std::string& topic : config_.topics.raw) {
      const Result<int32_t> count = MustFind(topic);
      if (!count) return Fail(count.error());
      settings.raw_topics[topic] = *count;
    }
    if (Status kept = Keep(*letters); !kept) return Fail(kept.error());
    const auto marks = Patiently(stop_, [&] { return admin_.PartitionCount(marks_); });
    if (!marks) return Fail(marks.error());
    settings.marks = PartitionsOf(marks_, marks->value_or(0));
    return settings;
  }

  // Of the topics that Run has found.
  Result<KafkaSinkOptions> SinkOptions() {
    KafkaSinkOptions options;
    options.client = config_.kafka;
    options.transactional_id = config_.group + "-redrive";
    for (const auto& [output, topic] :
         {std::pair(kMarksOutput, marks_), std::pair(kParkedOutput, parked_)}) {
      if (Status added = AddOutput(output, topic, options); !added) return Fail(added.error());
    }
    return options;
  }

  Status AddOutput(OutputTopic output, const std::string& topic, KafkaSinkOptions& options) {
    const auto settings = Patiently(stop_, [&] { return admin_.TopicConfig(topic); });
    if (!settings) return Fail(settings.error());
    if (const auto wrong = output == kMarksOutput    ? WrongInMarks(*settings)
                           : output == kParkedOutput ? WrongInDeadLetters(*settings)
                                                     : std::nullopt) {
      return Fail(ErrorCode::kRefused, ToMend(topic, *wrong));
    }
    const auto slot = static_cast<size_t>(output);
    options.topics[slot] = topic;
    options.max_message_bytes[slot] = NumberIn(*settings, kMaxMessageBytes, kDefaultMessageBytes);
    options.retention[slot] = RetentionFromTimestamp(*settings);
    return {};
  }

 private:
  static std::vector<TopicPartition> PartitionsOf(const std::string& topic, int32_t count) {
    std::vector<TopicPartition> partitions;
    for (int32_t i = 0; i < count; ++i) partitions.push_back({topic, i});
    return partitions;
  }

  Result<int32_t> MustFind(const std::string& topic) {
    const auto count = Patiently(stop_, [&] { return admin_.PartitionCount(topic); });
    if (!count) return Fail(count.error());
    if (*count) return **count;
    return Fail(ErrorCode::kUnavailable, "There is no topic " + topic + ".");
  }

  // The marks are made first: where there are parked letters alone, they are gone.
  Status Keep(int32_t partitions) {
    const auto marks = Patiently(stop_, [&] { return admin_.PartitionCount(marks_); });
    if (!marks) return Fail(marks.error());
    const auto parked = Patiently(stop_, [&] { return admin_.PartitionCount(parked_); });
    if (!parked) return Fail(parked.error());
    if (*parked && !*marks) {
      return Fail(ErrorCode::kRefused,
                  "Topic " + marks_ +
                      " is gone, which says what was put back: a redrive would put it back again. "
                      "If that is wanted, delete " +
                      parked_ + " too, which bears what was parked.");
    }
    if (request_.dry_run) return {};
    if (!*marks) {
      if (Status made =
              Make({marks_,
                    1,
                    request_.replication_factor,
                    {{"cleanup.policy", "compact"}, {"message.timestamp.type", "LogAppendTime"}}});
          !made) {
        return made;
      }
    }
    if (*parked) return {};
    const auto letters = Patiently(stop_, [&] { return admin_.TopicConfig(letters_); });
    if (!letters) return Fail(letters.error());
    const int64_t bytes = NumberIn(*letters, kMaxMessageBytes, kDefaultMessageBytes);
    return Make({parked_,
                 partitions,
                 request_.replication_factor,
                 {{"retention.ms", "-1"},
                  {"retention.bytes", "-1"},
                  {kMaxMessageBytes, std::to_string(bytes)}}});
  }

  Status Make(const TopicSpec& spec) {
    if (Status made = Patiently(stop_, [&] { return admin_.CreateTopic(spec); }); !made)
      return made;
    LogInfo("topic.created", {{"topic", spec.name}, {"partitions", spec.partitions}});
    return {};
  }

  const Config& config_;
  const RedriveRequest& request_;
  const std::atomic<bool>& stop_;
  TopicAdmin& admin_;
  const std::string letters_;
  const std::string marks_;
  const std::string parked_;
};

}  // namespace

Result<RedriveReport> RedriveLetters(const Config& config, const RedriveRequest& request,
                                     const std::filesystem::path& scratch_parent,
                                     const RedriveHooks& hooks) {
  Result<Brokers> brokers = ConnectBrokers(config, hooks.stop);
  if (!brokers) return Fail(brokers.error());
  Preparation preparation(config, request, hooks.stop, brokers->admin);
  Result<RedriveSettings> settings = preparation.Run();
  if (!settings) return Fail(settings.error());
  settings->scratch_parent = scratch_parent;

  std::map<std::string, KafkaSinkOptions> sinks;
  for (const auto& [topic, partitions] : settings->raw_topics) {
    if (request.dry_run) break;
    Result<KafkaSinkOptions> options = preparation.SinkOptions();
    if (!options) return Fail(options.error());
    if (Status added = preparation.AddOutput(kRedrivenOutput, topic, *options); !added) {
      return Fail(added.error());
    }
    sinks.emplace(topic, std::move(*options));
  }
  const RedriveActions actions{
      [&](const std::string& topic) { return std::make_unique<KafkaSink>(sinks.at(topic)); },
      [&](std::chrono::milliseconds pause) {
        const auto end = std::chrono::steady_clock::now() + pause;
        while (!hooks.stop && std::chrono::steady_clock::now() < end) {
          std::this_thread::sleep_for(std::min(pause, kPauseSlice));
        }
      }};
  return Redrive(*settings, *brokers->log, actions, hooks);
}

}  // namespace cablestream
