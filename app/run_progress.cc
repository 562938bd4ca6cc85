#include "app/run_progress.h"

#include <algorithm>

namespace cablestream {
namespace {

constexpr std::chrono::milliseconds kLookEvery{200};

}  // namespace

void RunProgress::Look(Progress::Time now) {
  LookAtRestore(now);
  if (until_end_ && !restore_) LookAtMessages(now);
}

void RunProgress::LookAtRestore(Progress::Time now) {
  const int64_t left = stats_.restore_records_left;
  if (restore_ && (left == 0 || restores_ != stats_.restores)) {
    restore_->progress.End();
    restore_.reset();
    stats_.restore_records_per_second = 0;
    stats_.restore_seconds_left = 0;
  }
  if (left == 0) return;
  const int64_t read = stats_.restore_records_read;
  if (!restore_) {
    restores_ = stats_.restores;
    restore_.emplace("restore.progress", style_, now, left + read, 0);
  }
  const int64_t total = std::max(restore_->total, left);
  const ProgressState state{static_cast<uint64_t>(read), static_cast<uint64_t>(total - left),
                            static_cast<uint64_t>(total)};
  const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(now - restore_->begun);
  stats_.restore_records_per_second =
      state.messages * 1000 / static_cast<uint64_t>(std::max<int64_t>(elapsed.count(), 1));
  stats_.restore_seconds_left = SecondsLeft(state, elapsed).value_or(0);
  restore_->progress.Show(state, now);
}

void RunProgress::LookAtMessages(Progress::Time now) {
  const int64_t left = stats_.raw_messages_left;
  if (left < 0) return;
  const uint64_t done = stats_.counts.messages;
  if (!messages_) messages_.emplace("run.progress", style_, now, left, done);
  messages_->total = std::max(messages_->total, left);  // partitions came
  const auto total = static_cast<uint64_t>(messages_->total);
  messages_->progress.Show(
      {done - messages_->done_before, total - static_cast<uint64_t>(left), total}, now);
}

void RunProgress::End() {
  if (restore_) restore_->progress.End();
  if (messages_) messages_->progress.End();
}

RunProgressThread::RunProgressThread(Stats& stats, bool until_end, ProgressStyle style)
    : progress_(stats, until_end, style) {
  ticker_.emplace(kLookEvery, [this] { progress_.Look(std::chrono::steady_clock::now()); });
}

RunProgressThread::~RunProgressThread() {
  ticker_.reset();
  progress_.End();
}

}  // namespace cablestream
