#include "audit/window_check.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "audit/id_imbalance.h"
#include "pipeline/dedup.h"

namespace cablestream {

bool WindowCheck::IsPassed(int64_t time_ms, int64_t mark_ms) const {
  return IsExpired(time_ms, mark_ms, ground_.window_ms);
}

std::optional<WindowCheck::Times> WindowCheck::TimesOf(const RecordEntry& record) const {
  const auto found = times_.find(record.source);
  if (found == times_.end()) return std::nullopt;
  return found->second;
}

void WindowCheck::Take(ClaimEntry claim) {
  (claim.late ? late_claim_ : claim_) = std::move(claim);
}

void WindowCheck::Take(RecordEntry record) {
  // Two records of one raw message are found by their source.
  const bool known =
      std::any_of(records_.begin(), records_.end(),
                  [&record](const RecordEntry& other) { return other.source == record.source; });
  if (!known) records_.push_back(std::move(record));
}

void WindowCheck::Take(const TimeEntry& time) {
  times_[time.source] = {time.time_ms, time.mark_ms};
}

void WindowCheck::CloseRecords() {
  if (std::exchange(records_closed_, true)) return;
  const auto mark_of = [this](const RecordEntry& record) {
    const std::optional<Times> times = TimesOf(record);
    return times ? times->mark_ms : -1;
  };
  std::stable_sort(records_.begin(), records_.end(),
                   [&mark_of](const RecordEntry& left, const RecordEntry& right) {
                     return mark_of(left) < mark_of(right);
                   });
  std::map<uint32_t, const RecordEntry*> by_revision;
  std::map<uint64_t, const RecordEntry*> by_text;
  for (const RecordEntry& record : records_) {
    const RecordEntry*& number = by_revision[record.revision];
    const RecordEntry*& text = by_text[record.hash];
    if (number != nullptr) CheckRepublished(*number, record);
    if (text != nullptr && text != number) CheckRepublished(*text, record);
    number = text = &record;
  }
  CheckClaim();
}

// Of the same revision or text as `before`: right if the window had passed, whichever came first.
void WindowCheck::CheckRepublished(const RecordEntry& before, const RecordEntry& record) {
  const std::optional<Times> first = TimesOf(before);
  const std::optional<Times> second = TimesOf(record);
  if (!first || !second || before.hash_version != record.hash_version) return;
  if (IsPassed(first->time_ms, second->mark_ms) || IsPassed(second->time_ms, first->mark_ms)) {
    return;
  }
  ReportRecord(
      ground_, report_, ImbalanceKind::kDoubled, record,
      "is one more record of revision " + std::to_string(record.revision) + " inside the window");
}

void WindowCheck::CheckClaim() {
  const std::optional<ClaimEntry>& claim = late_claim_ ? late_claim_ : claim_;
  if (!claim || claim->revisions.empty()) {
    // The window may have passed over it, and its claim may be gone, where that is known.
    for (const RecordEntry& record : records_) {
      const std::optional<Times> times = TimesOf(record);
      if (!times || IsPassed(times->time_ms, ground_.newest_mark_ms)) continue;
      ReportRecord(ground_, report_, ImbalanceKind::kTorn, record, "has no claim");
    }
    return;
  }
  const auto record =
      std::find_if(records_.begin(), records_.end(),
                   [&claim](const RecordEntry& other) { return other.source == claim->source; });
  if (record == records_.end()) {
    const bool may_be_deleted =
        ground_.records_trimmed && ground_.topics.records.MayDelete(claim->time_ms, ground_.now_ms);
    if (may_be_deleted) {
      ++report_.revisions_deleted;
    } else if (!claim->late) {
      ReportClaim(ground_, report_, *claim, "is a claim whose newest revision has no record");
    }
    return;
  }
  const bool agrees =
      record->revision == claim->revisions.size() &&
      (record->hash_version != claim->hash_version || record->hash == claim->revisions.back());
  if (!agrees) {
    ReportRecord(ground_, report_, ImbalanceKind::kTorn, *record,
                 "has another revision or text than its claim knows");
  }
}

void WindowCheck::Take(const RepeatEntry& repeat) {
  CloseRecords();
  int64_t newest_ms = -1;
  bool all_known = true;
  for (const RecordEntry& record : records_) {
    const std::optional<Times> times = TimesOf(record);
    all_known = all_known && times;
    if (times) newest_ms = std::max(newest_ms, times->time_ms);
  }
  const bool is_known_text =
      std::any_of(records_.begin(), records_.end(), [&repeat](const RecordEntry& record) {
        return record.hash == repeat.hash || record.hash_version != repeat.hash_version;
      });
  const bool is_seen = !all_known || repeat.mark_ms < 0 || !IsPassed(newest_ms, repeat.mark_ms);
  if (is_known_text && is_seen) {
    ++report_.duplicates;
  } else if (repeat.other_parser) {
    ++(records_.empty() ? report_.not_judged.other_parser : report_.duplicates);
  } else if (ground_.records_trimmed &&
             ground_.topics.records.MayDelete(repeat.timestamp_ms, ground_.now_ms)) {
    ++report_.not_judged.record_deleted;
  } else {
    ReportLost(ground_, report_, repeat,
               "has no record, and nor has another message of its text inside the window");
  }
}

void WindowCheck::Finish() {
  CloseRecords();
}

}  // namespace cablestream
