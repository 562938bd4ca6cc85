// Holds the records, the claim and the repeats of each message ID against each other.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "audit/entries.h"
#include "audit/report.h"
#include "audit/source_check.h"
#include "common/result.h"

namespace cablestream {

// What is published and remembered under one message ID. Takes its entries in their order. Used by
// one thread.
class IdCheck {
 public:
  IdCheck(const AuditGround& ground, AuditReport& report) : ground_(ground), report_(report) {}

  void Take(ClaimEntry claim);
  void Take(const RecordEntry& record);
  void Take(const TimeEntry& /*time*/) {}
  void Take(const RepeatEntry& repeat);
  void Finish();

 private:
  // What repeats of one text stand to.
  enum class Standing {
    kPublished,     // its record is there
    kDeleted,       // it was published; the topic may have deleted the record
    kRecordLost,    // it was published; the record is missing, and with it one message is lost
    kNotPublished,  // nothing knows of it
  };

  [[nodiscard]] const ClaimEntry* standing_claim() const;
  void CheckAgainstOthers(const RecordEntry& record);
  void CheckAgainstClaim(const RecordEntry& record);
  void CloseRecords();
  [[nodiscard]] bool MayBeDeleted(uint32_t revision) const;
  void ReportMissing(uint32_t revision, uint32_t revisions);
  void OpenRepeats(const RepeatEntry& repeat);

  const AuditGround& ground_;
  AuditReport& report_;

  std::optional<ClaimEntry> claim_;       // demands its records
  std::optional<ClaimEntry> late_claim_;  // covers records, demands none
  std::vector<RecordEntry> records_;      // one a revision, so many as a claim could hold and more
  bool records_closed_ = false;

  // The repeats at hand, all of one text.
  std::optional<uint64_t> repeated_hash_;
  Standing standing_ = Standing::kPublished;
  std::optional<RawPlace> lost_source_;  // which of them was published, where that is known
  bool lost_found_ = false;
};

// Judges all entries by ID. Fails as Scratch.
[[nodiscard]] Status CheckIds(const AuditGround& ground, Scratch& scratch, AuditReport& report);

}  // namespace cablestream
