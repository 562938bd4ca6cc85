#include "audit/outcome.h"

#include <utility>

namespace cablestream {

OutcomeTally::OutcomeTally(std::string source, Report report)
    : source_(std::move(source)), report_(std::move(report)) {}

void OutcomeTally::Take(const SourceEntry& entry) {
  switch (entry.kind) {
    case SourceKind::kRecord:
      if (++outcome_.records > 1) {
        report_(ImbalanceKind::kDoubled, entry, "is one more record of " + source_);
      }
      return;
    case SourceKind::kDeadLetter:
      return TakeDeadLetter(entry);
    case SourceKind::kForward:
      outcome_.forwarded = true;
      return;
    case SourceKind::kClaim:
      return;
  }
}

// Parts come in order: those of one number together, and each of them twice where it is doubled.
void OutcomeTally::TakeDeadLetter(const SourceEntry& entry) {
  const bool another = parts_seen_ == 0 || entry.parts != part_.parts;
  if (another) {
    CloseParts();
    ++outcome_.dead_letters;
    outcome_.reason = entry.reason;
    doubled_ = false;
  }
  const bool repeated = !another && entry.part == part_.part;
  if (!doubled_ && (repeated || outcome_.count() > 1)) {
    doubled_ = true;
    report_(ImbalanceKind::kDoubled, entry, "is one more outcome of " + source_);
  }
  if (!repeated) ++parts_seen_;
  part_ = entry;
}

void OutcomeTally::CloseParts() {
  if (parts_seen_ > 0 && parts_seen_ < part_.parts) {
    report_(ImbalanceKind::kTorn, part_,
            "is part of a dead letter of " + source_ + " that lacks " +
                std::to_string(part_.parts - parts_seen_) + " of " + std::to_string(part_.parts) +
                " parts");
  }
  parts_seen_ = 0;
}

Outcome OutcomeTally::Finish() {
  CloseParts();
  return outcome_;
}

}  // namespace cablestream
