#include "replay/diff.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <set>
#include <utility>

#include "audit/cut.h"
#include "audit/entries.h"
#include "audit/scratch.h"
#include "parser/parser.h"
#include "pipeline/dedup.h"
#include "pipeline/raw_message.h"
#include "pipeline/record_value.h"
#include "replay/diff_judge.h"
#include "replay/field_diff.h"
#include "storage/claim.h"

namespace cablestream {
namespace {

constexpr int kMostCuts = 10;
constexpr std::array<std::string_view, 3> kNotPublishable = {"too_large", "rejected",
                                                             "crashed_parser"};
constexpr std::string_view kCrashed = "crashed_parser";

uint64_t HashOf(const cable::v1::Cable& cable) {
  return RevisionHash(cable.content_hash(), DispositionClass(cable));
}

class Diffing {
 public:
  Diffing(const DiffSettings& settings, LogReader& log, const AuditHooks& hooks, Scratch& scratch)
      : settings_(settings), topics_(settings.topics), scratch_(scratch), reader_(log, hooks) {}

  // The order is that of an audit: what was committed at the cut stands below every end that is
  // taken later.
  Result<DiffReport> Run() {
    for (const auto step : {&Diffing::ReadCutAndForwards, &Diffing::ReadRecords,
                            &Diffing::ReadDeadLetters, &Diffing::ParseRaw}) {
      if (Status done = (this->*step)(); !done) return Fail(done.error());
    }
    DiffJudge judge(settings_, report_);
    if (Status judged = judge.Judge(scratch_); !judged) return Fail(judged.error());
    return std::move(report_);
  }

 private:
  // A forward of a cut that did not stand counts too: it may have been finished since, and then its
  // record is found.
  Status ReadCutAndForwards() {
    for (int tries = 0; tries < kMostCuts; ++tries) {
      const Result<Cut> cut = TakeCut(topics_, reader_);
      if (!cut) return Fail(cut.error());
      const Result<bool> whole = ReadForwards(*cut);
      if (!whole) return Fail(whole.error());
      if (!*whole) continue;
      for (const auto& [partition, range] : settings_.ranges) {
        const auto committed = cut->raw.find(partition);
        const int64_t end = committed == cut->raw.end() ? 0 : committed->second;
        const int64_t to = std::clamp(end, range.from, range.to);
        ranges_[partition] = {range.from, to};
        report_.beyond_cut += static_cast<uint64_t>(range.to - to);
        reader_.Expect(static_cast<uint64_t>(to - range.from));
      }
      return {};
    }
    return Fail(ErrorCode::kRefused,
                "The group commits and trims faster than this can follow: try again.");
  }

  // False: part of what was in flight is gone.
  Result<bool> ReadForwards(const Cut& cut) {
    Result<std::vector<LogRange>> ranges = reader_.Whole(topics_.home.all());
    if (!ranges) return Fail(ranges.error());
    for (LogRange& range : *ranges) {
      const auto committed = cut.home.find(range.partition);
      if (committed == cut.home.end()) continue;
      if (range.from > committed->second) return false;
      range.from = committed->second;
    }
    bool whole = true;
    const RangeHandlers handlers{
        [this](const Message& message) -> Status {
          const Result<RawMessage> raw = FromHome(message);
          if (!raw) return Fail(raw.error());
          return Note({raw->topic, raw->partition, raw->offset}, SourceKind::kForward, message, "");
        },
        [&whole](const TopicPartition&, int64_t) { whole = false; }};
    if (Status read = reader_.Read(*ranges, handlers); !read) return Fail(read.error());
    return whole;
  }

  Status ReadAll(const AuditedTopic& topic, const std::function<Status(const Message&)>& take) {
    const Result<std::vector<LogRange>> ranges = reader_.Whole(topic.all());
    if (!ranges) return Fail(ranges.error());
    for (const LogRange& range : *ranges) {
      reader_.Expect(static_cast<uint64_t>(range.to - range.from));
    }
    return reader_.Read(*ranges, {take});
  }

  Status ReadRecords() {
    return ReadAll(topics_.records, [this](const Message& message) { return AddRecord(message); });
  }

