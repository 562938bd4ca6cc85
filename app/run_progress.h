// How far a restore has got, and a run that ends by itself: watched from beside the loop, which has
// no clock.
#pragma once

#include <optional>

#include "app/progress.h"
#include "app/ticker.h"
#include "pipeline/stats.h"

namespace cablestream {

// Used by one thread.
class RunProgress {
 public:
  // `until_end`: shows the messages too. `stats` must outlive it.
  RunProgress(Stats& stats, bool until_end, ProgressStyle style)
      : stats_(stats), until_end_(until_end), style_(style) {}

  // To be called some times a second. Tells the stats the restore's rate and time left.
  void Look(Progress::Time now);
  void End();

 private:
  // One restore, or all the messages.
  struct Job {
    Job(const char* event, ProgressStyle style, Progress::Time now, int64_t all, uint64_t done)
        : progress(event, style, now), begun(now), total(all), done_before(done) {}

    Progress progress;
    Progress::Time begun;
    int64_t total;         // what was left when it was seen first
    uint64_t done_before;  // of the counter of messages
  };

  void LookAtRestore(Progress::Time now);
  void LookAtMessages(Progress::Time now);

  Stats& stats_;
  const bool until_end_;
  const ProgressStyle style_;
  std::optional<Job> restore_;
  uint64_t restores_ = 0;  // how many had begun when `restore_` was seen first
  std::optional<Job> messages_;
};

// Looks on a thread of its own until it is destroyed.
class RunProgressThread {
 public:
  RunProgressThread(Stats& stats, bool until_end, ProgressStyle style);
  ~RunProgressThread();
  RunProgressThread(const RunProgressThread&) = delete;
  RunProgressThread& operator=(const RunProgressThread&) = delete;

 private:
  RunProgress progress_;
  std::optional<Ticker> ticker_;
};

}  // namespace cablestream
