#include "rebuild/rebuild.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "audit/range_reader.h"
#include "audit/scratch.h"
#include "cable/v1/cable.pb.h"
#include "common/log.h"
#include "parser/content_hash.h"
#include "pipeline/group_identity.h"
#include "rebuild/claims_writer.h"
#include "rebuild/published.h"
#include "storage/offset_metadata.h"

namespace cablestream {
namespace {

constexpr int kMostRenewals = 15;
constexpr char kNotWhole[] =
    " The claims are not whole now, and no member starts before they are: run cablestream state "
    "rebuild again.";

class Rebuilding {
 public:
  Rebuilding(const RebuildSettings& settings, Scratch& scratch, LogReader& log, Sink& sink,
             const RebuildActions& actions, const RebuildHooks& hooks)
      : settings_(settings),
        scratch_(scratch),
        sink_(sink),
        actions_(actions),
        hooks_(hooks),
        reading_{hooks.stop, hooks.on_read},
        reader_(log, reading_) {}

  Result<RebuildReport> Run() {
    for (const auto step :
         {&Rebuilding::TakeOffsets, &Rebuilding::ReadRecords, &Rebuilding::TakeOver,
          &Rebuilding::CloseGroup, &Rebuilding::TakeOffsets, &Rebuilding::ReadRecords,
          &Rebuilding::EmptyClaims, &Rebuilding::WriteClaims, &Rebuilding::OpenGroup}) {
      Status done = (this->*step)();
      if (done) continue;
      if (closed_) done.error().message += kNotWhole;
      return Fail(done.error());
    }
    return report_;
  }

 private:
  // A partition of the group, as its offset stands now.
  struct Committed {
    CommittedOffset offset;
    std::optional<OffsetMetadata> metadata;  // none: nothing committed, or not by us
  };

  Status TakeOffsets() {
    const Result<std::vector<CommittedOffset>> offsets =
        reader_.Committed(PartitionsOf(settings_.group));
    if (!offsets) return Fail(offsets.error());
    committed_.clear();
    for (const CommittedOffset& offset : *offsets) {
      Result<OffsetMetadata> metadata = DecodeOffsetMetadata(offset.metadata);
      if (metadata && (metadata->identity != IdentityOf(settings_.group) ||
                       metadata->hash_version > kContentHashVersion)) {
        return Fail(ReadMetadata(offset, settings_.group).error());
      }
      committed_.push_back({offset, metadata ? std::optional(*metadata) : std::nullopt});
    }
    if (closed_) return {};
    report_.group_is_new =
        std::all_of(committed_.begin(), committed_.end(),
                    [](const Committed& each) { return each.offset.offset < 0; });
    report_.offsets_adopted = static_cast<uint64_t>(std::count_if(
        committed_.begin(), committed_.end(),
        [](const Committed& each) { return each.offset.offset >= 0 && !each.metadata; }));
    return {};
  }

  // From where it was read to last time, to where the topic ends now.
  Status ReadRecords() {
    Result<std::vector<LogRange>> ranges = reader_.Whole(settings_.records);
    if (!ranges) return Fail(ranges.error());
    uint64_t length = 0;
    for (LogRange& range : *ranges) {
      report_.records_deleted = report_.records_deleted || range.from > 0;
      range.from = std::max(range.from, records_read_[range.partition]);
      records_read_[range.partition] = range.to;
      length += static_cast<uint64_t>(std::max<int64_t>(0, range.to - range.from));
    }
    reader_.Expect(length);
    return reader_.Read(
        *ranges, {[this](const Message& message) { return AddRecord(message); },
                  [this](const TopicPartition&, int64_t) { report_.records_deleted = true; }});
  }

  Status AddRecord(const Message& message) {
    const Result<ReadRecord> read = ReadPublished(message, settings_.group, cable_);
    if (!read) return Fail(read.error());
    switch (read->kind) {
      case RecordKind::kNone:
        if (report_.no_records++ == 0) {
          LogWarning("rebuild.no_record", {{"topic", std::string(message.topic)},
                                           {"partition", message.partition},
                                           {"offset", message.offset}});
        }
        return {};
      case RecordKind::kOtherGeneration:
        ++report_.other_generations;
        return {};
      case RecordKind::kOurs:
        ++report_.records;
        if (!settings_.group.raw_topics.contains(read->revision.claim.topic)) {
          ++report_.other_topics;
        }
        return scratch_.Put(ScratchTable::kById, Encode(read->revision));
    }
    return Fail(ErrorCode::kInternal, "no such kind of record");
  }

  // Whoever else rebuilds the claims of this group can't commit any more from now on.
  Status TakeOver() {
    for (int tries = 1;; ++tries) {
      Status renewed = sink_.Renew();
      if (renewed || renewed.error().code != ErrorCode::kRetry) return renewed;
      if (hooks_.stop) return Fail(ErrorCode::kRetry, "The rebuild was stopped");
      if (tries == kMostRenewals) return Fail(ErrorCode::kUnavailable, renewed.error().message);
    }
  }

