// How far a bounded job has got: a bar that is drawn over itself on a terminal, else a log line
// every few seconds.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace cablestream {

struct ProgressState {
  uint64_t messages = 0;
  uint64_t done = 0;   // of `total`, in any unit
  uint64_t total = 0;  // 0: not known
};

enum class ProgressStyle { kNone, kLines, kBar };

// kNone where quiet, kBar where standard error is a terminal, else kLines.
[[nodiscard]] ProgressStyle ChooseProgressStyle(bool quiet);

// Used by one thread. Cheap to call for each message.
class Progress {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // `event` names the log lines: `feed.progress`.
  Progress(std::string event, ProgressStyle style, Time now);

  void Show(const ProgressState& state, Time now);

  // Ends the bar's line, so that what is written next stands on its own.
  void End();

 private:
  void ShowBar(const ProgressState& state, Time now);
  void ShowLine(const ProgressState& state, Time now);

  const std::string event_;
  const ProgressStyle style_;
  const Time begun_;
  Time next_;
  bool bar_drawn_ = false;
};

// "[=====>    ]  52%  1234 messages, 410/s, 0:03 left"; pure, for tests.
[[nodiscard]] std::string ProgressBar(const ProgressState& state,
                                      std::chrono::milliseconds elapsed);

// Seconds to the end at the rate so far; nullopt where it can't be told.
[[nodiscard]] std::optional<uint64_t> SecondsLeft(const ProgressState& state,
                                                  std::chrono::milliseconds elapsed);

}  // namespace cablestream
