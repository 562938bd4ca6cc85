#include "common/error.h"

namespace cablestream {

std::string_view ErrorCodeName(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidArgument:
      return "invalid-argument";
    case ErrorCode::kUnavailable:
      return "unavailable";
    case ErrorCode::kRetry:
      return "retry";
    case ErrorCode::kLost:
      return "lost";
    case ErrorCode::kFenced:
      return "fenced";
    case ErrorCode::kRefused:
      return "refused";
    case ErrorCode::kCorruption:
      return "corruption";
    case ErrorCode::kIo:
      return "io";
    case ErrorCode::kInternal:
      return "internal";
  }
  return "unknown";
}

}  // namespace cablestream
