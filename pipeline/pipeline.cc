#include "pipeline/pipeline.h"

#include <algorithm>
#include <utility>

#include "common/log.h"
#include "common/log_limiter.h"
#include "parser/content_hash.h"
#include "pipeline/group_identity.h"

namespace cablestream {
namespace {

constexpr int kMostWaysBack = 10;

// Whether the one way back can mend an error of sink or store.
bool IsMendable(ErrorCode code) {
  switch (code) {
    case ErrorCode::kRetry:
    case ErrorCode::kLost:
    case ErrorCode::kFenced:
    case ErrorCode::kCorruption:
    case ErrorCode::kIo:
      return true;
    default:
      return false;
  }
}

}  // namespace

Pipeline::Pipeline(PipelineSettings settings, Source& source, Sink& sink, DedupStore& store,
                   LogReader& log, Stats& stats, CrashNotes* crashes, LogTrimmer* trimmer,
                   TransactionWatch* watch)
    : settings_(std::move(settings)),
      source_(source),
      sink_(sink),
      store_(store),
      stats_(stats),
      watch_(watch),
      processor_(settings_, sink, store, ownership_, crashes),
      restore_(settings_, log, store, stats, [this](Wait wait) { return Interrupted(wait); }),
      until_end_(settings_, log),
      home_trim_(trimmer),
      claim_expiry_(settings_, log, store, trimmer) {}

Status Pipeline::Run() {
  Status turned;
  while (!done_ && turned) {
    turned = Turn();
    if (!turned && IsMendable(turned.error().code)) turned = WayBack(turned.error());
  }
  stats_.ready = false;
  Drop(turned ? LossCause::kOther : CauseOf(turned.error()));
  // What stays open would hold up every reader until it times out.
  if (left_open_) (void)sink_.Renew();
  return turned;
}

Status Pipeline::Turn() {
  ++stats_.loop_turns;
  if (!waiting_ && (sink_ready_ || !Interrupted(Wait::kNo))) {
    if (!sink_ready_) return RenewSink();
    if (settings_.until_end && !ends_taken_) {
      Status taken = until_end_.TakeEnds();
      if (!taken && taken.error().code != ErrorCode::kRetry) return taken;
      ends_taken_ = taken.has_value();
    }
    if (restore_due_) return RestoreOwned();
  }
  Result<SourceEvent> event = NextEvent();
  if (!event) {
    if (event.error().code == ErrorCode::kFenced) return Rejoin(event.error());
    // A log that does not hold the next offset any more: what that means, the restore finds out. To
    // a member that slept, others may have gone on and deleted what is done.
    if (event.error().code == ErrorCode::kRefused) return WayBack(event.error());
    return Fail(event.error());
  }
  return Handle(std::move(*event));
}

Result<SourceEvent> Pipeline::NextEvent() {
  if (!waiting_) return source_.Next(Wait::kForEvent);
  Result<SourceEvent> event = std::move(*waiting_);
  waiting_.reset();
  return event;
}

Status Pipeline::Handle(SourceEvent event) {
  return std::visit([this](auto&& one) { return Handle(std::forward<decltype(one)>(one)); },
                    std::move(event));
}

Status Pipeline::Handle(Idle /*idle*/) {
  if (!transaction_open_) sink_.Serve();
  return TestEnd();
}

Status Pipeline::Handle(Message message) {
  PartitionProgress* progress = ownership_.Find(message.topic, message.partition);
  // What comes between two starts is read again after the second.
  if (restore_due_ || progress == nullptr) return {};
  if (Status begun = Begin(); !begun) return begun;
  Result<RawMessage> raw = AsRaw(message, *progress);
  if (!raw) return Fail(raw.error());
  if (progress->refused && progress->refused->offset == message.offset) {
    raw->without_timestamp = progress->refused->without_timestamp;
    raw->rejected = progress->refused->rejected;
  }
  reading_ = {reading_.messages + 1, progress, message.offset, raw->timestamp_ms};
  if (Status processed = processor_.Process(*raw); !processed) return processed;
  progress->position = message.offset + 1;
  progress->uncommitted = true;
  claim_expiry_.NoteRead();
  if (progress->role == PartitionRole::kHome) home_trim_.NoteRead(message);
  if (progress->role == PartitionRole::kRaw) progress->last = std::move(message);
  return {};
}

// The raw message that was read here, or was forwarded to here.
Result<RawMessage> Pipeline::AsRaw(const Message& message, PartitionProgress& progress) const {
  if (progress.role == PartitionRole::kRaw) {
    progress.mark_ms = AdvanceMark(progress.mark_ms, message.timestamp_ms, settings_.max_future_ms);
    return FromRaw(message, progress.mark_ms);
  }
  Result<RawMessage> forwarded = FromHome(message);
  if (!forwarded) return Fail(ErrorCode::kRefused, forwarded.error().message);
  return forwarded;
}

Status Pipeline::Handle(const PartitionEnd& end) {
  PartitionProgress* progress = ownership_.Find(end.partition.topic, end.partition.partition);
  if (restore_due_ || progress == nullptr || end.offset <= progress->position) return {};
  progress->position = end.offset;
  progress->uncommitted = true;
  return {};
}

Status Pipeline::Handle(BatchDue /*due*/) {
  if (restore_due_) return {};
  if (Status committed = Commit(); !committed) return committed;
  return TestEnd();
}

Status Pipeline::Handle(Assigned assigned) {
  LogInfo("assignment.received", {{"partitions", assigned.partitions.size()},
                                  {"generation", assigned.membership.generation}});
  Drop(LossCause::kRebalance);
  if (Status known = CheckShards(settings_, assigned.partitions); !known) return known;
  ownership_.Reset(std::move(assigned.partitions), std::move(assigned.membership), settings_);
  FollowPositions();
  stats_.owned_partitions = static_cast<int64_t>(ownership_.size());
  restore_due_ = true;
  return {};
}

// The group waits until Release: the open transaction is settled first.
Status Pipeline::Handle(const Revoked& revoked) {
  LogInfo("assignment.revoked", {{"lost", revoked.lost ? "yes" : "no"}});
  Status settled;
  if (!revoked.lost && !restore_due_) settled = Commit();
  Disown(settled ? LossCause::kRebalance : CauseOf(settled.error()));
  Status released = source_.Release();
  if (!released && released.error().code == ErrorCode::kFenced) released = Rejoin(released.error());
  if (!released) return released;
  if (settled || !IsMendable(settled.error().code)) return settled;
  LogWarning("transaction.lost", {{"reason", settled.error().message}});
  sink_ready_ = false;  // nothing is owned any more: a new producer is all there is to do
  return {};
}

Status Pipeline::Handle(StopRequested /*stop*/) {
  done_ = true;
  if (restore_due_ || !sink_ready_) return {};
  Status committed = Commit();
  if (!committed && IsMendable(committed.error().code)) {
    LogWarning("transaction.lost", {{"reason", committed.error().message}});
    Drop(CauseOf(committed.error()));
    return {};  // the next start takes it up where it was committed last
  }
  return committed;
}

Status Pipeline::Begin() {
  if (transaction_open_) return {};
  if (Status begun = sink_.Begin(); !begun) return begun;
  transaction_open_ = true;
  stats_.transaction_open = true;
  if (watch_ != nullptr) watch_->Begun();
  LogDebug("transaction.begun");
  return {};
}

// The order is the guarantee.
Status Pipeline::Commit() {
  if (!transaction_open_ && !ownership_.HasUncommitted()) return {};
  if (Status begun = Begin(); !begun) return begun;

  const Result<std::vector<FlushedClaims>> claims = sink_.Flush();
  if (!claims) return Fail(claims.error());
  for (const FlushedClaims& claim : *claims) {
    PartitionProgress& keeper = *ownership_.Keeper(claim.shard);
    if (keeper.floor && claim.first <= keeper.floor->offset) {
      return Fail(ErrorCode::kRefused,
                  settings_.claims_topic + "[" + std::to_string(claim.shard) +
                      "] was deleted and made anew while this process ran: the claims that it "
                      "held are gone. Nothing was committed since. Stop every instance, and make "
                      "the claims anew from the records topic: cablestream state rebuild.");
    }
    keeper.floor = {claim.last, processor_.pending().LastHash(claim.shard)};
    keeper.uncommitted = true;
  }
  const std::vector<OffsetCommit> offsets =
      ownership_.OffsetsToCommit(IdentityOf(settings_), kContentHashVersion);
  if (Status sent = sink_.SendOffsets(offsets, ownership_.membership()); !sent) return sent;
  if (Status committed = sink_.Commit(); !committed) {
    NoteUnsettled(offsets);
    return committed;
  }
  return Apply(*claims);
}

// After the commit: now, and only now, the claims are the store's.
Status Pipeline::Apply(const std::vector<FlushedClaims>& claims) {
  transaction_open_ = false;
  stats_.transaction_open = false;
  ++stats_.transactions_committed;
  Add(processor_.counts(), stats_);
  CountFound();
  if (watch_ != nullptr) watch_->Committed(processor_.timestamps_ms());
  LogDebug("transaction.committed",
           {{"messages", processor_.counts().messages}, {"records", processor_.counts().records}});
  Status applied = processor_.pending().ApplyTo(store_, claims);
  processor_.ForgetCrashes();
  processor_.Clear();
  reading_ = {};
  ownership_.NoteCommitted();
  NotePositions();
  if (!applied) return applied;
  ways_back_ = 0;
  home_trim_.TrimIfDue(ownership_);
  claim_expiry_.FreeIfDue(ownership_);
  NoteLeft();
  return {};
}

// A refused output takes the one way back as any failure does. What has been read is then read
// again one message a transaction; a message that is refused alone is at fault itself.
Status Pipeline::NoteRefusal() {
  const std::optional<Refusal> refusal = sink_.refusal();
  if (!refusal || reading_.messages == 0) return {};
  LogWarning(
      "output.refused",
      {{"topic", refusal->topic_name}, {"error", refusal->error}, {"messages", reading_.messages}});
  ownership_.ReadSingly();
  int64_t& singly_to = reading_.partition->singly_to;
  singly_to = std::max(singly_to, reading_.offset + 1);  // Produce may have failed inside of it
  if (reading_.messages > 1) return {};
  std::optional<RefusedMessage>& refused = reading_.partition->refused;
  const bool again = refused && refused->offset == reading_.offset;
  Result<RefusedMessage> judged =
      Judge(*refusal, processor_.last_source(),
            again ? *refused : RefusedMessage{.offset = reading_.offset});
  if (!judged) return Fail(judged.error());
  // Others like it need not be refused first, each with a way back of its own.
  if (refusal->timestamp) sink_.NoteRefusedTimestamp(refusal->topic, reading_.timestamp_ms);
  refused = std::move(*judged);
  return {};
}

// Forgets the open transaction. The producer that holds it is not used again.
void Pipeline::Drop(LossCause cause) {
  processor_.Clear();
  reading_ = {};
  if (!transaction_open_) return;
  transaction_open_ = false;
  stats_.transaction_open = false;
  sink_ready_ = false;
  left_open_ = true;
  ++stats_.transactions_lost[static_cast<size_t>(cause)];
}

LossCause Pipeline::CauseOf(const Error& error) const {
  switch (error.code) {
    case ErrorCode::kRetry:
    case ErrorCode::kLost:
      return sink_.refusal() ? LossCause::kRefusedOutput : LossCause::kBrokers;
    case ErrorCode::kFenced:
      return LossCause::kFenced;
    case ErrorCode::kCorruption:
    case ErrorCode::kIo:
      return LossCause::kStore;
    default:
      return LossCause::kOther;
  }
}

// Forgets the assignment, and what was open under it.
void Pipeline::Disown(LossCause cause) {
  Drop(cause);
  unsettled_.reset();
  found_.clear();
  claim_expiry_.Reset();
  ownership_.Clear();
  stats_.positions.Follow({});
  restore_due_ = false;
  stats_.ready = false;
  stats_.owned_partitions = 0;
}

Status Pipeline::RenewSink() {
  left_open_ = false;  // tried: where no broker answers, a stop does not wait a second time
  Status renewed = sink_.Renew();
  if (!renewed) {
    if (renewed.error().code != ErrorCode::kRetry) return renewed;
    LogLimited(LogLevel::kWarning, "producer.waiting", {{"reason", renewed.error().message}});
    (void)Interrupted(Wait::kForEvent);
    return {};
  }
  sink_ready_ = true;
  return {};
}

Status Pipeline::RestoreOwned() {
  stats_.ready = false;
  claim_expiry_.Reset();
  const Result<std::vector<StartPosition>> positions = restore_.Run(ownership_);
  if (!positions) {
    if (positions.error().code == ErrorCode::kRetry) return {};  // the event that waits comes first
    return Fail(positions.error());
  }
  FindUnsettled();
  if (Status started = source_.Start(*positions); !started) return started;
  restore_due_ = false;
  stats_.ready = true;
  NotePositions();
  NoteLeft();
  home_trim_.Trim(ownership_);
  LogInfo("restore.done",
          {{"partitions", positions->size()}, {"claims_read", stats_.restore_records_read.load()}});
  return {};
}

// Of the partition that was read last: an offset that the transaction did not move tells nothing.
void Pipeline::NoteUnsettled(const std::vector<OffsetCommit>& offsets) {
  for (const OffsetCommit& offset : offsets) {
    const TopicPartition& partition = offset.partition;
    if (ownership_.Find(partition.topic, partition.partition) != reading_.partition) continue;
    unsettled_ = Unsettled{offset, processor_.counts()};
  }
}

// A commit of unknown end took place if the offsets say so, and nobody else has moved them: which
// is known once this member has committed again under the same assignment.
void Pipeline::FindUnsettled() {
  if (!unsettled_) return;
  const TopicPartition& partition = unsettled_->offset.partition;
  const PartitionProgress* progress = ownership_.Find(partition.topic, partition.partition);
  if (progress != nullptr && progress->position >= unsettled_->offset.offset) {
    found_.push_back(unsettled_->counts);
  }
  unsettled_.reset();
}

void Pipeline::CountFound() {
  for (const TransactionCounts& counts : found_) Add(counts, stats_);
  found_.clear();
}

// The one way back: overlay dropped, new producer, restore of all that is owned, which is also the
// rewind. A store that can't be read is wiped first: it is only a copy.
Status Pipeline::WayBack(const Error& cause) {
  LogWarning("pipeline.way_back",
             {{"class", ErrorCodeName(cause.code)}, {"reason", cause.message}});
  ++stats_.ways_back;
  if (Status noted = NoteRefusal(); !noted) return noted;
  Drop(CauseOf(cause));
  sink_ready_ = false;
  stats_.ready = false;
  if (++ways_back_ > kMostWaysBack) {
    return Fail(cause.code == ErrorCode::kIo ? ErrorCode::kIo : ErrorCode::kLost,
                "Nothing could be committed after " + std::to_string(kMostWaysBack) +
                    " tries in a row; the last failure: " + cause.message);
  }
  restore_due_ = !ownership_.empty();
  if (Status halted = source_.Halt(); !halted && !IsMendable(halted.error().code)) return halted;
  if (cause.code == ErrorCode::kCorruption) restore_.DistrustStore();
  // Back off: 0, 1, 2, 4, ... idle polls, for as long as nothing else wants to be handled.
  const int idle_polls = ways_back_ == 1 ? 0 : 1 << (ways_back_ - 2);
  for (int i = 0; i < idle_polls && !Interrupted(Wait::kForEvent); ++i) {
  }
  return {};
}

// The seat was taken by another process: a new consumer, once.
Status Pipeline::Rejoin(const Error& cause) {
  LogWarning("membership.lost", {{"reason", cause.message}});
  Disown(LossCause::kFenced);
  return source_.Renew();
}

// Of a replay: up to the ends of its ranges.
void Pipeline::FollowPositions() {
  std::vector<FollowedPartition> followed;
  for (const TopicPartition& partition : ownership_.partitions()) {
    FollowedPartition& one = followed.emplace_back(FollowedPartition{partition});
    if (!settings_.raw_topics.contains(partition.topic)) continue;
    if (const auto range = settings_.RangeOf(partition)) one.end = range->to;
  }
  stats_.positions.Follow(std::move(followed));
}

// What is committed, for others to see.
void Pipeline::NotePositions() {
  const std::vector<TopicPartition> partitions = ownership_.partitions();
  for (size_t i = 0; i < partitions.size(); ++i) {
    const TopicPartition& partition = partitions[i];
    stats_.positions.Note(i, ownership_.Find(partition.topic, partition.partition)->position);
  }
}

void Pipeline::NoteLeft() {
  if (!ends_taken_) return;
  int64_t left = 0;
  for (const TopicPartition& partition : ownership_.partitions()) {
    const PartitionProgress& progress = *ownership_.Find(partition.topic, partition.partition);
    left += std::max<int64_t>(0, until_end_.EndOf(partition) - progress.position);
  }
  stats_.raw_messages_left = left;
}

Status Pipeline::TestEnd() {
  if (!settings_.until_end || !ends_taken_ || restore_due_ || transaction_open_) return {};
  for (const TopicPartition& partition : ownership_.partitions()) {
    const PartitionProgress& progress = *ownership_.Find(partition.topic, partition.partition);
    if (progress.position < until_end_.EndOf(partition)) return {};
  }
  const Result<bool> reached = until_end_.Reached();
  if (!reached) {
    if (reached.error().code == ErrorCode::kRetry) return {};
    return Fail(reached.error());
  }
  done_ = *reached;
  return {};
}

bool Pipeline::Interrupted(Wait wait) {
  if (waiting_) return true;
  ++stats_.loop_turns;
  Result<SourceEvent> event = source_.Next(wait);
  // What was read before is read again after the restore.
  if (event &&
      (std::holds_alternative<Idle>(*event) || std::holds_alternative<Message>(*event) ||
       std::holds_alternative<PartitionEnd>(*event) || std::holds_alternative<BatchDue>(*event))) {
    return false;
  }
  waiting_ = std::move(event);
  return true;
}

}  // namespace cablestream
