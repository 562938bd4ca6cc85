#include "replay/diff_judge.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "replay/field_diff.h"
#include "storage/claim.h"

namespace cablestream {
namespace {

NamedSource SourceOf(const storage::v1::HeldComparison& row) {
  return {row.topic(), row.partition(), row.offset()};
}

// A row whose record came before the other's, or that has one where the other has none.
bool IsBefore(const storage::v1::HeldComparison& one, const storage::v1::HeldComparison& other) {
  const auto order = [](const storage::v1::HeldComparison& row) {
    return std::tuple(!row.has_record(), row.revision(), row.topic(), row.partition(),
                      row.offset());
  };
  return order(one) < order(other);
}

// As it was published.
std::string PublishedId(const storage::v1::HeldComparison& row) {
  cable::v1::Cable before;
  const bool has_id = before.ParseFromString(row.before()) && !before.message_id().empty();
  return has_id ? before.message_id() : row.message_id();
}

std::string SameText(const std::string& source) {
  return "its text would be that of " + source;
}

}  // namespace

void Count(DiffKind kind, DiffExample example, const DiffSettings& settings, DiffReport& report) {
  if (report.counts[static_cast<size_t>(kind)]++ >= settings.most_shown) return;
  example.kind = kind;
  report.examples.push_back(std::move(example));
}

Status DiffJudge::Judge(Scratch& scratch) {
  Result<ScratchCursor> cursor = scratch.Read(ScratchTable::kById);
  if (!cursor) return Fail(cursor.error());
  std::string at;  // domain and ID
  for (; cursor->Valid(); cursor->Next()) {
    const IdKey key = DecodeIdKey(cursor->key());
    std::string here = std::to_string(key.domain) + "/" + std::string(key.message_id);
    if (here != at) Finish();
    at = std::move(here);
    Row row;
    if (!row.ParseFromString(std::string(cursor->value()))) {
      return Fail(ErrorCode::kIo, "The scratch folder holds something else than was written.");
    }
    Take(std::move(row));
  }
  Finish();
  return cursor->status();
}

void DiffJudge::Take(Row row) {
  if (!row.parsed()) {
    ++published_;
    last_revision_ = std::max(last_revision_, row.revision());
    if (row.stands()) standing_[row.hash()] = ToString(SourceOf(row));
    return;
  }
  const auto [text, is_new] = texts_.try_emplace(row.hash());
  if (is_new) {
    text->second.row = std::move(row);
    return;
  }
  if (IsBefore(row, text->second.row)) std::swap(row, text->second.row);
  if (row.has_record()) text->second.merged.push_back(std::move(row));
}

// Those that have a record keep their places; what is left goes to the others. Beyond that a text
// is a conflict, which becomes a dead letter. Under a window what was published stands: the window
// may have passed between any two.
void DiffJudge::Finish() {
  const bool may_repeat = settings_.has_window;
  size_t most = may_repeat ? SIZE_MAX : kMaxRevisions;
  if (settings_.on_conflict == OnConflict::kDeadLetter) most = 1;
  size_t taken = standing_.size();
  std::vector<const Text*> texts;
  for (const auto& [hash, text] : texts_) texts.push_back(&text);
  std::sort(texts.begin(), texts.end(),
            [](const Text* one, const Text* other) { return IsBefore(one->row, other->row); });
  // Records that the topic has deleted, by compaction, left the numbers of their revisions.
  uint32_t missing = last_revision_ - std::min(last_revision_, published_);
  for (const Text* text : texts) {
    const Row& row = text->row;
    const auto standing = standing_.find(row.hash());
    for (const Row& merged : text->merged) {
      may_repeat ? Keep(merged) : Lose(merged, SameText(ToString(SourceOf(row))));
    }
    if (row.has_record()) {
      if (standing != standing_.end() && !may_repeat) {
        Lose(row, SameText(standing->second));
      } else if (taken++ < most || may_repeat) {
        Keep(row);
      } else {
        Lose(row, "it would be a conflict of its message ID");
      }
    } else if (standing != standing_.end()) {
      continue;  // a duplicate
    } else if (missing > 0 ||
               settings_.topics.records.MayDelete(row.timestamp(), settings_.now_ms)) {
      missing -= std::min<uint32_t>(missing, 1);
      ++report_.record_deleted;
      ++taken;
    } else if (taken < most) {
      Add(row);
      ++taken;
    }
  }
  texts_.clear();
  standing_.clear();
  published_ = 0;
  last_revision_ = 0;
}

void DiffJudge::Keep(const Row& row) {
  if (row.changed_fields().empty()) {
    ++report_.equal;
    return;
  }
  for (const int field : row.changed_fields()) ++report_.fields[FieldName(field)];
  DiffExample example;
  example.message_id = PublishedId(row);
  example.source = SourceOf(row);
  example.fields.assign(row.changed_fields().begin(), row.changed_fields().end());
  (void)example.before.ParseFromString(row.before());
  (void)example.after.ParseFromString(row.after());
  Count(DiffKind::kChanged, std::move(example), settings_, report_);
}

void DiffJudge::Lose(const Row& row, std::string reason) {
  DiffExample example;
  example.message_id = PublishedId(row);
  example.source = SourceOf(row);
  example.reason = std::move(reason);
  Count(DiffKind::kLost, std::move(example), settings_, report_);
}

void DiffJudge::Add(const Row& row) {
  DiffExample example;
  example.message_id = row.message_id();
  example.source = SourceOf(row);
  Count(DiffKind::kAdded, std::move(example), settings_, report_);
}

}  // namespace cablestream
