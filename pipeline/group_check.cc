#include "pipeline/group_check.h"

#include <algorithm>
#include <array>
#include <utility>

#include "pipeline/doubt.h"
#include "pipeline/group_identity.h"
#include "storage/identity.h"

namespace cablestream {
namespace {

constexpr std::array kShownSettings = {"cleanup.policy", "retention.ms", "retention.bytes",
                                       kMaxMessageBytes, "message.timestamp.type"};
constexpr std::string_view kRaw = "raw";
constexpr std::string_view kRecords = "records";
constexpr std::string_view kDeadLetters = "dead letters";
constexpr std::string_view kClaims = "claims";
constexpr std::string_view kHome = "home";

class Checking {
 public:
  Checking(const TopicPlan& plan, TopicAdmin& admin, LogReader& log)
      : plan_(plan), admin_(admin), log_(log) {}

  Result<GroupCheck> Run() {
    for (const auto step :
         {&Checking::LookAtTopics, &Checking::LookAtOffsets, &Checking::LookAtMembers}) {
      if (Status done = (this->*step)(); !done) return Fail(done.error());
    }
    JudgeMissing();
    JudgeSettings();
    JudgeCounts();
    return std::move(check_);
  }

 private:
  void Note(std::string text) { Find(CheckVerdict::kNote, std::move(text)); }
  void Change(std::string text) { Find(CheckVerdict::kChange, std::move(text)); }
  void Find(CheckVerdict verdict, std::string text) {
    check_.findings.push_back({verdict, std::move(text)});
  }

  // What is denied is a finding; only where nobody answers there is nothing more to look at.
  Status Judge(const Error& error) {
    if (error.code == ErrorCode::kRetry) return Fail(error);
    Find(error.code == ErrorCode::kUnavailable ? CheckVerdict::kDenied : CheckVerdict::kChange,
         error.message);
    return {};
  }

  Status LookAtTopics() {
    std::vector<std::pair<std::string_view, std::string>> wanted;
    for (const std::string& raw : plan_.raw) wanted.emplace_back(kRaw, raw);
    wanted.emplace_back(kRecords, plan_.records);
    wanted.emplace_back(kDeadLetters, plan_.dead_letters);
    wanted.emplace_back(kClaims, ClaimsTopicOf(plan_.group));
    if (plan_.scope == DedupScope::kGroup) wanted.emplace_back(kHome, HomeTopicOf(plan_.group));
    for (auto& [role, name] : wanted) {
      if (Status looked = LookAt({role, std::move(name), std::nullopt, {}}); !looked) return looked;
    }
    return {};
  }

  Status LookAt(CheckedTopic topic) {
    const Result<std::optional<int32_t>> count = admin_.PartitionCount(topic.name);
    if (!count) {
      if (Status judged = Judge(count.error()); !judged) return judged;
      unseen_.push_back(topic.name);
    } else if (*count) {
      topic.partitions = **count;
      const Result<TopicSettings> settings = admin_.TopicConfig(topic.name);
      if (settings) {
        for (const char* name : kShownSettings) {
          const auto found = settings->find(name);
          if (found != settings->end()) topic.settings.insert(*found);
        }
      } else if (Status judged = Judge(settings.error()); !judged) {
        return judged;
      }
    }
    check_.topics.push_back(std::move(topic));
    return {};
  }

  [[nodiscard]] const CheckedTopic* Topic(std::string_view role) const {
    const auto found = std::find_if(check_.topics.begin(), check_.topics.end(),
                                    [&](const auto& topic) { return topic.role == role; });
    return found == check_.topics.end() ? nullptr : &*found;
  }

  [[nodiscard]] std::optional<int32_t> CountOf(std::string_view role) const {
    const CheckedTopic* topic = Topic(role);
    return topic == nullptr ? std::nullopt : topic->partitions;
  }

  // As they are, or as the first start would make them.
  [[nodiscard]] int32_t Shards() const {
    if (const auto claims = CountOf(kClaims)) return *claims;
    if (const auto home = CountOf(kHome)) return *home;
    int32_t largest = 1;
    for (const CheckedTopic& topic : check_.topics) {
      if (topic.role != kRaw) continue;
      const int32_t made = plan_.create ? plan_.partitions : -1;
      largest = std::max(largest, topic.partitions.value_or(made));
    }
    return largest;
  }

