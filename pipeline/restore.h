// What must be true before an owned partition is read: the state of every owned shard holds every
// claim that was ever committed, and nothing else.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/result.h"
#include "consumer/log_reader.h"
#include "consumer/source.h"
#include "pipeline/claim_batch.h"
#include "pipeline/ownership.h"
#include "pipeline/settings.h"
#include "pipeline/stats.h"
#include "storage/dedup_store.h"

namespace cablestream {

// Runs on assignment and after every transaction that was lost or ended uncertainly. In this order:
//
//   1. the committed offsets of all assigned partitions, waited for until stable
//   2. the high watermark of claims[h], open transactions included
//   3. claims[h], committed, from the stored position to that mark and to the floor, where the
//      record must be the one that the committed offset noted
//   4. where home[h] ends now: it is read up to there before any raw partition
//
// Why not less: docs/architecture.md, "Restore". Used by one thread.
class Restore {
 public:
  // `interrupted` is asked all the time; it keeps the membership alive, waits for a moment where it
  // is told to, and ends the restore by true.
  Restore(const PipelineSettings& settings, LogReader& log, DedupStore& store, Stats& stats,
          std::function<bool(Wait)> interrupted);

  // Fills `ownership` and returns where to read from. Fails with kRetry (interrupted: nothing is
  // lost, run it again), kRefused (doubt: nothing was wiped, the message says what to do), kIo,
  // kUnavailable.
  [[nodiscard]] Result<std::vector<StartPosition>> Run(Ownership& ownership);

  // The store was found corrupt: the next Run wipes what it restores.
  void DistrustStore() { distrusted_ = true; }

 private:
  // A record that must still be what a committed offset says of it.
  struct Witness {
    int64_t offset = 0;
    uint64_t hash = 0;
  };

  // One shard on its way from the stored position to its target.
  struct ShardProgress {
    TopicPartition claims;
    bool has_floor = false;
    uint64_t claims_log = 0;        // which making of the claims topic
    bool claims_log_noted = false;  // the store says so already
    int64_t target = 0;             // position to reach
    int64_t position = 0;           // read so far
    int64_t applied_from = 0;       // records below it are in the store already
    bool keeper_is_new = false;     // the group has no offset of what stands for the shard
    // The store has a position, but nothing vouches for it: wiped before anything is applied.
    bool wipe_first = false;
    std::optional<OffsetMetadata::Floor> last;  // the last claim read
    ClaimBatch batch;                           // read, not yet applied

    [[nodiscard]] bool done() const { return position >= target; }
  };

  template <typename T>
  [[nodiscard]] Result<T> Await(const char* what, const std::function<Result<T>()>& ask) const;
  [[nodiscard]] Result<Watermarks> AwaitWatermarks(const TopicPartition& partition,
                                                   int64_t committed_end) const;
  [[nodiscard]] Result<std::vector<CommittedOffset>> AwaitCommitted(
      const std::vector<TopicPartition>& partitions) const;
  [[nodiscard]] Status AwaitOpen(const std::vector<LogPosition>& positions) const;
  [[nodiscard]] Result<LogEvent> NextOrWait();

  // The steps of Run.
  [[nodiscard]] Result<std::vector<StartPosition>> RunSteps(Ownership& ownership);
  [[nodiscard]] Status TakeOffsets(Ownership& ownership);
  [[nodiscard]] Status TakeWatermarks(Ownership& ownership);
  [[nodiscard]] Status CheckWitnesses(Ownership& ownership);
  [[nodiscard]] Status RestoreShards(Ownership& ownership);
  [[nodiscard]] Result<std::vector<StartPosition>> Positions(Ownership& ownership) const;

  [[nodiscard]] Status TakeOver(const CommittedOffset& committed, PartitionProgress& progress);
  [[nodiscard]] Result<bool> GroupHasNoOffset() const;
  [[nodiscard]] std::optional<OffsetRange> RangeOf(const TopicPartition& partition,
                                                   const PartitionProgress& progress) const;
  [[nodiscard]] Status FindPosition(const TopicPartition& partition, const Watermarks& log,
                                    const char* deleter, PartitionProgress& progress) const;
  [[nodiscard]] Status CheckWitness(const TopicPartition& partition, const Witness& witness,
                                    const Message* found) const;

  [[nodiscard]] Status PlanFromStore(int32_t shard, const Watermarks& claims,
                                     ShardProgress& progress);
  [[nodiscard]] Result<bool> StoreFollows(int32_t shard, uint64_t claims_log) const;
  [[nodiscard]] Status ReadClaims(std::map<int32_t, ShardProgress>& shards);
  [[nodiscard]] Result<bool> TakeEvent(const LogEvent& event,
                                       std::map<int32_t, ShardProgress>& shards);
  [[nodiscard]] bool BelongsTo(int32_t shard, std::string_view id, std::string_view claim) const;
  [[nodiscard]] Status Take(const Message& message, int32_t shard, ShardProgress& progress);
  [[nodiscard]] Status MakeRoom(std::map<int32_t, ShardProgress>& shards);
  [[nodiscard]] Status Advance(int32_t shard, ShardProgress& progress, int64_t position);
  [[nodiscard]] Status ApplyBatch(int32_t shard, ShardProgress& progress, int64_t next_offset);
  [[nodiscard]] Status WipeShard(int32_t shard, const char* why);

  const PipelineSettings& settings_;
  LogReader& log_;
  DedupStore& store_;
  Stats& stats_;
  const std::function<bool(Wait)> interrupted_;
  bool group_is_new_ = false;             // no partition of the group has an offset
  bool distrusted_ = false;               // the store was found corrupt
  bool reading_refused_ = false;          // by a log that was open
  std::map<int32_t, Watermarks> claims_;  // of the owned shards' logs
  std::map<int32_t, int> wiped_;          // how often, by shard, in the life of this process
  size_t waiting_ = 0;                    // claims read, not yet applied, of all shards
  uint64_t reads_ = 0;
  uint64_t idle_reads_ = 0;
};

}  // namespace cablestream
