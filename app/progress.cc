#include "app/progress.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "common/log.h"

namespace cablestream {
namespace {

constexpr std::chrono::milliseconds kBarEvery{100};
constexpr std::chrono::seconds kLineEvery{5};
constexpr uint64_t kBarWidth = 30;

uint64_t Rate(uint64_t count, std::chrono::milliseconds elapsed) {
  const auto milliseconds = static_cast<uint64_t>(std::max<int64_t>(elapsed.count(), 1));
  return count * 1000 / milliseconds;
}

uint64_t Percent(const ProgressState& state) {
  return std::min<uint64_t>(state.done * 100 / state.total, 100);
}

std::string MinutesAndSeconds(uint64_t seconds) {
  const uint64_t rest = seconds % 60;
  return std::to_string(seconds / 60) + (rest < 10 ? ":0" : ":") + std::to_string(rest);
}

std::chrono::milliseconds Since(Progress::Time begun, Progress::Time now) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(now - begun);
}

}  // namespace

ProgressStyle ChooseProgressStyle(bool quiet) {
  if (quiet) return ProgressStyle::kNone;
  return isatty(STDERR_FILENO) != 0 ? ProgressStyle::kBar : ProgressStyle::kLines;
}

std::optional<uint64_t> SecondsLeft(const ProgressState& state, std::chrono::milliseconds elapsed) {
  if (state.total == 0 || state.done == 0) return std::nullopt;
  const uint64_t left = state.total - std::min(state.done, state.total);
  return left * static_cast<uint64_t>(elapsed.count()) / state.done / 1000;
}

std::string ProgressBar(const ProgressState& state, std::chrono::milliseconds elapsed) {
  std::string bar;
  if (state.total > 0) {
    const uint64_t percent = Percent(state);
    const uint64_t filled = kBarWidth * percent / 100;
    bar = "[" + std::string(filled, '=') + (filled < kBarWidth ? ">" : "");
    bar += std::string(kBarWidth - std::min(kBarWidth, filled + 1), ' ') + "] ";
    bar += std::string(percent < 10 ? 2 : percent < 100 ? 1 : 0, ' ');
    bar += std::to_string(percent) + "%  ";
  }
  bar += std::to_string(state.messages) + " messages, ";
  bar += std::to_string(Rate(state.messages, elapsed)) + "/s";
  if (const auto left = SecondsLeft(state, elapsed))
    bar += ", " + MinutesAndSeconds(*left) + " left";
  return bar;
}

Progress::Progress(std::string event, ProgressStyle style, Time now)
    : event_(std::move(event)), style_(style), begun_(now), next_(now) {
  if (style_ == ProgressStyle::kLines) next_ += kLineEvery;
}

void Progress::Show(const ProgressState& state, Time now) {
  if (style_ == ProgressStyle::kNone || now < next_) return;
  if (style_ == ProgressStyle::kBar) {
    ShowBar(state, now);
    next_ = now + kBarEvery;
  } else {
    ShowLine(state, now);
    next_ = now + kLineEvery;
  }
}

void Progress::ShowBar(const ProgressState& state, Time now) {
  constexpr const char* kToLineStart = "\r\x1B[K";
  std::fputs((kToLineStart + ProgressBar(state, Since(begun_, now))).c_str(), stderr);
  bar_drawn_ = true;
}

void Progress::ShowLine(const ProgressState& state, Time now) {
  const auto elapsed = Since(begun_, now);
  const uint64_t rate = Rate(state.messages, elapsed);
  if (const auto left = SecondsLeft(state, elapsed)) {
    LogInfo(event_, {{"messages", state.messages},
                     {"percent", Percent(state)},
                     {"left", state.total - std::min(state.done, state.total)},
                     {"per_second", rate},
                     {"seconds_left", *left}});
  } else {
    LogInfo(event_, {{"messages", state.messages}, {"per_second", rate}});
  }
}

void Progress::End() {
  if (bar_drawn_) std::fputs("\n", stderr);
  bar_drawn_ = false;
}

}  // namespace cablestream
