#include "audit/id_check.h"

#include <algorithm>
#include <utility>

#include "audit/id_imbalance.h"
#include "audit/window_check.h"
#include "storage/claim.h"

namespace cablestream {
namespace {

// Records kept of an ID: what a claim could hold, and as many that it could not.
constexpr size_t kMostRecords = 2 * kMaxRevisions;

std::string RevisionName(uint32_t revision) {
  return "revision " + std::to_string(revision);
}

bool SameText(const RecordEntry& record, const RepeatEntry& repeat) {
  return record.hash == repeat.hash && record.hash_version == repeat.hash_version;
}

}  // namespace

const ClaimEntry* IdCheck::standing_claim() const {
  if (late_claim_) return &*late_claim_;
  return claim_ ? &*claim_ : nullptr;
}

void IdCheck::Take(ClaimEntry claim) {
  (claim.late ? late_claim_ : claim_) = std::move(claim);
}

void IdCheck::Take(const RecordEntry& record) {
  if (!records_.empty() && records_.back().revision == record.revision) {
    // Two records of one raw message are found by their source.
    if (records_.back().source != record.source) {
      ReportRecord(ground_, report_, ImbalanceKind::kDoubled, record,
                   "is one more record of " + RevisionName(record.revision));
    }
    return;
  }
  CheckAgainstOthers(record);
  CheckAgainstClaim(record);
  if (records_.size() < kMostRecords) records_.push_back(record);
}

void IdCheck::CheckAgainstOthers(const RecordEntry& record) {
  const auto same = std::find_if(records_.begin(), records_.end(), [&](const RecordEntry& other) {
    return other.hash == record.hash && other.hash_version == record.hash_version;
  });
  if (same != records_.end()) {
    ReportRecord(ground_, report_, ImbalanceKind::kDoubled, record,
                 "has the text of " + RevisionName(same->revision) + " again");
  }
  const bool follows = !records_.empty() && records_.back().revision + 1 == record.revision;
  if (follows && record.supersedes && *record.supersedes != records_.back().source) {
    ReportRecord(ground_, report_, ImbalanceKind::kTorn, record,
                 "supersedes a record that is not there");
  }
}

void IdCheck::CheckAgainstClaim(const RecordEntry& record) {
  const ClaimEntry* claim = standing_claim();
  const char* fault = nullptr;
  if (claim == nullptr || claim->revisions.empty()) {
    fault = "has no claim";
  } else if (record.revision == 0 || record.revision > claim->revisions.size()) {
    fault = "has a revision that its claim does not know";
  } else if (claim->hash_version == record.hash_version &&
             claim->revisions[record.revision - 1] != record.hash) {
    fault = "has another text than its claim knows";
  } else if (record.revision == claim->revisions.size() && record.source != claim->source) {
    fault = "has another source than its claim knows";
  }
  if (fault != nullptr) ReportRecord(ground_, report_, ImbalanceKind::kTorn, record, fault);
}

void IdCheck::CloseRecords() {
  if (std::exchange(records_closed_, true)) return;
  uint32_t revisions = claim_ ? static_cast<uint32_t>(claim_->revisions.size()) : 0;
  if (!records_.empty() && records_.back().revision <= kMostRecords) {
    revisions = std::max(revisions, records_.back().revision);
  }
  for (uint32_t revision = 1; revision <= revisions; ++revision) {
    const bool there =
        std::any_of(records_.begin(), records_.end(),
                    [&](const RecordEntry& record) { return record.revision == revision; });
    if (!there) ReportMissing(revision, revisions);
  }
}

// By the settings of the records topic, and only where something was deleted.
bool IdCheck::MayBeDeleted(uint32_t revision) const {
  const AuditedTopic& topic = ground_.topics.records;
  if (topic.compacted && !records_.empty() && revision < records_.back().revision) return true;
  const ClaimEntry* claim = standing_claim();
  const bool newest = claim != nullptr && claim->revisions.size() == revision;
  const int64_t time_ms = newest ? claim->time_ms : -1;
  return ground_.records_trimmed && topic.MayDelete(time_ms, ground_.now_ms);
}

void IdCheck::ReportMissing(uint32_t revision, uint32_t revisions) {
  if (MayBeDeleted(revision)) {
    ++report_.revisions_deleted;
    return;
  }
  const std::string detail =
      RevisionName(revision) + " of " + std::to_string(revisions) + " has no record";
  if (claim_ && revision <= claim_->revisions.size()) {
    ReportClaim(ground_, report_, *claim_, "is a claim whose " + detail);
    return;
  }
  ReportRecord(ground_, report_, ImbalanceKind::kTorn, records_.back(),
               "is a record whose " + detail);
}

void IdCheck::Take(const RepeatEntry& repeat) {
  CloseRecords();
  if (repeated_hash_ != repeat.hash) OpenRepeats(repeat);
  const bool this_one = lost_source_ ? *lost_source_ == repeat.source : !lost_found_;
  switch (standing_) {
    case Standing::kPublished:
      ++report_.duplicates;
      return;
    case Standing::kDeleted:
      ++(this_one ? report_.not_judged.record_deleted : report_.duplicates);
      lost_found_ = true;
      return;
    case Standing::kRecordLost:
      lost_found_ = true;
      if (!this_one) {
        ++report_.duplicates;
      } else {
        ReportLost(ground_, report_, repeat, "has a claim, and no record");
      }
      return;
    case Standing::kNotPublished:
      if (!repeat.other_parser) {
        ReportLost(ground_, report_, repeat,
                   "has no record, and nor has another message of its text");
      } else {
        // Of a known ID it can only have been a repeat.
        ++(records_.empty() ? report_.not_judged.other_parser : report_.duplicates);
      }
      return;
  }
}

// Whether this text was published, and from which message if its record is not there.
void IdCheck::OpenRepeats(const RepeatEntry& repeat) {
  repeated_hash_ = repeat.hash;
  lost_source_.reset();
  lost_found_ = false;
  standing_ = Standing::kPublished;
  for (const RecordEntry& record : records_) {
    // Under another version of the hash no two texts can be compared.
    if (SameText(record, repeat) || record.hash_version != repeat.hash_version) return;
  }
  standing_ = Standing::kNotPublished;
  const ClaimEntry* claim = standing_claim();
  if (claim == nullptr || claim->hash_version != repeat.hash_version) return;
  const auto known = std::find(claim->revisions.begin(), claim->revisions.end(), repeat.hash);
  if (known == claim->revisions.end()) return;

  const auto revision = static_cast<uint32_t>(known - claim->revisions.begin()) + 1;
  standing_ = MayBeDeleted(revision) ? Standing::kDeleted : Standing::kRecordLost;
  if (revision == claim->revisions.size()) lost_source_ = claim->source;
  for (const RecordEntry& record : records_) {
    if (record.revision == revision + 1) lost_source_ = record.supersedes;
  }
}

void IdCheck::Finish() {
  CloseRecords();
}

namespace {

// Judges all entries by ID, each ID by a check of its own.
template <typename Check>
Status CheckEach(const AuditGround& ground, Scratch& scratch, AuditReport& report) {
  Result<ScratchCursor> cursor = scratch.Read(ScratchTable::kById);
  if (!cursor) return Fail(cursor.error());
  std::optional<Check> check;
  std::string message_id;
  int32_t domain = 0;
  for (; cursor->Valid(); cursor->Next()) {
    const IdKey key = DecodeIdKey(cursor->key());
    if (!check || key.domain != domain || key.message_id != message_id) {
      if (check) check->Finish();
      check.emplace(ground, report);
      message_id = key.message_id;
      domain = key.domain;
    }
    switch (key.kind) {
      case IdKind::kClaim:
      case IdKind::kLateClaim:
        check->Take(DecodeClaimEntry(cursor->key(), cursor->value()));
        break;
      case IdKind::kRecord:
        check->Take(DecodeRecordEntry(cursor->key(), cursor->value()));
        break;
      case IdKind::kTime:
        check->Take(DecodeTimeEntry(cursor->key(), cursor->value()));
        break;
      case IdKind::kRepeat:
        check->Take(DecodeRepeatEntry(cursor->key(), cursor->value()));
        break;
    }
  }
  if (check) check->Finish();
  return cursor->status();
}

}  // namespace

Status CheckIds(const AuditGround& ground, Scratch& scratch, AuditReport& report) {
  return ground.window_ms ? CheckEach<WindowCheck>(ground, scratch, report)
                          : CheckEach<IdCheck>(ground, scratch, report);
}

}  // namespace cablestream
