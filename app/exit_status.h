// The program's exit statuses.
#pragma once

#include "common/error.h"

namespace cablestream {

inline constexpr int kExitDone = 0;
inline constexpr int kExitFailed = 1;       // the work failed
inline constexpr int kExitUsage = 2;        // wrong usage or configuration
inline constexpr int kExitUnavailable = 3;  // Kafka or schema registry: not reached, or refuses

[[nodiscard]] constexpr int ExitStatusOf(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidArgument:
      return kExitUsage;
    case ErrorCode::kUnavailable:
    case ErrorCode::kRetry:  // no answer, and nobody to ask again
      return kExitUnavailable;
    default:
      return kExitFailed;
  }
}

}  // namespace cablestream
