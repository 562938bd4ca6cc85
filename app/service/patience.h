// Asking the brokers again while they have no answer yet.
#pragma once

#include <atomic>
#include <chrono>
#include <thread>

#include "common/error.h"

namespace cablestream {

inline constexpr std::chrono::milliseconds kPauseBetweenQuestions{500};

// Asks until there is an answer, but for a minute at most (then kRetry has become kUnavailable), or
// until `stop` turns true.
template <typename Ask>
auto Patiently(const std::atomic<bool>& stop, const Ask& ask) -> decltype(ask()) {
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  while (true) {
    auto answer = ask();
    if (answer || answer.error().code != ErrorCode::kRetry || stop) return answer;
    if (std::chrono::steady_clock::now() > give_up) {
      answer.error().code = ErrorCode::kUnavailable;
      return answer;
    }
    std::this_thread::sleep_for(kPauseBetweenQuestions);
  }
}

}  // namespace cablestream