  Status AddRecord(const Message& message) {
    if (!message.value || !ParseRecord(*message.value, cable_)) return {};
    if (cable_.generation() != kLive) {
      ++report_.other_generations;
      return {};
    }
    const auto source = SourceOfRecord(message, cable_);
    if (!source || !Locate(*source)) return {};
    const bool is_compared = IsInRange(*source);
    if (is_compared) {
      if (Status noted = Note(*source, SourceKind::kRecord, message, *message.value); !noted) {
        return noted;
      }
    }
    return NotePublished(cable_, *source, !is_compared);
  }

  // What is known of a record under its ID. `stands`: it is as it is, whatever becomes of others.
  Status NotePublished(const cable::v1::Cable& record, const NamedSource& source, bool stands) {
    storage::v1::HeldComparison held;
    held.set_message_id(record.message_id());
    held.set_hash(HashOf(record));
    SetSource(source, held);
    held.set_revision(record.revision());
    held.set_stands(stands);
    RecordEntry entry;
    entry.domain = DomainOf(source);
    entry.message_id = record.message_id();
    entry.revision = record.revision();
    entry.place = {source.partition, source.offset};
    return scratch_.Put(ScratchTable::kById, {Encode(entry).key, held.SerializeAsString()});
  }

  Status ReadDeadLetters() {
    return ReadAll(topics_.dead_letters, [this](const Message& message) {
      const auto letter = ReadDeadLetter(message.buffer->headers());
      const bool counts = letter && letter->generation == kLive && letter->part == 1 &&
                          std::find(kNotPublishable.begin(), kNotPublishable.end(),
                                    letter->reason) != kNotPublishable.end();
      if (!counts) return Status();
      return Note(letter->source, SourceKind::kDeadLetter, message, letter->reason);
    });
  }

  Status ParseRaw() {
    for (size_t topic = 0; topic < topics_.raw.size(); ++topic) {
      for (const TopicPartition& partition : topics_.raw[topic].all()) {
        const OffsetRange range = ranges_[partition];
        Result<ScratchCursor> cursor =
            scratch_.Read(ScratchTable::kBySource,
                          SourcePrefix(static_cast<uint16_t>(topic), partition.partition));
        if (!cursor) return Fail(cursor.error());
        const std::array<LogRange, 1> log = {{{partition, range.from, range.to}}};
        Status read =
            reader_.Read(log, {[&](const Message& message) { return AddRaw(message, *cursor); }});
        if (!read) return read;
        if (Status passed = PassUpTo(INT64_MAX, partition, *cursor); !passed) return passed;
        if (Status sound = cursor->status(); !sound) return sound;
      }
    }
    return {};
  }

  // Records whose raw messages were not met: they can't be compared.
  Status PassUpTo(int64_t offset, const TopicPartition& partition, ScratchCursor& cursor) {
    for (; cursor.Valid(); cursor.Next()) {
      const SourceEntry entry = DecodeSourceEntry(cursor.key(), "");
      if (entry.source.offset >= offset) break;
      if (entry.kind != SourceKind::kRecord) continue;
      ++report_.raw_deleted;
      if (!ParseRecord(cursor.value(), record_)) continue;
      const NamedSource source{partition.topic, partition.partition, entry.source.offset};
      if (Status noted = NotePublished(record_, source, /*stands=*/true); !noted) return noted;
    }
    return {};
  }

  Status AddRaw(const Message& message, ScratchCursor& cursor) {
    const TopicPartition partition{std::string(message.topic), message.partition};
    if (Status passed = PassUpTo(message.offset, partition, cursor); !passed) return passed;
    bool has_record = false;
    bool is_forwarded = false;
    std::string letter;
    for (; cursor.Valid(); cursor.Next()) {
      const SourceEntry entry = DecodeSourceEntry(cursor.key(), "");
      if (entry.source.offset != message.offset) break;
      if (entry.kind == SourceKind::kForward) is_forwarded = true;
      if (entry.kind == SourceKind::kDeadLetter) letter = cursor.value();
      if (entry.kind != SourceKind::kRecord || has_record) continue;
      has_record = ParseRecord(cursor.value(), record_);
    }
    if (letter == kCrashed || (!letter.empty() && !has_record)) {
      ++report_.not_publishable;
      return {};
    }
    if (is_forwarded && !has_record) {
      ++report_.in_flight;
      return {};
    }
    ++report_.messages;
    return Compare(message, has_record);
  }

