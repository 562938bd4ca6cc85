// Frees what the deduplication window has passed over: claims that no message to come can see. The
// decision on a message never rests on it (pipeline/dedup.h, IsExpired).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/result.h"
#include "consumer/log_reader.h"
#include "pipeline/ownership.h"
#include "pipeline/settings.h"
#include "producer/log_trimmer.h"
#include "storage/dedup_store.h"

namespace cablestream {

// In turn: from the marks that the group has committed follows a time that nobody looks behind any
// more, save for messages that wait in the home topic; once those are done, the store forgets what
// is older, and the claims topic loses its head up to the first claim that is not. The claim that a
// committed offset vouches for, the floor, stays. Before anything goes, the committed offset says
// so (OffsetMetadata::forgotten_before_ms), for who holds a store against the topic.
//
// A raw partition without any message holds everything up: its first one may be of any time.
//
// Used by one thread.
class ClaimExpiry {
 public:
  // Without a window it does nothing. `trimmer` may be null: then the claims topic grows.
  ClaimExpiry(const PipelineSettings& settings, LogReader& log, DedupStore& store,
              LogTrimmer* trimmer)
      : settings_(settings),
        raw_topics_(settings.raw_topics),
        log_(log),
        store_(store),
        trimmer_(trimmer) {}

  void NoteRead() { ++messages_; }

  // Call where every position of `ownership` is committed. Does a piece of what is due; what can't
  // be done now is left for a later call.
  void FreeIfDue(Ownership& ownership);

  // What is owned is restored, or the assignment is over: the log reader is another's.
  void Reset();

 private:
  // What is free once home[h] has been read up to `home_end`.
  struct Plan {
    int64_t before_ms = 0;
    int64_t home_end = 0;
  };

  [[nodiscard]] Result<std::map<int32_t, Plan>> MakePlans(Ownership& ownership);
  [[nodiscard]] Result<std::optional<int64_t>> SmallestMark();
  [[nodiscard]] std::vector<TopicPartition> RawPartitions() const;
  [[nodiscard]] bool HasGrown(const CommittedOffset& committed);
  [[nodiscard]] bool IsWorthIt(int32_t shard, int64_t before_ms) const;
  [[nodiscard]] bool MayBeWorthIt(const Ownership& ownership) const;
  void FreeDrained(Ownership& ownership);
  [[nodiscard]] bool IsAnnounced(Ownership& ownership) const;
  void TrimOne(Ownership& ownership);
  [[nodiscard]] Status OpenHead(int32_t shard);
  [[nodiscard]] Result<bool> ReadHead(int64_t before_ms, int64_t floor);

  const PipelineSettings& settings_;
  std::map<std::string, int32_t> raw_topics_;  // as the settings, and what has been added since
  LogReader& log_;
  DedupStore& store_;
  LogTrimmer* const trimmer_;

  int64_t messages_ = 0;                 // read since the last look
  std::map<int32_t, Plan> plans_;        // by shard
  std::map<int32_t, int64_t> trim_;      // shards whose log is to lose what is older than this time
  std::map<int32_t, int64_t> freed_ms_;  // by shard, in the life of this process

  // The log that is being read for it.
  struct Head {
    TopicPartition claims;
    int64_t deleted_to = 0;
    int64_t end = 0;  // all below it may be deleted
  };
  std::optional<Head> head_;
};

}  // namespace cablestream
