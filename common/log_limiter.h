// A log of what comes again and again, for as long as something lasts.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "common/log.h"

namespace cablestream {

// As Log, but of the lines of one event (and `kind`) only the first of each LogLimiter::kWindow.
// How many were left out is said before the next, as `log.left_out`. Any thread.
void LogLimited(LogLevel level, std::string_view event, std::initializer_list<LogField> fields,
                std::string_view kind = {});

// Of each kind of line, the first kMostLines in kWindow. Any thread.
class LogLimiter {
 public:
  using Clock = std::chrono::steady_clock;
  using Time = Clock::time_point;

  static constexpr int kMostLines = 20;
  static constexpr std::chrono::seconds kWindow{10};

  struct Verdict {
    bool write = false;
    int64_t left_out = 0;  // lines of the kind since the last that was written
  };
  [[nodiscard]] Verdict Admit(std::string_view kind, Time now);

 private:
  struct Kind {
    Time begun;
    int lines = 0;
    int64_t left_out = 0;
  };

  std::mutex mutex_;
  std::map<std::string, Kind, std::less<>> kinds_;
};

}  // namespace cablestream
