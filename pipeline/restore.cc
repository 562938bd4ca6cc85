#include "pipeline/restore.h"

#include <algorithm>
#include <utility>

#include "common/log.h"
#include "common/log_limiter.h"
#include "kafka/murmur2.h"
#include "pipeline/doubt.h"
#include "pipeline/group_identity.h"
#include "storage/claim.h"
#include "storage/position.h"

namespace cablestream {
namespace {

constexpr int kTriesBeforeLogging = 20;
constexpr int kIdleBeforeLogging = 100;
constexpr uint64_t kPollReads = 256;    // claims read between two looks at the membership
constexpr int kStaleLeaderTries = 300;  // of a poll interval each
constexpr int kMostWipes = 20;
constexpr int kMostLooks = 10;

Error Interrupted() {
  return {ErrorCode::kRetry, "The restore was interrupted"};
}

constexpr char kNotVouchedFor[] = "nothing vouches for the store: no claim of it was committed";

}  // namespace

Restore::Restore(const PipelineSettings& settings, LogReader& log, DedupStore& store, Stats& stats,
                 std::function<bool(Wait)> interrupted)
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
      LogLimited(LogLevel::kWarning, "restore.waiting",
                 {{"for", what}, {"tries", tries}, {"reason", answer.error().message}});
    }
    if (interrupted_(Wait::kForEvent)) return Fail(Interrupted());
  }
}

// An old leader that was cut off may not know of its successor's messages: only an end that stays
// below what was committed means anything.
Result<Watermarks> Restore::AwaitWatermarks(const TopicPartition& partition,
                                            int64_t committed_end) const {
  for (int tries = 1;; ++tries) {
    Result<Watermarks> answer =
        Await<Watermarks>("watermarks", [&] { return log_.QueryWatermarks(partition); });
    if (!answer || answer->high >= committed_end || tries == kStaleLeaderTries) return answer;
    if (tries % kTriesBeforeLogging == 0) {
      LogLimited(LogLevel::kWarning, "restore.waiting",
                 {{"for", "a leader that knows what was committed"},
                  {"partition", ToString(partition)},
                  {"end", answer->high},
                  {"committed", committed_end}});
    }
    if (interrupted_(Wait::kForEvent)) return Fail(Interrupted());
  }
}

Result<std::vector<CommittedOffset>> Restore::AwaitCommitted(
    const std::vector<TopicPartition>& partitions) const {
  return Await<std::vector<CommittedOffset>>("stable committed offsets",
                                             [&] { return log_.Committed(partitions); });
}

// A member that slept may hold old offsets against a log that others have gone on with: a doubt
// stands where the next look, from the offsets on, finds the very same, or the tenth one finds any.
// Between them it hears whether the group has replaced it. Where a log did not hold what its ends
// promised, an old leader was read from, which is left behind in time.
Result<std::vector<StartPosition>> Restore::Run(Ownership& ownership) {
  ++stats_.restores;
  std::string doubt;
  for (int look = 1;; ++look) {
    reading_refused_ = false;
    Result<std::vector<StartPosition>> positions = RunSteps(ownership);
    if (positions || positions.error().code != ErrorCode::kRefused) return positions;
    const bool stands = look >= kMostLooks || doubt == positions.error().message;
    if (reading_refused_ ? look >= kStaleLeaderTries : stands) return positions;
    if (doubt != positions.error().message) {
      doubt = std::move(positions.error().message);
      LogInfo("restore.second_look", {{"reason", doubt}});
    }
    if (interrupted_(Wait::kForEvent)) return Fail(Interrupted());
  }
}

Result<std::vector<StartPosition>> Restore::RunSteps(Ownership& ownership) {
  stats_.restore_records_read = 0;
  stats_.restore_records_left = 0;
  for (const auto step : {&Restore::TakeOffsets, &Restore::TakeWatermarks, &Restore::CheckWitnesses,
                          &Restore::RestoreShards}) {
    const Status done = (this->*step)(ownership);
    log_.Close();
    stats_.restore_records_left = 0;
    if (!done) return Fail(done.error());
  }
  distrusted_ = false;
  return Positions(ownership);
}

