#include "pipeline/claim_expiry.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "common/log.h"
#include "pipeline/group_identity.h"
#include "storage/claim.h"

namespace cablestream {
namespace {

constexpr int kReadAtOnce = 10'000;  // claims, between two transactions
constexpr int64_t kStepsAWindow = 8;

}  // namespace

void ClaimExpiry::Reset() {
  plans_.clear();
  trim_.clear();
  if (head_) log_.Close();
  head_.reset();
}

void ClaimExpiry::FreeIfDue(Ownership& ownership) {
  if (!settings_.window_ms) return;
  const bool is_idle = plans_.empty() && trim_.empty();
  if (is_idle && messages_ >= settings_.window_look_messages) {
    messages_ = 0;
    if (!MayBeWorthIt(ownership)) return;
    if (Result<std::map<int32_t, Plan>> plans = MakePlans(ownership)) plans_ = std::move(*plans);
  }
  if (!plans_.empty()) FreeDrained(ownership);
  if (!trim_.empty()) TrimOne(ownership);
}

// The ends of home are taken after the marks: a message that was forwarded before, under an older
// mark, stands below them.
Result<std::map<int32_t, ClaimExpiry::Plan>> ClaimExpiry::MakePlans(Ownership& ownership) {
  std::map<int32_t, Plan> plans;
  if (settings_.scope == DedupScope::kPartition) {
    for (const int32_t shard : ownership.shards()) {
      const auto& mark = ownership.Keeper(shard)->committed_mark;
      if (!mark || mark->time_ms < 0) continue;
      const int64_t before_ms = mark->time_ms - *settings_.window_ms;
      if (IsWorthIt(shard, before_ms)) plans[shard] = {before_ms, 0};
    }
    return plans;
  }
  const Result<std::optional<int64_t>> mark = SmallestMark();
  if (!mark) return Fail(mark.error());
  if (!*mark) return plans;
  const int64_t before_ms = **mark - *settings_.window_ms;
  for (const int32_t shard : ownership.shards()) {
    if (!IsWorthIt(shard, before_ms)) continue;
    const Result<Watermarks> home = log_.QueryWatermarks({settings_.home_topic, shard});
    if (!home) return Fail(home.error());
    plans[shard] = {before_ms, home->high};
  }
  return plans;
}

// And of each topic one more, which has an offset once the topic has grown by it.
std::vector<TopicPartition> ClaimExpiry::RawPartitions() const {
  std::vector<TopicPartition> partitions;
  for (const auto& [topic, count] : raw_topics_) {
    for (int32_t i = 0; i <= count; ++i) partitions.push_back({topic, i});
  }
  return partitions;
}

bool ClaimExpiry::HasGrown(const CommittedOffset& committed) {
  int32_t& count = raw_topics_.at(committed.partition.topic);
  if (committed.partition.partition < count || committed.offset < 0) return false;
  ++count;
  return true;
}

// Of all raw partitions that are read any further; none where one of them has no mark yet.
Result<std::optional<int64_t>> ClaimExpiry::SmallestMark() {
  const Result<std::vector<CommittedOffset>> committed = log_.Committed(RawPartitions());
  if (!committed) return Fail(committed.error());
  std::optional<int64_t> smallest;
  for (const CommittedOffset& offset : *committed) {
    if (HasGrown(offset)) return std::optional<int64_t>();
    if (offset.partition.partition == raw_topics_.at(offset.partition.topic)) continue;
    const auto range = settings_.RangeOf(offset.partition);
    if (range && (range->from >= range->to || offset.offset >= range->to)) continue;
    if (offset.offset < 0) return std::optional<int64_t>();
    const Result<OffsetMetadata> metadata = ReadMetadata(offset, settings_);
    if (!metadata) return Fail(metadata.error());
    if (!metadata->mark || metadata->mark->time_ms < 0) return std::optional<int64_t>();
    smallest = std::min(smallest.value_or(metadata->mark->time_ms), metadata->mark->time_ms);
  }
  return smallest;
}

// The marks of this member's own partitions bound the smallest of all: asking for that is a way to
// the broker, and in vain while a transaction that moves one of them is undecided.
bool ClaimExpiry::MayBeWorthIt(const Ownership& ownership) const {
  std::optional<int64_t> smallest;
  for (const TopicPartition& partition : ownership.partitions()) {
    const PartitionProgress& progress = *ownership.Find(partition.topic, partition.partition);
    if (progress.role != PartitionRole::kRaw) continue;
    const auto range = settings_.RangeOf(partition);
    if (range && progress.position >= range->to) continue;
    smallest = std::min(smallest.value_or(progress.mark_ms), progress.mark_ms);
  }
  if (!smallest) return true;
  const std::vector<int32_t> shards = ownership.shards();
  return std::any_of(shards.begin(), shards.end(), [&](int32_t shard) {
    return IsWorthIt(shard, *smallest - *settings_.window_ms);
  });
}

// Each time costs the store a compaction of the whole shard.
bool ClaimExpiry::IsWorthIt(int32_t shard, int64_t before_ms) const {
  if (before_ms <= 0) return false;
  const auto freed = freed_ms_.find(shard);
  return freed == freed_ms_.end() ||
         before_ms - freed->second >= std::max<int64_t>(1, *settings_.window_ms / kStepsAWindow);
}

void ClaimExpiry::FreeDrained(Ownership& ownership) {
  for (const auto& [shard, plan] : plans_) {
    if (settings_.scope == DedupScope::kGroup &&
        ownership.Keeper(shard)->position < plan.home_end) {
      return;
    }
  }
  if (!IsAnnounced(ownership)) return;
  for (const auto& [shard, plan] : plans_) {
    store_.ForgetBefore(shard, plan.before_ms);
    freed_ms_[shard] = plan.before_ms;
    if (trimmer_ != nullptr) trim_[shard] = plan.before_ms;
  }
  LogInfo("claims.expired",
          {{"shards", plans_.size()}, {"before_ms", plans_.begin()->second.before_ms}});
  plans_.clear();
}

// Whether what has been committed says what is going to be forgotten; if not, the next commit will.
bool ClaimExpiry::IsAnnounced(Ownership& ownership) const {
  bool announced = true;
  for (const auto& [shard, plan] : plans_) {
    PartitionProgress& keeper = *ownership.Keeper(shard);
    if (keeper.forgotten_before_ms >= plan.before_ms) continue;
    keeper.forgotten_before_ms = plan.before_ms;
    keeper.uncommitted = true;
    announced = false;
  }
  return announced;
}

// A piece of one log's head. What can't be read now, the next time that something is freed makes up
// for.
void ClaimExpiry::TrimOne(Ownership& ownership) {
  const int32_t shard = trim_.begin()->first;
  const int64_t before_ms = trim_.begin()->second;
  const std::optional<OffsetMetadata::Floor>& floor = ownership.Keeper(shard)->floor;
  Result<bool> is_whole = true;
  if (floor) {
    is_whole = OpenHead(shard).and_then([&, this] { return ReadHead(before_ms, floor->offset); });
  }
  if (head_ && head_->end > head_->deleted_to) {
    const LogHead deleted{head_->claims, head_->end};
    trimmer_->DeleteBelow({&deleted, 1});
    head_->deleted_to = head_->end;
  }
  if (is_whole && !*is_whole) return;
  log_.Close();
  head_.reset();
  trim_.erase(shard);
}

Status ClaimExpiry::OpenHead(int32_t shard) {
  if (head_) return {};
  const TopicPartition claims{settings_.claims_topic, shard};
  const Result<Watermarks> log = log_.QueryWatermarks(claims);
  if (!log) return Fail(log.error());
  const LogPosition start{claims, log->low};
  if (Status opened = log_.Open({&start, 1}); !opened) return opened;
  head_ = Head{claims, log->low, log->low};
  return {};
}

// True once a claim is met that stays: one inside the window, or the floor. A claim that was
// withdrawn has no time, and no use.
Result<bool> ClaimExpiry::ReadHead(int64_t before_ms, int64_t floor) {
  for (int i = 0; i < kReadAtOnce; ++i) {
    const Result<LogEvent> event = log_.Next();
    if (!event) return Fail(event.error());
    if (std::holds_alternative<Idle>(*event)) return false;
    const auto* message = std::get_if<Message>(&*event);
    if (message == nullptr || message->offset >= floor) return true;
    const std::string_view claim = message->value.value_or("");
    const std::optional<int64_t> time_ms = ClaimTime(claim);
    if (!claim.empty() && (!time_ms || *time_ms >= before_ms)) return true;
    head_->end = message->offset + 1;
  }
  return false;
}

}  // namespace cablestream
