#include "audit/source_check.h"

#include <algorithm>
#include <string>
#include <utility>

#include "audit/outcome.h"
#include "cable/v1/cable.pb.h"
#include "parser/parser.h"
#include "pipeline/dedup.h"
#include "pipeline/ownership.h"
#include "storage/claim.h"

namespace cablestream {
namespace {

// What is known of the raw message that an output names.
enum class Presence {
  kMessage,    // it is there, below the cut
  kGone,       // the raw topic's retention or compaction may have taken it
  kBeyondCut,  // not looked at
  kAbsent,     // there is no such message
};

// Message time is that of all messages from the beginning, or that of a replay's range, on.
bool KnowsMarks(const AuditGround& ground, uint16_t topic, const LogRange& log) {
  const auto range = ground.ranges.find(log.partition);
  const int64_t begin = range == ground.ranges.end() ? 0 : range->second.from;
  return log.from == begin && !ground.topics.raw[topic].compacted;
}

class PartitionCheck {
 public:
  PartitionCheck(const AuditGround& ground, uint16_t topic, const LogRange& log, int64_t cut,
                 ScratchCursor cursor, Scratch& scratch, AuditReport& report)
      : ground_(ground),
        topic_(topic),
        partition_(log.partition),
        low_(log.from),
        high_(log.to),
        cut_(cut),
        cursor_(std::move(cursor)),
        scratch_(scratch),
        report_(report),
        cable_(std::make_unique<cable::v1::Cable>()),
        knows_marks_(KnowsMarks(ground, topic, log)) {
    Decode();
  }

  Status OnMessage(const Message& message) {
    SettleUpTo(message.offset);
    ++report_.raw;
    mark_ms_ = AdvanceMark(mark_ms_, message.timestamp_ms, ground_.max_future_ms);
    Outcome outcome;
    if (At(message.offset)) outcome = TakeEntries(Presence::kMessage);
    if (outcome.records > 0) {
      ++report_.records;
      if (ground_.window_ms && knows_marks_) return NoteTime(message);
    } else if (outcome.dead_letters > 0) {
      const bool known = outcome.reason < report_.dead_letters.size();
      ++(known ? report_.dead_letters[outcome.reason] : report_.dead_letters_of_other_reasons);
    } else if (outcome.forwarded) {
      ++report_.in_flight;
    } else {
      return ExpectPublished(message);
    }
    return {};
  }

  void OnTrimmed(int64_t low) {
    low_ = low;
    knows_marks_ = false;
  }

  [[nodiscard]] int64_t mark_ms() const { return mark_ms_; }

  Status Finish() {
    SettleUpTo(INT64_MAX);
    return cursor_.status();
  }

 private:
  void Decode() {
    if (cursor_.Valid()) entry_ = DecodeSourceEntry(cursor_.key(), cursor_.value());
  }
  void Next() {
    cursor_.Next();
    Decode();
  }
  [[nodiscard]] bool At(int64_t offset) const {
    return cursor_.Valid() && entry_.source.offset == offset;
  }

  // Of an offset that no message was read at.
  [[nodiscard]] Presence PresenceAt(int64_t offset) const {
    if (offset < low_) return Presence::kGone;
    if (offset >= high_) return Presence::kAbsent;
    if (offset >= cut_) return Presence::kBeyondCut;
    return ground_.topics.raw[topic_].compacted ? Presence::kGone : Presence::kAbsent;
  }

  // A forward that was in flight at a cut which did not stand: by now it is finished, still in
  // flight and noted again, or lost.
  [[nodiscard]] bool IsOfAnEarlierCut() const {
    return entry_.kind == SourceKind::kForward && entry_.cut_number != ground_.cut.number;
  }

  // Entries whose raw messages were not met on the way to `offset`.
  void SettleUpTo(int64_t offset) {
    while (cursor_.Valid() && entry_.source.offset < offset) {
      const Presence presence = PresenceAt(entry_.source.offset);
      const uint64_t outputs = TakeEntries(presence).count();
      if (presence == Presence::kGone) report_.outputs_below_raw_start += outputs;
      if (presence == Presence::kBeyondCut) report_.outputs_beyond_cut += outputs;
    }
  }

  // All entries of the raw message that the cursor stands at.
  Outcome TakeEntries(Presence presence) {
    const int64_t offset = entry_.source.offset;
    const std::string source = partition_.topic + "/" + std::to_string(partition_.partition) + "/" +
                               std::to_string(offset);
    OutcomeTally tally(source, [this](ImbalanceKind kind, const SourceEntry& entry,
                                      std::string detail) { Report(kind, entry, detail); });
    for (; At(offset); Next()) {
      if (IsOfAnEarlierCut()) continue;
      if (entry_.kind == SourceKind::kRecord) record_id_ = entry_.message_id;
      if (presence == Presence::kAbsent) {
        Report(ImbalanceKind::kUnknownSource, entry_, "names " + source + ", which does not exist");
      } else {
        tally.Take(entry_);
      }
    }
    return tally.Finish();
  }

  Status NoteTime(const Message& message) {
    TimeEntry entry;
    entry.domain = Domain();
    entry.message_id = record_id_;
    entry.source = {topic_, partition_.partition, message.offset};
    entry.time_ms = ClaimTimeOf(message.timestamp_ms, mark_ms_);
    entry.mark_ms = mark_ms_;
    return scratch_.Put(ScratchTable::kById, Encode(entry));
  }

