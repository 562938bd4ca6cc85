#include "pipeline/restore.h"

#include <algorithm>
#include <utility>

#include "common/log.h"
#include "parser/content_hash.h"
#include "storage/claim.h"

namespace cablestream {
namespace {

constexpr size_t kApplyRecords = 4096;
constexpr int kTriesBeforeLogging = 5;
constexpr int kIdleBeforeLogging = 100;
constexpr uint64_t kPollTurns = 256;  // claims read between two looks at the membership
constexpr int kStaleLeaderTries = 20;
constexpr int kMostWipes = 5;

Error Interrupted() {
  return {ErrorCode::kRetry, "The restore was interrupted"};
}

constexpr char kNotVouchedFor[] = "nothing vouches for the store: no claim of it was committed";

// What an operator can do about claims or offsets that can't be trusted.
constexpr char kDoubtAdvice[] =
    " Nothing was changed. If the topic was deleted or made anew, reprocess the raw topic under a "
    "new group, to a new records topic.";

}  // namespace

Restore::Restore(const PipelineSettings& settings, LogReader& log, DedupStore& store, Stats& stats,
                 std::function<bool()> interrupted)
    : settings_(settings),
      log_(log),
      store_(store),
      stats_(stats),
      interrupted_(std::move(interrupted)) {}

template <typename T>
Result<T> Restore::Await(const char* what, const std::function<Result<T>()>& ask) const {
  for (int tries = 1;; ++tries) {
    Result<T> answer = ask();
    if (answer || answer.error().code != ErrorCode::kRetry) return answer;
    if (tries % kTriesBeforeLogging == 0) {
      LogWarning("restore.waiting",
                 {{"for", what}, {"tries", tries}, {"reason", answer.error().message}});
    }
    if (interrupted_()) return Fail(Interrupted());
  }
}

Result<Watermarks> Restore::AwaitWatermarks(const TopicPartition& partition) const {
  return Await<Watermarks>("watermarks", [&] { return log_.QueryWatermarks(partition); });
}

Result<std::vector<CommittedOffset>> Restore::AwaitCommitted(
    const std::vector<TopicPartition>& partitions) const {
  return Await<std::vector<CommittedOffset>>("stable committed offsets",
                                             [&] { return log_.Committed(partitions); });
}

Result<std::vector<StartPosition>> Restore::Run(Ownership& ownership) {
  ++stats_.restores;
  stats_.restore_records_read = 0;
  if (ownership.empty()) return std::vector<StartPosition>();
  const Result<std::vector<CommittedOffset>> committed = AwaitCommitted(ownership.partitions());
  if (!committed) return Fail(committed.error());
  LogDebug("restore.offsets_stable");
  bool all_new = true;
  for (const CommittedOffset& offset : *committed) {
    PartitionProgress& progress =
        *ownership.Find(offset.partition.topic, offset.partition.partition);
    if (Status taken = TakeOver(offset, progress); !taken) return Fail(taken.error());
    all_new = all_new && offset.offset < 0;
  }
  group_is_new_ = false;
  if (all_new) {
    const Result<bool> none = GroupHasNoOffset();
    if (!none) return Fail(none.error());
    group_is_new_ = *none;
  }
  if (Status restored = RestoreShards(ownership); !restored) return Fail(restored.error());
  if (Status checked = CheckRaw(ownership); !checked) return Fail(checked.error());
  LogDebug("restore.raw_checked");
  return Positions(ownership);
}

// A committed offset says where to go on, and by its metadata who wrote it and what must be there.
Status Restore::TakeOver(const CommittedOffset& committed, PartitionProgress& progress) {
  progress.uncommitted = true;
  progress.last = {};
  progress.position = committed.offset;
  progress.mark_ms = -1;
  progress.committed_mark.reset();
  progress.floor.reset();
  if (committed.offset < 0) return {};

  const std::string where = "The committed offset of " + ToString(committed.partition);
  const Result<OffsetMetadata> metadata = DecodeOffsetMetadata(committed.metadata);
  if (!metadata) {
    return Fail(ErrorCode::kRefused, where + ": " + metadata.error().message + kDoubtAdvice);
  }
  const OffsetMetadata::Identity expected{kStorageFormat, settings_.shards, settings_.scope};
  if (metadata->identity != expected) {
    return Fail(ErrorCode::kInvalidArgument,
                where +
                    " was written with another storage format, shard count or dedup.scope. Use "
                    "the settings that this group began with, or a new group.");
  }
  if (metadata->hash_version > kContentHashVersion) {
    return Fail(ErrorCode::kInvalidArgument,
                where +
                    " was written by a newer version of cablestream, whose content hash this "
                    "one does not know. Run that version, or a later one.");
  }
  progress.floor = metadata->floor;
  progress.committed_mark = metadata->mark;
  if (metadata->mark) progress.mark_ms = metadata->mark->time_ms;
  return {};
}

Result<bool> Restore::GroupHasNoOffset() const {
  std::vector<TopicPartition> all;
  for (const auto& [topic, count] : settings_.raw_topics) {
    for (int32_t i = 0; i < count; ++i) all.push_back({topic, i});
  }
  for (int32_t i = 0; i < settings_.shards; ++i) all.push_back({settings_.home_topic, i});
  const Result<std::vector<CommittedOffset>> committed = AwaitCommitted(all);
  if (!committed) return Fail(committed.error());
  return std::all_of(committed->begin(), committed->end(),
                     [](const CommittedOffset& offset) { return offset.offset < 0; });
}

Status Restore::RestoreShards(Ownership& ownership) {
  std::map<int32_t, ShardProgress> shards;
  int64_t left = 0;
  for (const int32_t shard : ownership.shards()) {
    Result<ShardProgress> planned = Plan(shard, *ownership.Home(shard));
    if (!planned) return Fail(planned.error());
    left += std::max<int64_t>(0, planned->target - planned->position);
    shards.emplace(shard, std::move(*planned));
  }
  stats_.restore_records_left = left;
  LogDebug("restore.planned", {{"records", left}});
  Status read = ReadClaims(shards);
  log_.Close();
  LogDebug("restore.claims_read");
  if (!read) return read;
  stats_.restore_records_left = 0;
  for (auto& [shard, progress] : shards) {
    if (progress.wipe_first) {
      if (Status wiped = WipeShard(shard, kNotVouchedFor); !wiped) return wiped;
    }
    PartitionProgress& home = *ownership.Home(shard);
    if (!home.floor) home.floor = progress.last;
  }
  return {};
}

Result<Restore::ShardProgress> Restore::Plan(int32_t shard, const PartitionProgress& home) {
  ShardProgress progress;
  progress.claims = {settings_.claims_topic, shard};
  progress.floor = home.floor;
  Result<Watermarks> claims = AwaitWatermarks(progress.claims);
  // An old leader may not know of its successor yet: only an end that stays too low is doubt.
  for (int tries = 0; claims && home.floor && claims->high <= home.floor->offset; ++tries) {
    if (tries == kStaleLeaderTries) {
      return Fail(ErrorCode::kRefused, ToString(progress.claims) + " ends at offset " +
                                           std::to_string(claims->high) +
                                           ", but a claim was committed at " +
                                           std::to_string(home.floor->offset) + "." + kDoubtAdvice);
    }
    if (interrupted_()) return Fail(Interrupted());
    claims = AwaitWatermarks(progress.claims);
  }
  if (!claims) return Fail(claims.error());
  if (home.floor && claims->low > home.floor->offset) {
    return Fail(ErrorCode::kRefused, ToString(progress.claims) +
                                         " no longer holds its last committed claim, at offset " +
                                         std::to_string(home.floor->offset) + "." + kDoubtAdvice);
  }
  progress.target = claims->high;
  if (Status planned = PlanFromStore(shard, *claims, progress); !planned) {
    return Fail(planned.error());
  }
  return progress;
}

// Where the store's copy ends. A store that can't be a copy of this log is wiped: the log itself is
// vouched for by the floor. Without a floor nothing is wiped before it is clear that the log may be
// used at all.
Status Restore::PlanFromStore(int32_t shard, const Watermarks& claims, ShardProgress& progress) {
  progress.applied_from = claims.low;
  progress.position = claims.low;
  const Result<std::optional<int64_t>> stored = store_.NextOffset(shard);
  if (!stored && stored.error().code != ErrorCode::kCorruption) return Fail(stored.error());
  if (!progress.floor) {
    progress.wipe_first = !stored || stored->has_value();
    return {};
  }
  if (!stored) return WipeShard(shard, "the store is corrupt");
  if (!*stored) return {};
  if (**stored > claims.high) return WipeShard(shard, "the store is ahead of the claims topic");
  if (**stored < claims.low) return WipeShard(shard, "the claims topic begins behind the store");
  progress.applied_from = **stored;
  progress.position = std::min(**stored, progress.floor->offset);
  return {};
}

Status Restore::WipeShard(int32_t shard, const char* why) {
  if (++wiped_[shard] > kMostWipes) {
    return Fail(ErrorCode::kRefused, "Shard " + std::to_string(shard) +
                                         " had to be restored from nothing again and again (" +
                                         why + "): check the disk under the state folder.");
  }
  LogWarning("restore.shard_wiped", {{"shard", shard}, {"reason", why}});
  ++stats_.shards_wiped;
  return store_.Wipe(shard);
}

Status Restore::ReadClaims(std::map<int32_t, ShardProgress>& shards) {
  std::vector<LogPosition> positions;
  for (const auto& [shard, progress] : shards) {
    if (!progress.done()) positions.push_back({progress.claims, progress.position});
  }
  size_t open = positions.size();
  if (open == 0) return {};
  if (Status opened = log_.Open(positions); !opened) return opened;

  uint64_t turns = 0;
  int idle = 0;
  while (open > 0) {
    const Result<LogEvent> event = Await<LogEvent>("claims", [this] { return log_.Next(); });
    if (!event) return Fail(event.error());
    const bool is_idle = std::holds_alternative<Idle>(*event);
    if ((is_idle || ++turns % kPollTurns == 0) && interrupted_()) return Fail(Interrupted());
    if (is_idle) {
      if (++idle % kIdleBeforeLogging == 0) {
        LogWarning("restore.waiting", {{"for", "an open transaction on the claims topic"}});
      }
      continue;
    }
    idle = 0;
    const Result<bool> done = TakeEvent(*event, shards);
    if (!done) return Fail(done.error());
    if (*done) --open;
  }
  return {};
}

// True where the event brought its shard to its target.
Result<bool> Restore::TakeEvent(const LogEvent& event, std::map<int32_t, ShardProgress>& shards) {
  const auto* message = std::get_if<Message>(&event);
  const auto* end = std::get_if<PartitionEnd>(&event);
  const int32_t shard = message != nullptr ? message->partition : end->partition.partition;
  ShardProgress& progress = shards.at(shard);
  if (progress.done()) return false;
  if (message != nullptr) {
    if (Status taken = Take(*message, shard, progress); !taken) return Fail(taken.error());
    ++stats_.restore_records_read;
  }
  const int64_t position = message != nullptr ? message->offset + 1 : end->offset;
  if (Status advanced = Advance(shard, progress, position); !advanced) {
    return Fail(advanced.error());
  }
  return progress.done();
}

Status Restore::Take(const Message& message, int32_t shard, ShardProgress& progress) {
  const std::string_view id = message.key.value_or("");
  const std::string_view claim = message.value.value_or("");
  if (progress.floor && message.offset == progress.floor->offset) {
    if (ClaimHash(id, claim) != progress.floor->hash) {
      return Fail(ErrorCode::kRefused,
                  ToString(progress.claims) + " holds another claim at offset " +
                      std::to_string(message.offset) + " than was committed there." + kDoubtAdvice);
    }
    progress.floor_seen = true;
  }
  if (message.offset < progress.applied_from) return {};
  if (group_is_new_ && !settings_.from_beginning) {
    return Fail(ErrorCode::kRefused,
                "Group has no committed offsets, but " + ToString(progress.claims) +
                    " holds claims: the group was deleted, or idle for longer than the brokers "
                    "keep offsets. To read the raw topics from the beginning again (what is "
                    "published already is dropped), start with --from beginning.");
  }
  progress.last = {message.offset, ClaimHash(id, claim)};
  progress.batch.emplace_back(id, claim);
  if (progress.batch.size() < kApplyRecords) return {};
  return ApplyBatch(shard, progress, message.offset + 1);
}

Status Restore::Advance(int32_t shard, ShardProgress& progress, int64_t position) {
  stats_.restore_records_left -= std::max<int64_t>(
      0, std::min(position, progress.target) - std::min(progress.position, progress.target));
  progress.position = std::max(progress.position, position);
  if (progress.floor && !progress.floor_seen && progress.position > progress.floor->offset) {
    return Fail(ErrorCode::kRefused,
                ToString(progress.claims) + " lacks the claim that was committed at offset " +
                    std::to_string(progress.floor->offset) + "." + kDoubtAdvice);
  }
  if (!progress.done()) return {};
  return ApplyBatch(shard, progress, progress.position);
}

Status Restore::ApplyBatch(int32_t shard, ShardProgress& progress, int64_t next_offset) {
  // A position alone is worth nothing where no claim was ever committed.
  if (next_offset <= progress.applied_from || (progress.batch.empty() && !progress.floor)) {
    return {};
  }
  if (std::exchange(progress.wipe_first, false)) {
    if (Status wiped = WipeShard(shard, kNotVouchedFor); !wiped) return wiped;
  }
  std::vector<ClaimRecord> records;
  records.reserve(progress.batch.size());
  for (const auto& [id, claim] : progress.batch) records.push_back({id, claim});
  const ShardUpdate update{shard, records, next_offset};
  if (Status applied = store_.Apply({&update, 1}); !applied) return applied;
  progress.batch.clear();
  progress.applied_from = next_offset;
  return {};
}

Status Restore::CheckRaw(Ownership& ownership) {
  std::map<TopicPartition, OffsetMetadata::Mark> last;
  for (const TopicPartition& partition : ownership.partitions()) {
    PartitionProgress& progress = *ownership.Find(partition.topic, partition.partition);
    if (progress.role != PartitionRole::kRaw) continue;
    const Result<Watermarks> raw = AwaitWatermarks(partition);
    if (!raw) return Fail(raw.error());
    if (Status found = FindPosition(partition, *raw, "the topic's retention", progress); !found) {
      return found;
    }
    // Below the log's start there is nothing to compare with.
    if (progress.committed_mark && progress.committed_mark->last_offset >= raw->low) {
      last[partition] = *progress.committed_mark;
    }
  }
  Status checked = CheckLastMessages(last);
  log_.Close();
  return checked;
}

// Holds a committed offset against the log; finds the first one for a partition that has none.
Status Restore::FindPosition(const TopicPartition& partition, const Watermarks& log,
                             const char* deleter, PartitionProgress& progress) const {
  if (progress.position < 0) {
    if (!group_is_new_) {
      LogInfo("partition.new", {{"partition", ToString(partition)}, {"from", log.low}});
    }
    progress.position = log.low;
  } else if (progress.position > log.high) {
    return Fail(ErrorCode::kRefused, ToString(partition) + " ends at offset " +
                                         std::to_string(log.high) + ", before the committed " +
                                         std::to_string(progress.position) +
                                         ": the topic was made anew." + kDoubtAdvice);
  } else if (progress.position < log.low) {
    const std::string gone = std::to_string(log.low - progress.position);
    if (!settings_.from_beginning) {
      return Fail(ErrorCode::kRefused,
                  ToString(partition) + " begins at offset " + std::to_string(log.low) +
                      ", behind the committed " + std::to_string(progress.position) + ": " + gone +
                      " offsets were deleted unread, by " + deleter +
                      " or by hand. To go on with what is left, start with --from beginning.");
    }
    LogWarning("partition.offsets_gone", {{"partition", ToString(partition)}, {"count", gone}});
    progress.position = log.low;
  }
  return {};
}

// Reads the last message of each partition again: a topic made anew holds another one there.
Status Restore::CheckLastMessages(const std::map<TopicPartition, OffsetMetadata::Mark>& last) {
  if (last.empty()) return {};
  std::map<TopicPartition, OffsetMetadata::Mark> open = last;
  std::vector<LogPosition> positions;
  for (const auto& [partition, mark] : last) positions.push_back({partition, mark.last_offset});
  if (Status opened = log_.Open(positions); !opened) return opened;
  while (!open.empty()) {
    if (interrupted_()) return Fail(Interrupted());
    const Result<LogEvent> event = Await<LogEvent>("raw", [this] { return log_.Next(); });
    if (!event) return Fail(event.error());
    const auto* message = std::get_if<Message>(&*event);
    const auto* end = std::get_if<PartitionEnd>(&*event);
    if (message == nullptr && end == nullptr) continue;
    const TopicPartition partition =
        end != nullptr ? end->partition
                       : TopicPartition{std::string(message->topic), message->partition};
    const auto found = open.find(partition);
    if (found == open.end()) continue;
    if (Status checked = CheckLastMessage(partition, found->second, message); !checked) {
      return checked;
    }
    open.erase(found);
  }
  return {};
}

Status Restore::CheckLastMessage(const TopicPartition& partition, const OffsetMetadata::Mark& mark,
                                 const Message* found) const {
  const bool same = found != nullptr && found->offset == mark.last_offset;
  if (same && MessageHash(*found) == mark.last_hash) return {};
  if (!same && settings_.compacted_raw_topics.contains(partition.topic)) return {};
  return Fail(ErrorCode::kRefused, ToString(partition) + " holds another message at offset " +
                                       std::to_string(mark.last_offset) +
                                       " than was read there: the topic was made anew." +
                                       kDoubtAdvice);
}

Result<std::vector<StartPosition>> Restore::Positions(Ownership& ownership) const {
  std::vector<StartPosition> positions;
  for (const TopicPartition& partition : ownership.partitions()) {
    PartitionProgress& progress = *ownership.Find(partition.topic, partition.partition);
    StartPosition& start = positions.emplace_back();
    start.partition = partition;
    if (progress.role == PartitionRole::kHome) {
      const Result<Watermarks> home = AwaitWatermarks(partition);
      if (!home) return Fail(home.error());
      if (Status found = FindPosition(partition, *home, "somebody", progress); !found) {
        return Fail(found.error());
      }
      start.drain_to = home->high;
    }
    start.offset = progress.position;
  }
  return positions;
}

}  // namespace cablestream
