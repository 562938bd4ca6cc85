// What the pipeline has done and is doing, for whoever shows it. Written by the loop, but for what
// takes a clock; read by any thread.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <numeric>

#include "parser/warning_codes.h"
#include "pipeline/histogram.h"
#include "pipeline/partition_positions.h"
#include "pipeline/reasons.h"
#include "pipeline/recent_dead_letters.h"

namespace cablestream {

// Of committed transactions only: a message that is processed again after a failure counts once.
template <typename Number>
struct Counts {
  Number messages{};       // raw messages that reached their outcome here
  Number message_bytes{};  // of their values
  Number records{};        // revisions included
  Number revisions{};      // records with a revision above 1
  Number record_bytes{};
  Number forwards{};  // messages handed to the owner of their shard
  // Under DedupScope::kPartition: messages whose key is not their ID.
  Number keyed_otherwise{};
  std::array<Number, kDuplicateKinds.size()> duplicates{};
  std::array<Number, kDeadLetterReasons.size()> dead_letters{};
  std::array<Number, kWarningCodes.size()> warnings{};  // of the parser, in records
};

template <typename Numbers>
[[nodiscard]] uint64_t SumOf(const Numbers& numbers) {
  return std::accumulate(numbers.begin(), numbers.end(), uint64_t{0});
}

struct Stats {
  Counts<std::atomic<uint64_t>> counts;

  std::atomic<uint64_t> transactions_committed = 0;
  // Aborted, or of unknown end.
  std::array<std::atomic<uint64_t>, kLossCauses.size()> transactions_lost{};
  std::atomic<uint64_t> ways_back = 0;  // to what was committed last, to do the rest again
  std::atomic<uint64_t> restores = 0;
  std::atomic<uint64_t> shards_wiped = 0;

  std::atomic<bool> awaits_registry = false;  // the schema registry, at the start
  std::atomic<bool> transaction_open = false;
  std::atomic<bool> ready = false;  // assigned and restored
  std::atomic<int64_t> owned_partitions = 0;
  std::atomic<int64_t> restore_records_left = 0;
  std::atomic<int64_t> restore_records_read = 0;  // of the restore that is running, or was last
  // Of a run that ends by itself: what its own partitions held at its start and is not committed;
  // -1: not known yet.
  std::atomic<int64_t> raw_messages_left = -1;
  std::atomic<uint64_t> loop_turns = 0;  // grows for as long as the loop lives

  // Of the scrub, which runs beside the loop.
  std::atomic<uint64_t> scrub_claims = 0;  // compared
  std::atomic<uint64_t> scrub_shards = 0;  // found equal to the topic
  std::atomic<uint64_t> scrub_differences = 0;

  PartitionPositions positions;
  RecentDeadLetters recent_dead_letters;

  // Told by whoever has a clock; the loop has none. From a transaction's begin to its commit, and
  // from a raw message's timestamp to the commit of what became of it.
  Histogram transaction_seconds{{0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10}};
  Histogram latency_seconds{{0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 300, 3600, 86400}};

  // Of the running restore, likewise told by whoever has a clock; the loop has none.
  std::atomic<uint64_t> restore_records_per_second = 0;
  std::atomic<uint64_t> restore_seconds_left = 0;
};

}  // namespace cablestream
