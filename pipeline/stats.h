// What the pipeline has done and is doing, for whoever shows it. Written by the loop, but for what
// takes a clock; read by any thread.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string_view>

namespace cablestream {

// Why a message was dropped as one that is already published.
enum class DuplicateKind {
  kRepeat,              // the same text again
  kRetransmission,      // the same text, marked ZDK
  kSuspectedDuplicate,  // the same text, marked ZFD
  kRereading,           // the very message that was published, read a second time
};
inline constexpr std::array<std::string_view, 4> kDuplicateKinds = {
    "repeat", "retransmission", "suspected_duplicate", "rereading"};

enum class DeadLetterReason {
  kEmpty,
  kNull,
  kNoIdentity,
  kTooLarge,
  kRejected,
  kCrashedParser,
  kUnstableId,
  kConflict,
};
inline constexpr std::array<std::string_view, 8> kDeadLetterReasons = {
    "empty",    "null",           "no_identity", "too_large",
    "rejected", "crashed_parser", "unstable_id", "conflict"};

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
};

struct Stats {
  Counts<std::atomic<uint64_t>> counts;

  std::atomic<uint64_t> transactions_committed = 0;
  std::atomic<uint64_t> transactions_lost = 0;  // aborted, or of unknown end
  std::atomic<uint64_t> restores = 0;
  std::atomic<uint64_t> shards_wiped = 0;

  std::atomic<bool> transaction_open = false;
  std::atomic<bool> ready = false;  // assigned and restored
  std::atomic<int64_t> owned_partitions = 0;
  std::atomic<int64_t> restore_records_left = 0;
  std::atomic<int64_t> restore_records_read = 0;  // of the restore that is running, or was last
  // Of a run that ends by itself: what its own partitions held at its start and is not committed;
  // -1: not known yet.
  std::atomic<int64_t> raw_messages_left = -1;
  std::atomic<uint64_t> loop_turns = 0;  // grows for as long as the loop lives

  // Of the running restore, told by whoever has a clock; the loop has none.
  std::atomic<uint64_t> restore_records_per_second = 0;
  std::atomic<uint64_t> restore_seconds_left = 0;
};

}  // namespace cablestream