  [[nodiscard]] int32_t Domain() const {
    return ground_.scope == DedupScope::kPartition ? partition_.partition : 0;
  }

  // Where no output names it, its text must have been published from elsewhere.
  Status ExpectPublished(const Message& message) {
    const RawPlace place{topic_, partition_.partition, message.offset};
    const bool other_parser = ground_.other_parsers.MayHaveRead(place);
    if (!message.value || !parser_.ReadHead(*message.value, *cable_)) {
      ExpectedDeadLetter(message, other_parser && message.value);
      return {};
    }
    RepeatEntry repeat;
    repeat.domain = Domain();
    repeat.message_id = cable_->message_id();
    repeat.hash = RevisionHash(cable_->content_hash(), DispositionClass(*cable_));
    repeat.source = place;
    repeat.timestamp_ms = message.timestamp_ms;
    repeat.mark_ms = knows_marks_ ? mark_ms_ : -1;
    repeat.hash_version = cable_->content_hash_version();
    repeat.other_parser = other_parser;
    return scratch_.Put(ScratchTable::kById, Encode(repeat));
  }

  void ExpectedDeadLetter(const Message& message, bool other_parser) {
    if (ground_.dead_letters_trimmed &&
        ground_.topics.dead_letters.MayDelete(message.timestamp_ms, ground_.now_ms)) {
      ++report_.not_judged.dead_letter_deleted;
    } else if (other_parser) {
      ++report_.not_judged.other_parser;
    } else {
      report_.imbalances.Add({ImbalanceKind::kLost, partition_, message.offset, "",
                              "has no message ID, and no dead letter"});
    }
  }

  [[nodiscard]] const std::string& TopicOf(SourceKind kind) const {
    switch (kind) {
      case SourceKind::kDeadLetter:
        return ground_.topics.dead_letters.name;
      case SourceKind::kForward:
        return ground_.topics.home.name;
      case SourceKind::kClaim:
        return ground_.topics.claims.name;
      default:
        return ground_.topics.records.name;
    }
  }

  void Report(ImbalanceKind kind, const SourceEntry& entry, const std::string& detail) {
    report_.imbalances.Add({kind,
                            {TopicOf(entry.kind), entry.place.partition},
                            entry.place.offset,
                            entry.message_id,
                            detail});
  }

  const AuditGround& ground_;
  const uint16_t topic_;
  const TopicPartition partition_;
  int64_t low_;
  const int64_t high_;
  const int64_t cut_;
  ScratchCursor cursor_;
  Scratch& scratch_;
  AuditReport& report_;
  SourceEntry entry_;      // at the cursor
  std::string record_id_;  // of the record that was met last
  MessageParser parser_;
  const std::unique_ptr<cable::v1::Cable> cable_;  // used again for each message
  // The message-time mark. Of a log that has lost its head nobody can tell what it was.
  int64_t mark_ms_ = -1;
  bool knows_marks_;
};

}  // namespace

SourceCheck::SourceCheck(AuditGround& ground, Scratch& scratch, RangeReader& reader,
                         AuditReport& report)
    : ground_(ground), scratch_(scratch), reader_(reader), report_(report) {}

Status SourceCheck::Run() {
  for (size_t i = 0; i < ground_.topics.raw.size(); ++i) {
    for (const TopicPartition& partition : ground_.topics.raw[i].all()) {
      if (Status checked = CheckPartition(static_cast<uint16_t>(i), partition); !checked) {
        return checked;
      }
    }
  }
  return {};
}

Status SourceCheck::CheckPartition(uint16_t topic, const TopicPartition& partition) {
  // Taken after all outputs were read: a source at or behind this end can't be.
  Result<Watermarks> marks = reader_.QueryWatermarks(partition);
  if (!marks) return Fail(marks.error());
  const auto committed = ground_.cut.raw.find(partition);
  int64_t cut = committed == ground_.cut.raw.end() ? marks->low : committed->second;
  if (cut > marks->high) {
    return Fail(ErrorCode::kRefused, ToString(partition) + " ends at " +
                                         std::to_string(marks->high) +
                                         ", but the group has committed " + std::to_string(cut) +
                                         ": the topic was made anew, or lost its end.");
  }
  if (!ground_.ranges.empty()) {
    const auto found = ground_.ranges.find(partition);
    const OffsetRange range = found == ground_.ranges.end() ? OffsetRange{} : found->second;
    marks->low = std::max(marks->low, range.from);
    marks->high = std::max(marks->low, std::min(marks->high, range.to));
    cut = std::clamp(cut, marks->low, marks->high);
  }
  report_.raw_offsets_beyond_cut += static_cast<uint64_t>(marks->high - std::max(cut, marks->low));

  Result<ScratchCursor> cursor =
      scratch_.Read(ScratchTable::kBySource, SourcePrefix(topic, partition.partition));
  if (!cursor) return Fail(cursor.error());
  PartitionCheck check(ground_, topic, {partition, marks->low, marks->high}, cut,
                       std::move(*cursor), scratch_, report_);
  const LogRange below_cut{partition, marks->low, cut};
  const RangeHandlers handlers{
      [&check](const Message& message) { return check.OnMessage(message); },
      [&check](const TopicPartition&, int64_t low) { check.OnTrimmed(low); }};
  if (Status read = reader_.Read({&below_cut, 1}, handlers); !read) return read;
  ground_.newest_mark_ms = std::max(ground_.newest_mark_ms, check.mark_ms());
  return check.Finish();
}

}  // namespace cablestream