  Status Compare(const Message& message, bool has_record) {
    const NamedSource source{std::string(message.topic), message.partition, message.offset};
    if (!message.value || !Parse(*message.value, cable_)) {
      if (has_record) {
        Count(DiffKind::kLost,
              {DiffKind::kLost,
               record_.message_id(),
               source,
               "its raw message does not parse",
               {},
               {},
               {}},
              settings_, report_);
      }
      return {};
    }
    storage::v1::HeldComparison held;
    held.set_message_id(cable_.message_id());
    held.set_hash(HashOf(cable_));
    SetSource(source, held);
    held.set_timestamp(message.timestamp_ms);
    held.set_parsed(true);
    held.set_has_record(has_record);
    if (has_record) {
      held.set_revision(record_.revision());
      const std::vector<int> fields = DifferingFields(record_, cable_);
      held.mutable_changed_fields()->Add(fields.begin(), fields.end());
      if (settings_.most_shown > 0 && !fields.empty()) {
        held.set_before(WithFields(record_, fields).SerializeAsString());
        held.set_after(WithFields(cable_, fields).SerializeAsString());
      }
    }
    RepeatEntry entry;
    entry.domain = DomainOf(source);
    entry.message_id = cable_.message_id();
    entry.hash = held.hash();
    entry.source = *Locate(source);
    return scratch_.Put(ScratchTable::kById, {Encode(entry).key, held.SerializeAsString()});
  }

  static void SetSource(const NamedSource& source, storage::v1::HeldComparison& held) {
    held.set_topic(source.topic);
    held.set_partition(source.partition);
    held.set_offset(source.offset);
  }

  // Notes that an output names a raw message.
  Status Note(const NamedSource& source, SourceKind kind, const Message& output,
              std::string_view value) {
    const std::optional<RawPlace> place = Locate(source);
    if (!place) return {};
    SourceEntry entry;
    entry.source = *place;
    entry.kind = kind;
    entry.place = {output.partition, output.offset};
    return scratch_.Put(ScratchTable::kBySource, {Encode(entry).key, std::string(value)});
  }

  [[nodiscard]] std::optional<RawPlace> Locate(const NamedSource& source) const {
    for (size_t i = 0; i < topics_.raw.size(); ++i) {
      if (topics_.raw[i].name == source.topic && source.partition < topics_.raw[i].partitions) {
        return RawPlace{static_cast<uint16_t>(i), source.partition, source.offset};
      }
    }
    return std::nullopt;
  }

  [[nodiscard]] bool IsInRange(const NamedSource& source) const {
    const auto range = ranges_.find({source.topic, source.partition});
    return range != ranges_.end() && source.offset >= range->second.from &&
           source.offset < range->second.to;
  }

  [[nodiscard]] int32_t DomainOf(const NamedSource& source) const {
    return settings_.scope == DedupScope::kPartition ? source.partition : 0;
  }

  static constexpr std::string_view kLive = "live";

  const DiffSettings& settings_;
  const AuditedTopics& topics_;
  Scratch& scratch_;
  RangeReader reader_;
  std::map<TopicPartition, OffsetRange> ranges_;  // up to the cut
  DiffReport report_;
  cable::v1::Cable cable_;   // used again: keeps its memory
  cable::v1::Cable record_;  // likewise; that of the raw message at hand
};

}  // namespace

double DiffReport::percent() const {
  const uint64_t compared = equal + differing();
  return compared == 0 ? 0
                       : 100.0 * static_cast<double>(differing()) / static_cast<double>(compared);
}

Result<DiffReport> Diff(const DiffSettings& settings, LogReader& log, const AuditHooks& hooks) {
  const Result<std::unique_ptr<Scratch>> scratch = Scratch::Make(settings.scratch_parent);
  if (!scratch) return Fail(scratch.error());
  return Diffing(settings, log, hooks, **scratch).Run();
}

}  // namespace cablestream