Status Restore::TakeOffsets(Ownership& ownership) {
  group_is_new_ = false;
  if (ownership.empty()) return {};
  const Result<std::vector<CommittedOffset>> committed = AwaitCommitted(ownership.partitions());
  if (!committed) return Fail(committed.error());
  bool all_new = true;
  for (const CommittedOffset& offset : *committed) {
    PartitionProgress& progress =
        *ownership.Find(offset.partition.topic, offset.partition.partition);
    if (Status taken = TakeOver(offset, progress); !taken) return taken;
    all_new = all_new && offset.offset < 0;
  }
  if (!all_new) return {};
  const Result<bool> none = GroupHasNoOffset();
  if (!none) return Fail(none.error());
  group_is_new_ = *none;
  return {};
}

// A committed offset says where to go on, and by its metadata who wrote it and what must be there.
Status Restore::TakeOver(const CommittedOffset& committed, PartitionProgress& progress) {
  progress.uncommitted = true;
  progress.last = {};
  progress.position = committed.offset;
  progress.is_new = committed.offset < 0;
  progress.mark_ms = -1;
  progress.committed_mark.reset();
  progress.last_is_deleted = false;
  progress.floor.reset();
  progress.claims_log = 0;
  progress.forgotten_before_ms = 0;
  if (committed.offset < 0) return {};

  const Result<OffsetMetadata> metadata = ReadMetadata(committed, settings_);
  if (!metadata) return Fail(metadata.error());
  progress.floor = metadata->floor;
  progress.claims_log = metadata->claims_log;
  progress.forgotten_before_ms = metadata->forgotten_before_ms;
  progress.committed_mark = metadata->mark;
  if (metadata->mark) progress.mark_ms = metadata->mark->time_ms;
  return {};
}

Result<bool> Restore::GroupHasNoOffset() const {
  const Result<std::vector<CommittedOffset>> committed = AwaitCommitted(PartitionsOf(settings_));
  if (!committed) return Fail(committed.error());
  return std::all_of(committed->begin(), committed->end(),
                     [](const CommittedOffset& offset) { return offset.offset < 0; });
}

// Where each log begins and ends, held against what was committed.
Status Restore::TakeWatermarks(Ownership& ownership) {
  claims_.clear();
  for (const int32_t shard : ownership.shards()) {
    const TopicPartition claims{settings_.claims_topic, shard};
    const std::optional<OffsetMetadata::Floor>& floor = ownership.Keeper(shard)->floor;
    const Result<Watermarks> marks = AwaitWatermarks(claims, floor ? floor->offset + 1 : 0);
    if (!marks) return Fail(marks.error());
    if (floor && (marks->high <= floor->offset || marks->low > floor->offset)) {
      return Fail(ErrorCode::kRefused, FloorIsGone(claims, *marks, floor->offset));
    }
    claims_[shard] = *marks;
  }
  for (const TopicPartition& partition : ownership.partitions()) {
    PartitionProgress& progress = *ownership.Find(partition.topic, partition.partition);
    if (progress.role != PartitionRole::kRaw) continue;
    const Result<Watermarks> raw = AwaitWatermarks(partition, progress.position);
    if (!raw) return Fail(raw.error());
    if (Status found = FindPosition(partition, *raw, kRawDeleter, progress); !found) {
      return found;
    }
    progress.last_is_deleted =
        progress.committed_mark && progress.committed_mark->last_offset < raw->low;
  }
  return {};
}

// Reads again the last claim of each shard and the last message of each raw partition: a topic that
// was made anew holds another one there. Nothing is changed before this is done.
Status Restore::CheckWitnesses(Ownership& ownership) {
  std::map<TopicPartition, Witness> open;
  for (const TopicPartition& partition : ownership.partitions()) {
    const PartitionProgress& progress = *ownership.Find(partition.topic, partition.partition);
    if (progress.floor) {
      open[{settings_.claims_topic, partition.partition}] = {progress.floor->offset,
                                                             progress.floor->hash};
    }
    if (progress.committed_mark && !progress.last_is_deleted) {
      open[partition] = {progress.committed_mark->last_offset, progress.committed_mark->last_hash};
    }
  }
  if (open.empty()) return {};
  std::vector<LogPosition> positions;
  for (const auto& [partition, witness] : open) positions.push_back({partition, witness.offset});
  if (Status opened = AwaitOpen(positions); !opened) return opened;
  while (!open.empty()) {
    const Result<LogEvent> event = NextOrWait();
    if (!event) return Fail(event.error());
    const auto* message = std::get_if<Message>(&*event);
    const auto* end = std::get_if<PartitionEnd>(&*event);
    if (message == nullptr && end == nullptr) continue;
    const TopicPartition partition =
        end != nullptr ? end->partition
                       : TopicPartition{std::string(message->topic), message->partition};
    const auto found = open.find(partition);
    if (found == open.end()) continue;
    // The transaction that wrote the record has committed, as its offset shows, but may not have
    // ended in this log yet: only an end behind the record tells anything.
    if (end != nullptr && end->offset <= found->second.offset) continue;
    if (Status checked = CheckWitness(partition, found->second, message); !checked) return checked;
    open.erase(found);
  }
  return {};
}

