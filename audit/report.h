// What an audit found: counts, and every imbalance as coordinates. Holds no text of a cable.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "kafka/types.h"
#include "pipeline/stats.h"

namespace cablestream {

enum class ImbalanceKind {
  kLost,           // a raw message below the cut without outcome
  kDoubled,        // two records of one revision, or one raw message with two outcomes
  kUnknownSource,  // an output whose raw message does not exist
  kTorn,           // one half of what a transaction wrote: record or claim, parts of a dead letter
};
inline constexpr std::array<std::string_view, 4> kImbalanceKinds = {"lost", "doubled",
                                                                    "unknown_source", "torn"};

// Where it shows: the raw message that is lost, the second of two records, the claim without one.
struct Imbalance {
  ImbalanceKind kind = ImbalanceKind::kLost;
  TopicPartition partition;
  int64_t offset = 0;
  std::string message_id;  // empty where it is not known
  std::string detail;
};

// Counts all of them and keeps the first few of each kind.
class Imbalances {
 public:
  explicit Imbalances(size_t most_kept) : most_kept_(most_kept) {}

  void Add(Imbalance imbalance);

  [[nodiscard]] uint64_t count(ImbalanceKind kind) const {
    return counts_[static_cast<size_t>(kind)];
  }
  [[nodiscard]] uint64_t total() const;
  [[nodiscard]] const std::vector<Imbalance>& kept() const { return kept_; }

 private:
  size_t most_kept_;  // of a kind
  std::array<uint64_t, kImbalanceKinds.size()> counts_{};
  std::vector<Imbalance> kept_;
};

// Raw messages that nothing can be said of, and why.
struct NotJudged {
  uint64_t record_deleted = 0;       // by the records topic's retention or compaction, if ever
  uint64_t dead_letter_deleted = 0;  // by the dead letters topic's retention, if ever
  uint64_t other_parser = 0;         // read by a parser version that may see another message ID

  [[nodiscard]] uint64_t total() const {
    return record_deleted + dead_letter_deleted + other_parser;
  }
};

struct AuditReport {
  explicit AuditReport(size_t most_kept) : imbalances(most_kept) {}

  // Each raw message below the cut that is still there, in exactly one of the places below or lost.
  uint64_t raw = 0;
  uint64_t records = 0;
  uint64_t duplicates = 0;
  std::array<uint64_t, kDeadLetterReasons.size()> dead_letters{};
  uint64_t dead_letters_of_other_reasons = 0;
  uint64_t in_flight = 0;  // forwarded, not finished at the cut
  NotJudged not_judged;

  // Beside the equation.
  uint64_t raw_offsets_beyond_cut = 0;
  uint64_t outputs_beyond_cut = 0;       // records and dead letters
  uint64_t outputs_below_raw_start = 0;  // their raw messages were deleted since
  uint64_t other_generations = 0;        // records and dead letters of replays
  uint64_t revisions_deleted = 0;        // missing records that retention or compaction excuses
  Imbalances imbalances;

  [[nodiscard]] uint64_t all_dead_letters() const;
  [[nodiscard]] bool balanced() const { return imbalances.total() == 0; }
};

}  // namespace cablestream
