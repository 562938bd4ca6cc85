// What must be true before an owned partition is read: the state of every owned shard holds every
// claim that was ever committed, and nothing else.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/result.h"
#include "consumer/log_reader.h"
#include "consumer/source.h"
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
  // `interrupted` is asked all the time; it keeps the membership alive, and true ends the restore.
  Restore(const PipelineSettings& settings, LogReader& log, DedupStore& store, Stats& stats,
          std::function<bool()> interrupted);

  // Fills `ownership` and returns where to read from. Fails with kRetry (interrupted: nothing is
  // lost, run it again), kRefused (doubt: nothing was wiped, the message says what to do), kIo,
  // kUnavailable.
  [[nodiscard]] Result<std::vector<StartPosition>> Run(Ownership& ownership);

 private:
  // One shard on its way from the stored position to its target.
  struct ShardProgress {
    TopicPartition claims;
    std::optional<OffsetMetadata::Floor> floor;
    bool floor_seen = false;
    int64_t target = 0;        // position to reach
    int64_t position = 0;      // read so far
    int64_t applied_from = 0;  // records below it are in the store already
    // The store has a position, but nothing vouches for it: wiped before anything is applied.
    bool wipe_first = false;
    std::optional<OffsetMetadata::Floor> last;               // the last claim read
    std::vector<std::pair<std::string, std::string>> batch;  // read, not yet applied

    [[nodiscard]] bool done() const { return position >= target; }
  };

  template <typename T>
  [[nodiscard]] Result<T> Await(const char* what, const std::function<Result<T>()>& ask) const;
  [[nodiscard]] Result<Watermarks> AwaitWatermarks(const TopicPartition& partition) const;
  [[nodiscard]] Result<std::vector<CommittedOffset>> AwaitCommitted(
      const std::vector<TopicPartition>& partitions) const;

  [[nodiscard]] Status TakeOver(const CommittedOffset& committed, PartitionProgress& progress);
  [[nodiscard]] Result<bool> GroupHasNoOffset() const;

  [[nodiscard]] Status RestoreShards(Ownership& ownership);
  [[nodiscard]] Result<ShardProgress> Plan(int32_t shard, const PartitionProgress& home);
  [[nodiscard]] Status PlanFromStore(int32_t shard, const Watermarks& claims,
                                     ShardProgress& progress);
  [[nodiscard]] Status ReadClaims(std::map<int32_t, ShardProgress>& shards);
  [[nodiscard]] Result<bool> TakeEvent(const LogEvent& event,
                                       std::map<int32_t, ShardProgress>& shards);
  [[nodiscard]] Status Take(const Message& message, int32_t shard, ShardProgress& progress);
  [[nodiscard]] Status Advance(int32_t shard, ShardProgress& progress, int64_t position);
  [[nodiscard]] Status ApplyBatch(int32_t shard, ShardProgress& progress, int64_t next_offset);
  [[nodiscard]] Status WipeShard(int32_t shard, const char* why);

  [[nodiscard]] Status CheckRaw(Ownership& ownership);
  [[nodiscard]] Status FindPosition(const TopicPartition& partition, const Watermarks& log,
                                    const char* deleter, PartitionProgress& progress) const;
  [[nodiscard]] Status CheckLastMessages(
      const std::map<TopicPartition, OffsetMetadata::Mark>& last);
  [[nodiscard]] Status CheckLastMessage(const TopicPartition& partition,
                                        const OffsetMetadata::Mark& mark,
                                        const Message* found) const;
  [[nodiscard]] Result<std::vector<StartPosition>> Positions(Ownership& ownership) const;

  const PipelineSettings& settings_;
  LogReader& log_;
  DedupStore& store_;
  Stats& stats_;
  const std::function<bool()> interrupted_;
  bool group_is_new_ = false;     // no partition of the group has an offset
  std::map<int32_t, int> wiped_;  // how often, by shard, in the life of this process
};

}  // namespace cablestream