Status Restore::CheckWitness(const TopicPartition& partition, const Witness& witness,
                             const Message* found) const {
  const bool is_claim = partition.topic == settings_.claims_topic;
  const bool is_there = found != nullptr && found->offset == witness.offset;
  if (!is_there && settings_.compacted_raw_topics.contains(partition.topic)) return {};
  if (is_there) {
    const uint64_t hash = is_claim ? ClaimHash(found->key.value_or(""), found->value.value_or(""))
                                   : MessageHash(*found);
    if (hash == witness.hash) return {};
  }
  return Fail(ErrorCode::kRefused,
              ToString(partition) + " holds another " + (is_claim ? "claim" : "message") +
                  " at offset " + std::to_string(witness.offset) + " than was " +
                  (is_claim ? "committed" : "read") + " there, or none: the topic was made anew." +
                  (is_claim ? kClaimsAdvice : kRawAdvice));
}

Status Restore::RestoreShards(Ownership& ownership) {
  std::map<int32_t, ShardProgress> shards;
  int64_t left = 0;
  waiting_ = 0;
  for (const int32_t shard : ownership.shards()) {
    ShardProgress& progress = shards[shard];
    progress.claims = {settings_.claims_topic, shard};
    progress.has_floor = ownership.Keeper(shard)->floor.has_value();
    progress.keeper_is_new = ownership.Keeper(shard)->is_new;
    progress.claims_log = ownership.Keeper(shard)->claims_log;
    if (Status planned = PlanFromStore(shard, claims_.at(shard), progress); !planned) {
      return planned;
    }
    left += std::max<int64_t>(0, progress.target - progress.position);
  }
  stats_.restore_records_left = left;
  LogDebug("restore.planned", {{"records", left}});
  if (Status read = ReadClaims(shards); !read) return read;
  for (auto& [shard, progress] : shards) {
    if (progress.wipe_first) {
      if (Status wiped = WipeShard(shard, kNotVouchedFor); !wiped) return wiped;
    }
    PartitionProgress& keeper = *ownership.Keeper(shard);
    if (!keeper.floor) keeper.floor = progress.last;
  }
  return {};
}

// Where the store's copy ends. A store that can't be a copy of this log is wiped: the log itself is
// vouched for by the floor. Without a floor nothing is wiped before it is clear that the log may be
// used at all.
Status Restore::PlanFromStore(int32_t shard, const Watermarks& claims, ShardProgress& progress) {
  progress.target = claims.high;
  progress.applied_from = claims.low;
  progress.position = claims.low;
  if (distrusted_) return WipeShard(shard, "the store could not be read");
  const Result<std::optional<int64_t>> stored = store_.NextOffset(shard);
  if (!stored && stored.error().code != ErrorCode::kCorruption) return Fail(stored.error());
  if (!progress.has_floor) {
    progress.wipe_first = !stored || stored->has_value();
    return {};
  }
  if (!stored) return WipeShard(shard, "the store is corrupt");
  if (!*stored) return {};
  if (**stored > claims.high) return WipeShard(shard, "the store is ahead of the claims topic");
  if (**stored < claims.low) {
    // No fault of the store, which may have been away while a window passed: not counted.
    LogInfo("restore.shard_wiped",
            {{"shard", shard}, {"reason", "the claims topic begins behind the store"}});
    ++stats_.shards_wiped;
    return store_.Wipe(shard);
  }
  const Result<bool> same_log = StoreFollows(shard, progress.claims_log);
  if (!same_log) return Fail(same_log.error());
  if (!*same_log) return WipeShard(shard, "the claims were made anew");
  progress.applied_from = **stored;
  progress.position = **stored;
  progress.claims_log_noted = true;
  return {};
}

