// The store held against the claims topic while the service goes on: a claim that is missing from
// the store looks like a new message ID, and nothing else would notice.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "app/config/config.h"
#include "common/result.h"
#include "pipeline/stats.h"

namespace cablestream {

// Compares shard by shard, on a thread of its own, through a view of the store and a reader beside
// the group: the loop waits for nothing. Works for a twentieth of the time. The first pass begins
// some minutes after the start, a further one each `scrub_interval`.
//
// A claim that further looks at the shard find to differ too is logged (scrub.difference) and
// counted, marks the store (doubt_mark.h), and sets `stop`. A shard that can't be read now is left
// to the next pass (scrub.skipped).
class Scrub {
 public:
  // Sets `stop` when it ends, too. All must outlive it.
  Scrub(const Config& config, int32_t shards, std::atomic<bool>& stop, Stats& stats);
  ~Scrub();
  Scrub(const Scrub&) = delete;
  Scrub& operator=(const Scrub&) = delete;

  // Breaks it off. Fails with kRefused where it has found a difference. Called by the thread that
  // made it.
  [[nodiscard]] Status End();

 private:
  using Clock = std::chrono::steady_clock;
  struct Finding {
    std::string skipped;  // why; empty: it was not
    uint64_t differing = 0;
    uint64_t claims_log = 0;
    std::map<std::string, std::string> differences;  // the first of them: ID, and what differs
  };

  void Work();
  void Pass();
  [[nodiscard]] Status CheckShard(int32_t shard);
  [[nodiscard]] Finding Look(int32_t shard);
  // False: it is to end.
  bool Wait(Clock::duration time);
  bool GoOn();

  const Config& config_;
  const int32_t shards_;
  std::atomic<bool>& stop_;
  Stats& stats_;
  Clock::time_point slice_begun_;
  Status found_;
  std::mutex mutex_;
  std::condition_variable ending_;
  std::thread thread_;
};

}  // namespace cablestream
