// What the outputs make of one raw message.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "audit/entries.h"
#include "audit/report.h"

namespace cablestream {

struct Outcome {
  uint64_t records = 0;
  uint64_t dead_letters = 0;  // the parts of one count once
  uint8_t reason = 0;         // of the dead letters
  bool forwarded = false;

  [[nodiscard]] uint64_t count() const { return records + dead_letters; }
};

// Takes the entries of one raw message in their order, and reports a second outcome of it and dead
// letters that lack parts. Used by one thread.
class OutcomeTally {
 public:
  using Report = std::function<void(ImbalanceKind, const SourceEntry&, std::string detail)>;

  // `source` names the raw message in reports.
  OutcomeTally(std::string source, Report report);

  void Take(const SourceEntry& entry);
  [[nodiscard]] Outcome Finish();

 private:
  void TakeDeadLetter(const SourceEntry& entry);
  void CloseParts();

  const std::string source_;
  const Report report_;
  Outcome outcome_;
  SourceEntry part_;         // the last one taken
  uint32_t parts_seen_ = 0;  // of the dead letter that is open; 0: none is
  bool doubled_ = false;     // that one, and it has been reported
};

}  // namespace cablestream