// Whether the store is a copy of this making of the claims topic: offsets of another one mean
// something else.
Result<bool> Restore::StoreFollows(int32_t shard, uint64_t claims_log) const {
  const Result<std::optional<std::string>> noted = store_.Find(shard, kClaimsLogKey);
  if (!noted) return Fail(noted.error());
  return *noted ? **noted == EncodeClaimsLog(claims_log) : claims_log == 0;
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

// The next event of what is open, the membership looked after.
Result<LogEvent> Restore::NextOrWait() {
  Result<LogEvent> event = Await<LogEvent>("a log", [this] { return log_.Next(); });
  if (!event) {
    reading_refused_ = event.error().code == ErrorCode::kRefused;
    return event;
  }
  const bool is_idle = std::holds_alternative<Idle>(*event);
  if ((is_idle || ++reads_ % kPollReads == 0) && interrupted_(Wait::kNo)) {
    return Fail(Interrupted());
  }
  idle_reads_ = is_idle ? idle_reads_ + 1 : 0;
  if (is_idle && idle_reads_ % kIdleBeforeLogging == 0) {
    LogLimited(LogLevel::kWarning, "restore.waiting",
               {{"for", "the leader, or the end of an open transaction"}});
  }
  return event;
}

Status Restore::AwaitOpen(const std::vector<LogPosition>& positions) const {
  return Await<void>("opening a log", [&] { return log_.Open(positions); });
}

Status Restore::ReadClaims(std::map<int32_t, ShardProgress>& shards) {
  std::vector<LogPosition> positions;
  for (const auto& [shard, progress] : shards) {
    if (!progress.done()) positions.push_back({progress.claims, progress.position});
  }
  size_t open = positions.size();
  if (open == 0) return {};
  if (Status opened = AwaitOpen(positions); !opened) return opened;
  while (open > 0) {
    const Result<LogEvent> event = NextOrWait();
    if (!event) return Fail(event.error());
    if (std::holds_alternative<Idle>(*event)) continue;
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
  if (Status room = MakeRoom(shards); !room) return Fail(room.error());
  return progress.done();
}

Status Restore::Take(const Message& message, int32_t shard, ShardProgress& progress) {
  if (message.offset < progress.applied_from) return {};
  // Each transaction with a claim carries the offset of what stands for its shard.
  if (progress.keeper_is_new && !settings_.from_beginning) {
    return Fail(ErrorCode::kRefused,
                group_is_new_ ? OffsetsAreGone(progress.claims) : OffsetIsGone(progress.claims));
  }
  const std::string_view id = message.key.value_or("");
  const std::string_view claim = message.value.value_or("");
  if (id.empty()) {
    return Fail(ErrorCode::kRefused,
                ToString(progress.claims) + " holds at offset " + std::to_string(message.offset) +
                    " a message that is no claim: only cablestream may write to this topic. "
                    "`cablestream state rebuild` makes the claims anew.");
  }
  if (group_is_new_ && !BelongsTo(shard, id, claim)) {
    return Fail(ErrorCode::kInvalidArgument,
                "The claim at offset " + std::to_string(message.offset) + " of " +
                    ToString(progress.claims) +
                    " belongs to another shard: it was made under another dedup.scope. Use "
                    "the settings that this group began with, or a new group.");
  }
  progress.last = {message.offset, ClaimHash(id, claim)};
  progress.batch.Add(id, claim);
  ++waiting_;
  return {};
}

// The more claims the store takes over at once, the less each of them costs.
Status Restore::MakeRoom(std::map<int32_t, ShardProgress>& shards) {
  if (waiting_ < settings_.restore_claims) return {};
  auto& [shard, progress] =
      *std::max_element(shards.begin(), shards.end(), [](const auto& left, const auto& right) {
        return left.second.batch.size() < right.second.batch.size();
      });
  return ApplyBatch(shard, progress, progress.last->offset + 1);
}

// Without a committed offset nothing else tells under which scope the claims were made. A claim
// that was withdrawn names no raw partition.
bool Restore::BelongsTo(int32_t shard, std::string_view id, std::string_view claim) const {
  if (settings_.scope == DedupScope::kGroup) return PartitionOf(id, settings_.shards) == shard;
  const Result<Claim> decoded = DecodeClaim(claim);
  return !decoded || decoded->partition == shard;
}

Status Restore::Advance(int32_t shard, ShardProgress& progress, int64_t position) {
  const int64_t reached = std::min(std::max(position, progress.position), progress.target);
  stats_.restore_records_left -= reached - std::min(progress.position, reached);
  progress.position = std::max(progress.position, position);
  if (!progress.done()) return {};
  return ApplyBatch(shard, progress, progress.position);
}

Status Restore::ApplyBatch(int32_t shard, ShardProgress& progress, int64_t next_offset) {
  // A position alone is worth nothing where no claim was ever committed.
  if (next_offset <= progress.applied_from || (progress.batch.empty() && !progress.has_floor)) {
    return {};
  }
  if (std::exchange(progress.wipe_first, false)) {
    if (Status wiped = WipeShard(shard, kNotVouchedFor); !wiped) return wiped;
  }
  std::vector<ClaimRecord> records;
  records.reserve(progress.batch.size() + 1);
  const std::string claims_log = EncodeClaimsLog(progress.claims_log);
  if (progress.claims_log != 0 && !std::exchange(progress.claims_log_noted, true)) {
    records.push_back({kClaimsLogKey, claims_log});
  }
  progress.batch.AppendTo(records);
  const ShardUpdate update{shard, records, next_offset};
  if (Status applied = store_.Apply({&update, 1}); !applied) return applied;
  waiting_ -= progress.batch.size();
  progress.batch.Clear();
  progress.applied_from = next_offset;
  return {};
}

std::optional<OffsetRange> Restore::RangeOf(const TopicPartition& partition,
                                            const PartitionProgress& progress) const {
  if (progress.role != PartitionRole::kRaw) return std::nullopt;
  return settings_.RangeOf(partition);
}

// Holds a committed offset against the log; finds the first one for a partition that has none.
Status Restore::FindPosition(const TopicPartition& partition, const Watermarks& log,
                             const char* deleter, PartitionProgress& progress) const {
  if (const auto range = RangeOf(partition, progress)) {
    const bool is_new = progress.position < 0;
    if (is_new) progress.position = range->from;
    if (progress.position >= range->to) return {};  // nothing of it is read any more
    if (is_new && log.low > range->from) {
      return Fail(ErrorCode::kRefused, BeginsBehindRange(partition, log, *range));
    }
  }
  if (progress.position < 0) {
    if (!group_is_new_) {
      LogInfo("partition.new", {{"partition", ToString(partition)}, {"from", log.low}});
    }
    progress.position = log.low;
  } else if (progress.position > log.high) {
    return Fail(ErrorCode::kRefused, EndsBefore(partition, log, progress.position));
  } else if (progress.position < log.low) {
    if (!settings_.from_beginning) {
      return Fail(ErrorCode::kRefused, BeginsBehind(partition, log, progress.position, deleter));
    }
    LogWarning("partition.offsets_gone",
               {{"partition", ToString(partition)}, {"count", log.low - progress.position}});
    progress.position = log.low;
  }
  return {};
}

Result<std::vector<StartPosition>> Restore::Positions(Ownership& ownership) const {
  std::vector<StartPosition> positions;
  for (const TopicPartition& partition : ownership.partitions()) {
    PartitionProgress& progress = *ownership.Find(partition.topic, partition.partition);
    StartPosition& start = positions.emplace_back();
    start.partition = partition;
    if (progress.role == PartitionRole::kHome) {
      const Result<Watermarks> home = AwaitWatermarks(partition, progress.position);
      if (!home) return Fail(home.error());
      if (Status found = FindPosition(partition, *home, kHomeDeleter, progress); !found) {
        return Fail(found.error());
      }
      start.drain_to = home->high;
      progress.log_start = home->low;
    }
    start.offset = progress.position;
    start.singly_to = progress.singly_to;
    if (const auto range = RangeOf(partition, progress)) start.read_to = range->to;
  }
  return positions;
}

}  // namespace cablestream
