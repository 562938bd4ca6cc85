#include "pipeline/topics.h"

#include <algorithm>
#include <utility>

#include "common/log.h"
#include "pipeline/doubt.h"
#include "pipeline/group_identity.h"
#include "pipeline/group_topics.h"

namespace cablestream {
namespace {

class Preparation {
 public:
  Preparation(const TopicPlan& plan, TopicAdmin& admin, LogReader& log)
      : plan_(plan), admin_(admin), log_(log) {
    topics_.claims = ClaimsTopicOf(plan.group);
    if (plan.scope == DedupScope::kGroup) topics_.home = HomeTopicOf(plan.group);
    topics_.outputs[static_cast<size_t>(OutputTopic::kRecords)] = plan.records;
    topics_.outputs[static_cast<size_t>(OutputTopic::kDeadLetters)] = plan.dead_letters;
    topics_.outputs[static_cast<size_t>(OutputTopic::kClaims)] = topics_.claims;
    topics_.outputs[static_cast<size_t>(OutputTopic::kHome)] = topics_.home;
  }

  Result<PreparedTopics> Run() {
    for (const auto step :
         {&Preparation::FindRaw, &Preparation::FindOutputs, &Preparation::FindInternal,
          &Preparation::ReadLimits, &Preparation::CheckSettings}) {
      if (Status done = (this->*step)(); !done) return Fail(done.error());
    }
    return std::move(topics_);
  }

 private:
  // The partition count, the topic made where it may be.
  Result<std::optional<int32_t>> Find(const std::string& name, const TopicSettings& settings) {
    Result<std::optional<int32_t>> count = admin_.PartitionCount(name);
    if (!count || *count || !plan_.create) return count;
    const TopicSpec spec{name, plan_.partitions, plan_.replication_factor, settings};
    if (Status created = admin_.CreateTopic(spec); !created) return Fail(created.error());
    LogInfo("topic.created", {{"topic", name}});
    return admin_.PartitionCount(name);
  }

  Status FindRaw() {
    std::vector<std::string> missing;
    for (const std::string& name : plan_.raw) {
      const Result<std::optional<int32_t>> count = Find(name, {{"retention.ms", "-1"}});
      if (!count) return Fail(count.error());
      if (!*count) {
        missing.push_back(name);
        continue;
      }
      topics_.raw[name] = **count;
      const Result<TopicSettings> settings = admin_.TopicConfig(name);
      if (!settings) return Fail(settings.error());
      if (HasPolicy(*settings, "compact")) topics_.compacted_raw.insert(name);
      raw_max_bytes_ = std::max(raw_max_bytes_, NumberIn(*settings, kMaxMessageBytes, 0));
    }
    missing_ = std::move(missing);
    return {};
  }

  Status FindOutputs() {
    const TopicSettings made = {{"retention.ms", "-1"},
                                {kMaxMessageBytes, std::to_string(raw_max_bytes_)}};
    for (const std::string& name : {plan_.records, plan_.dead_letters}) {
      const Result<std::optional<int32_t>> count = Find(name, made);
      if (!count) return Fail(count.error());
      if (!*count) missing_.push_back(name);
    }
    if (missing_.empty()) return {};
    return Fail(ErrorCode::kUnavailable,
                "Missing topics: " + Joined(missing_) +
                    ". Make them, or let cablestream run --create-topics do it.");
  }

  Status FindInternal() {
    const Result<std::optional<int32_t>> claims = admin_.PartitionCount(topics_.claims);
    if (!claims) return Fail(claims.error());
    const Result<std::optional<int32_t>> home = FindHome(*claims);
    if (!home) return Fail(home.error());
    if (*claims && *home) {
      topics_.shards = **claims;
      return CheckCounts(**home);
    }
    const Result<bool> begun = GroupHasBegun(*home);
    if (!begun) return Fail(begun.error());
    const bool claims_alone = !*claims && (topics_.home.empty() || *home);
    if (*begun && !(plan_.remake_claims && claims_alone)) {
      return Fail(ErrorCode::kRefused,
                  InternalIsGone(plan_.group, *claims ? topics_.home : topics_.claims));
    }
    topics_.shards = claims->value_or(home->value_or(LargestRaw()));
    if (Status made = MakeInternal(!*claims, !topics_.home.empty() && !*home); !made) return made;
    if (!*claims && !plan_.remake_claims) WarnOfPublished();
    // Another instance may have made them first, with the raw topics' counts as it saw them.
    return FindInternal();
  }

  // The partitions that stand for shards: home's, or the raw topic's own.
  Result<std::optional<int32_t>> FindHome(std::optional<int32_t> claims) {
    return topics_.home.empty() ? Result<std::optional<int32_t>>(claims)
                                : admin_.PartitionCount(topics_.home);
  }

