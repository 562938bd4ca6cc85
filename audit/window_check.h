// As IdCheck, for a group whose claims expire: an ID may be published anew, with its revisions
// counted from 1, once the window has passed over what it was published by.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "audit/entries.h"
#include "audit/report.h"
#include "audit/source_check.h"

namespace cablestream {

// What can't be told is taken for right: messages whose mark is not known, since their raw
// partition has lost its head, and, of claims that a revision has made younger, how old they were.
// Takes its entries in their order. Used by one thread.
class WindowCheck {
 public:
  WindowCheck(const AuditGround& ground, AuditReport& report) : ground_(ground), report_(report) {}

  void Take(ClaimEntry claim);
  void Take(RecordEntry record);
  void Take(const TimeEntry& time);
  void Take(const RepeatEntry& repeat);
  void Finish();

 private:
  struct Times {
    int64_t time_ms = -1;
    int64_t mark_ms = -1;
  };

  [[nodiscard]] bool IsPassed(int64_t time_ms, int64_t mark_ms) const;
  [[nodiscard]] std::optional<Times> TimesOf(const RecordEntry& record) const;
  void CloseRecords();
  void CheckRepublished(const RecordEntry& before, const RecordEntry& record);
  void CheckClaim();

  const AuditGround& ground_;
  AuditReport& report_;
  std::optional<ClaimEntry> claim_;       // demands its record
  std::optional<ClaimEntry> late_claim_;  // demands none
  std::vector<RecordEntry> records_;
  std::map<RawPlace, Times> times_;  // of their sources
  bool records_closed_ = false;
};

}  // namespace cablestream
