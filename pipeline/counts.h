// The counts of one transaction, added to the process's when it has committed.
#pragma once

#include <cstdint>

#include "pipeline/stats.h"

namespace cablestream {

struct TransactionCounts : Counts<uint64_t> {
  DeadLetterPlaces dead_letter_places;
};

inline void Add(const TransactionCounts& from, Stats& stats) {
  Counts<std::atomic<uint64_t>>& to = stats.counts;
  to.messages += from.messages;
  to.message_bytes += from.message_bytes;
  to.records += from.records;
  to.revisions += from.revisions;
  to.record_bytes += from.record_bytes;
  to.forwards += from.forwards;
  to.keyed_otherwise += from.keyed_otherwise;
  for (size_t i = 0; i < from.duplicates.size(); ++i) to.duplicates[i] += from.duplicates[i];
  for (size_t i = 0; i < from.dead_letters.size(); ++i) to.dead_letters[i] += from.dead_letters[i];
  for (size_t i = 0; i < from.warnings.size(); ++i) {
    if (from.warnings[i] > 0) to.warnings[i] += from.warnings[i];
  }
  if (SumOf(from.dead_letters) > 0) stats.recent_dead_letters.Add(from.dead_letter_places);
}

}  // namespace cablestream