  Status CheckCounts(int32_t home) const {
    if (topics_.home.empty()) {
      const auto& [raw, count] = *topics_.raw.begin();
      if (count == topics_.shards) return {};
      return Fail(ErrorCode::kInvalidArgument, RawHasGrown(raw, topics_.shards));
    }
    if (home == topics_.shards) return {};
    return Fail(ErrorCode::kRefused,
                CountsDiffer(topics_.claims, topics_.shards, topics_.home, home));
  }

  int32_t LargestRaw() const {
    int32_t largest = 1;
    for (const auto& [name, count] : topics_.raw) largest = std::max(largest, count);
    return largest;
  }

  // Whether any partition of the group has a committed offset. Fails also where those that have
  // were committed under another scope.
  Result<bool> GroupHasBegun(std::optional<int32_t> home_count) {
    std::vector<TopicPartition> partitions;
    for (const auto& [name, count] : topics_.raw) {
      for (int32_t i = 0; i < count; ++i) partitions.push_back({name, i});
    }
    const int32_t home = topics_.home.empty() ? 0 : home_count.value_or(0);
    for (int32_t i = 0; i < home; ++i) partitions.push_back({topics_.home, i});
    const Result<std::vector<CommittedOffset>> committed = StableOffsets(log_, partitions);
    if (!committed) return Fail(committed.error());
    if (Status same = CheckScope(*committed, plan_.scope); !same) return Fail(same.error());
    return std::any_of(committed->begin(), committed->end(),
                       [](const CommittedOffset& offset) { return offset.offset >= 0; });
  }

  // A group that has never run publishes everything once more than one that has.
  void WarnOfPublished() {
    const Result<std::optional<int32_t>> count = admin_.PartitionCount(plan_.records);
    if (!count) return;
    const auto records = FirstNotEmpty(log_, plan_.records, count->value_or(0));
    if (!records || !*records) return;
    LogWarning("records.not_empty", {{"text", RecordsOfAnother(plan_.group, plan_.records)}});
  }

  // With the time of the broker, which takes none of a member whose clock is far ahead.
  Status MakeInternal(bool make_claims, bool make_home) {
    if (make_claims) {
      Status made = Make({topics_.claims,
                          topics_.shards,
                          plan_.replication_factor,
                          {{"cleanup.policy", "compact,delete"},
                           {"message.timestamp.type", "LogAppendTime"},
                           {"retention.ms", "-1"},
                           {"retention.bytes", "-1"}}});
      if (!made) return made;
    }
    if (!make_home) return {};
    return Make({topics_.home,
                 topics_.shards,
                 plan_.replication_factor,
                 {{"cleanup.policy", "delete"},
                  {"message.timestamp.type", "LogAppendTime"},
                  {"retention.ms", "-1"},
                  {"retention.bytes", "-1"},
                  {kMaxMessageBytes, std::to_string(HomeBytesFor(raw_max_bytes_))}}});
  }

  Status Make(const TopicSpec& spec) {
    if (Status created = admin_.CreateTopic(spec); !created) return created;
    LogInfo("topic.created", {{"topic", spec.name}, {"partitions", spec.partitions}});
    return {};
  }

  Status ReadLimits() {
    for (size_t i = 0; i < topics_.outputs.size(); ++i) {
      if (topics_.outputs[i].empty()) continue;
      Result<TopicSettings> settings = admin_.TopicConfig(topics_.outputs[i]);
      if (!settings) return Fail(settings.error());
      topics_.max_message_bytes[i] = NumberIn(*settings, kMaxMessageBytes, 1'048'588);
      topics_.retention[i] = RetentionFromTimestamp(*settings);
      output_settings_[i] = std::move(*settings);
    }
    return {};
  }

  Status CheckSettings() {
    if (const auto wrong = WrongInClaims(SettingsOf(OutputTopic::kClaims))) {
      return Fail(ErrorCode::kRefused, ToMend(topics_.claims, *wrong));
    }
    if (const auto wrong = WrongInHome(SettingsOf(OutputTopic::kHome), raw_max_bytes_);
        wrong && !topics_.home.empty()) {
      return Fail(ErrorCode::kRefused, ToMend(topics_.home, *wrong));
    }
    if (const auto wrong = WrongInDeadLetters(SettingsOf(OutputTopic::kDeadLetters))) {
      return Fail(ErrorCode::kRefused, ToMend(plan_.dead_letters, *wrong));
    }
    return {};
  }

  [[nodiscard]] const TopicSettings& SettingsOf(OutputTopic topic) const {
    return output_settings_[static_cast<size_t>(topic)];
  }

  const TopicPlan& plan_;
  TopicAdmin& admin_;
  LogReader& log_;
  PreparedTopics topics_;
  std::vector<std::string> missing_;
  int64_t raw_max_bytes_ = 0;
  std::array<TopicSettings, kOutputTopics> output_settings_;
};

}  // namespace

Result<PreparedTopics> PrepareTopics(const TopicPlan& plan, TopicAdmin& admin, LogReader& log) {
  return Preparation(plan, admin, log).Run();
}

}  // namespace cablestream
