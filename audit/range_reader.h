// Reads ranges of logs to their ends, read_committed, with patience.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "common/result.h"
#include "consumer/log_reader.h"

namespace cablestream {

// What an audit asks for, and tells, while it goes on.
struct AuditHooks {
  const std::atomic<bool>& stop;
  // Called for each message: how many were read, and how many offsets of about how many are done.
  std::function<void(uint64_t messages, uint64_t done, uint64_t total)> on_progress;
};

struct LogRange {
  TopicPartition partition;
  int64_t from = 0;
  int64_t to = 0;  // the first offset behind it
};

struct RangeHandlers {
  std::function<Status(const Message&)> on_message;
  // The log has lost its head meanwhile: what is left begins at `low`.
  std::function<void(const TopicPartition&, int64_t low)> on_trimmed = [](const TopicPartition&,
                                                                          int64_t) {};
};

// Used by one thread. Everything fails with kRetry once `stop` is set; with kUnavailable (denied;
// no answer, or none but an open transaction's, for two minutes), kRefused (a topic is gone), and
// as a handler fails.
class RangeReader {
 public:
  RangeReader(LogReader& log, const AuditHooks& hooks) : log_(log), hooks_(hooks) {}

  // Offsets that will be read in all, as far as is known.
  void Expect(uint64_t offsets) { total_ += offsets; }

  [[nodiscard]] Status Read(std::span<const LogRange> ranges, const RangeHandlers& handlers);

  [[nodiscard]] Result<std::vector<CommittedOffset>> Committed(
      std::span<const TopicPartition> partitions);
  [[nodiscard]] Result<Watermarks> QueryWatermarks(const TopicPartition& partition);

  // From where each log begins to where it ends now, open transactions included.
  [[nodiscard]] Result<std::vector<LogRange>> Whole(std::span<const TopicPartition> partitions);

 private:
  template <typename Ask>
  auto Insist(const Ask& ask) -> decltype(ask());
  [[nodiscard]] Status Open(std::span<const LogRange> left);
  // False: nothing came.
  [[nodiscard]] Result<bool> ReadEvent(std::vector<LogRange>& left, const RangeHandlers& handlers);
  void Advance(std::vector<LogRange>& left, std::vector<LogRange>::iterator range,
               int64_t position);
  [[nodiscard]] Status SkipTrimmed(std::vector<LogRange>& left, const RangeHandlers& handlers);

  LogReader& log_;
  const AuditHooks& hooks_;
  uint64_t messages_ = 0;
  uint64_t done_ = 0;
  uint64_t total_ = 0;
};

}  // namespace cablestream