  // Those that the group commits offsets of.
  [[nodiscard]] std::vector<TopicPartition> Read() const {
    std::vector<TopicPartition> partitions;
    for (const CheckedTopic& topic : check_.topics) {
      if (topic.role != kRaw && topic.role != kHome) continue;
      for (int32_t i = 0; i < topic.partitions.value_or(0); ++i) {
        partitions.push_back({topic.name, i});
      }
    }
    return partitions;
  }

  Status LookAtOffsets() {
    check_.shards = Shards();
    const std::vector<TopicPartition> partitions = Read();
    if (partitions.empty()) return {};
    const Result<std::vector<CommittedOffset>> committed = StableOffsets(log_, partitions);
    if (!committed) {
      if (committed.error().code != ErrorCode::kRetry) return Judge(committed.error());
      Note("The group's committed offsets are not stable now: a transaction is open.");
      return {};
    }
    for (const CommittedOffset& offset : *committed) {
      if (offset.offset >= 0) ++check_.offsets_committed;
    }
    if (check_.offsets_committed == 0) return LookAtClaims();
    is_other_scope_ = !CheckScope(*committed, plan_.scope);
    if (Status looked = LookAtMetadata(*committed); !looked) return looked;
    return LookAtLogs(*committed);
  }

  // Who committed, and that the claims reach to the last one of each shard.
  Status LookAtMetadata(const std::vector<CommittedOffset>& committed) {
    PipelineSettings settings;
    settings.shards = check_.shards;
    settings.scope = plan_.scope;
    for (const CommittedOffset& offset : committed) {
      if (offset.offset < 0) continue;
      const Result<OffsetMetadata> metadata = ReadMetadata(offset, settings);
      if (!metadata) {
        Change(metadata.error().message);  // one tells of all
        return {};
      }
      if (!metadata->floor || !CountOf(kClaims)) continue;
      const TopicPartition claims{ClaimsTopicOf(plan_.group), offset.partition.partition};
      const Result<Watermarks> log = EndsOf(log_, claims);
      if (!log) return Judge(log.error());
      const int64_t floor = metadata->floor->offset;
      if (floor >= log->high || floor < log->low) Change(FloorIsGone(claims, *log, floor));
    }
    return {};
  }

  // What was committed must lie in its log.
  Status LookAtLogs(const std::vector<CommittedOffset>& committed) {
    for (const CommittedOffset& offset : committed) {
      if (offset.offset < 0) continue;
      const Result<Watermarks> log = EndsOf(log_, offset.partition);
      if (!log) return Judge(log.error());
      const bool is_home = offset.partition.topic == HomeTopicOf(plan_.group);
      if (offset.offset > log->high) {
        Change(EndsBefore(offset.partition, *log, offset.offset));
      } else if (offset.offset < log->low && !plan_.from_beginning) {
        Change(BeginsBehind(offset.partition, *log, offset.offset,
                            is_home ? kHomeDeleter : kRawDeleter));
      }
    }
    return {};
  }

  // A group without offsets begins anew: then nothing can have been published under its name.
  Status LookAtClaims() {
    if (plan_.from_beginning) return {};
    const auto claims =
        FirstNotEmpty(log_, ClaimsTopicOf(plan_.group), CountOf(kClaims).value_or(0));
    if (!claims) return Judge(claims.error());
    if (*claims) Change(OffsetsAreGone(**claims));
    return *claims ? Status() : LookAtRecords();
  }

  // What a group that has never run finds published already.
  Status LookAtRecords() {
    const auto records = FirstNotEmpty(log_, plan_.records, CountOf(kRecords).value_or(0));
    if (!records) return Judge(records.error());
    if (*records) Note(RecordsOfAnother(plan_.group, plan_.records));
    return {};
  }

  Status LookAtMembers() {
    const Result<GroupDescription> group = admin_.DescribeGroup(plan_.group);
    if (!group) return Judge(group.error());
    check_.members = group->members.size();
    return {};
  }