  [[nodiscard]] bool IsKeeper(const TopicPartition& partition) const {
    return partition.topic == settings_.group.shard_topic() &&
           partition.partition < settings_.group.shards;
  }

  // An offset as it stands, and its metadata under the new claims.
  [[nodiscard]] OffsetCommit Renamed(const Committed& committed, int64_t offset) const {
    OffsetMetadata metadata = committed.metadata.value_or(OffsetMetadata());
    metadata.identity = IdentityOf(settings_.group);
    metadata.hash_version = kContentHashVersion;
    if (IsKeeper(committed.offset.partition)) {
      metadata.claims_log = settings_.claims_log;
      metadata.rebuilding = !whole_;
      if (whole_) {
        const auto floor = floors_.find(committed.offset.partition.partition);
        metadata.floor = floor == floors_.end() ? std::nullopt : std::optional(floor->second);
      }
    }
    return {committed.offset.partition, offset, EncodeOffsetMetadata(metadata)};
  }

  // Of the partitions that stand for shards; one that never had an offset begins where its log
  // does.
  Status CloseGroup() {
    std::vector<OffsetCommit> commits;
    for (const Committed& each : committed_) {
      if (!IsKeeper(each.offset.partition)) continue;
      int64_t offset = each.offset.offset;
      if (offset < 0) {
        const Result<Watermarks> marks = reader_.QueryWatermarks(each.offset.partition);
        if (!marks) return Fail(marks.error());
        offset = marks->low;
      }
      commits.push_back(Renamed(each, offset));
    }
    if (Status committed = actions_.commit_offsets(commits); !committed) return committed;
    closed_ = true;
    LogInfo("rebuild.group_closed");
    return {};
  }

  Status EmptyClaims() {
    std::map<TopicPartition, int64_t> heads;
    for (int32_t shard = 0; shard < settings_.group.shards; ++shard) {
      const TopicPartition claims{settings_.group.claims_topic, shard};
      const Result<Watermarks> marks = reader_.QueryWatermarks(claims);
      if (!marks) return Fail(marks.error());
      if (marks->high > marks->low) heads[claims] = marks->high;
    }
    return heads.empty() ? Status() : actions_.delete_below(heads);
  }

  Status WriteClaims() {
    Result<ScratchCursor> cursor = scratch_.Read(ScratchTable::kById);
    if (!cursor) return Fail(cursor.error());
    ClaimsWriter writer(sink_);
    std::optional<PublishedRevision> next = Decode(*cursor);
    uint64_t records = 0;
    while (next) {
      ClaimMerge merge;
      const PublishedRevision first = *next;
      for (; next && next->shard == first.shard && next->message_id == first.message_id;
           next = Decode(*cursor)) {
        merge.Add(*next);
        ++records;
        cursor->Next();
      }
      report_.missing_revisions += merge.missing();
      ++report_.claims;
      if (Status added = writer.Add(first.shard, first.message_id, EncodeClaim(merge.claim()));
          !added) {
        return added;
      }
      hooks_.on_written(report_.claims, report_.records - (records - report_.claims));
      if (hooks_.stop) return Fail(ErrorCode::kRetry, "The rebuild was stopped.");
    }
    if (Status read = cursor->status(); !read) return read;
    if (cursor->Valid())
      return Fail(ErrorCode::kInternal, "An entry of the scratch is unreadable.");
    if (Status written = writer.Finish(); !written) return written;
    floors_ = writer.floors();
    return {};
  }

  static std::optional<PublishedRevision> Decode(const ScratchCursor& cursor) {
    return cursor.Valid() ? DecodePublished(cursor.key(), cursor.value()) : std::nullopt;
  }

  Status OpenGroup() {
    whole_ = true;
    std::vector<OffsetCommit> commits;
    for (const Committed& each : committed_) {
      if (each.offset.offset >= 0) commits.push_back(Renamed(each, each.offset.offset));
    }
    if (Status committed = actions_.commit_offsets(commits); !committed) return committed;
    closed_ = false;
    return {};
  }

  const RebuildSettings& settings_;
  Scratch& scratch_;
  Sink& sink_;
  const RebuildActions& actions_;
  const RebuildHooks& hooks_;
  const AuditHooks reading_;
  RangeReader reader_;

  RebuildReport report_;
  std::vector<Committed> committed_;
  std::map<TopicPartition, int64_t> records_read_;
  std::map<int32_t, OffsetMetadata::Floor> floors_;  // of the new claims
  cable::v1::Cable cable_;
  bool closed_ = false;  // no member may start
  bool whole_ = false;   // the new claims are
};

}  // namespace

Result<RebuildReport> Rebuild(const RebuildSettings& settings, LogReader& log, Sink& sink,
                              const RebuildActions& actions, const RebuildHooks& hooks) {
  const Result<std::unique_ptr<Scratch>> scratch = Scratch::Make(settings.scratch_parent);
  if (!scratch) return Fail(scratch.error());
  return Rebuilding(settings, **scratch, log, sink, actions, hooks).Run();
}

}  // namespace cablestream