  void JudgeMissing() {
    for (const CheckedTopic& topic : check_.topics) {
      const bool is_seen = std::find(unseen_.begin(), unseen_.end(), topic.name) == unseen_.end();
      if (topic.partitions || !is_seen) continue;
      const bool is_internal = topic.role == kClaims || topic.role == kHome;
      if (is_internal && is_other_scope_) continue;  // it need not be missed
      if (is_internal && check_.offsets_committed > 0) {
        Change(InternalIsGone(plan_.group, topic.name));
      } else if (is_internal) {
        Note("Topic " + topic.name +
             " is made at the first start, with a partition for each shard" +
             (CountOf(kRaw) ? ": " + std::to_string(check_.shards) + "." : "."));
      } else if (plan_.create) {
        Note("Topic " + topic.name + " is missing; --create-topics makes it.");
      } else {
        Change("Topic " + topic.name +
               " is missing. Make it, or let cablestream run --create-topics do it.");
      }
    }
  }

  void JudgeSettings() {
    for (const CheckedTopic& topic : check_.topics) {
      if (topic.settings.empty()) continue;
      std::optional<WrongSetting> wrong;
      if (topic.role == kClaims) wrong = WrongInClaims(topic.settings);
      if (topic.role == kHome) wrong = WrongInHome(topic.settings, LargestRawBytes());
      if (topic.role == kDeadLetters) wrong = WrongInDeadLetters(topic.settings);
      if (wrong) Change(ToMend(topic.name, *wrong));
      if (topic.role == kRecords) JudgeRecords(topic);
      if (topic.role == kRecords || topic.role == kDeadLetters) JudgeRoom(topic);
    }
  }

  void JudgeRecords(const CheckedTopic& records) {
    if (const auto retention = RetentionFromTimestamp(records.settings)) {
      Note("Topic " + records.name + " deletes records that are older than " +
           std::to_string(retention->count()) +
           " ms, by the time of their raw message: such a message stops run, unless it goes on "
           "with --force.");
    }
    if (HasPolicy(records.settings, "compact")) {
      Note("Topic " + records.name + " is compacted: it keeps the newest revision of each ID.");
    }
    const auto type = records.settings.find("message.timestamp.type");
    if (type != records.settings.end() && type->second != "CreateTime") {
      Note("Topic " + records.name +
           " stamps records with the broker's time; that of the raw message is in the record.");
    }
  }

  [[nodiscard]] int64_t LargestRawBytes() const {
    int64_t bytes = 0;
    for (const CheckedTopic& topic : check_.topics) {
      if (topic.role == kRaw)
        bytes = std::max(bytes, NumberIn(topic.settings, kMaxMessageBytes, 0));
    }
    return bytes;
  }

  void JudgeRoom(const CheckedTopic& output) {
    const int64_t raw_bytes = LargestRawBytes();
    if (NumberIn(output.settings, kMaxMessageBytes, raw_bytes) >= raw_bytes) return;
    Note("Topic " + output.name + " takes smaller messages than the raw topic (" +
         kMaxMessageBytes + "): " +
         (output.role == kRecords ? "what is too large becomes a dead letter."
                                  : "a letter that is too large goes in parts."));
  }

  void JudgeCounts() {
    const std::optional<int32_t> claims = CountOf(kClaims);
    const std::optional<int32_t> home = CountOf(kHome);
    if (claims && home && *claims != *home) {
      Change(CountsDiffer(ClaimsTopicOf(plan_.group), *claims, HomeTopicOf(plan_.group), *home));
    }
    if (plan_.scope != DedupScope::kPartition) return;
    const std::optional<int32_t> raw = CountOf(kRaw);
    if (claims && raw && *claims != *raw) Change(RawHasGrown(plan_.raw.front(), *claims));
  }

  const TopicPlan& plan_;
  TopicAdmin& admin_;
  LogReader& log_;
  GroupCheck check_;
  bool is_other_scope_ = false;      // than the group began with
  std::vector<std::string> unseen_;  // denied: whether they exist is not known
};

}  // namespace

Result<GroupCheck> CheckGroup(const TopicPlan& plan, TopicAdmin& admin, LogReader& log) {
  return Checking(plan, admin, log).Run();
}

}  // namespace cablestream
