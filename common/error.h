// What went wrong, as a class that code acts on and a sentence that a person reads.
#pragma once

#include <string>
#include <string_view>

namespace cablestream {

// One class per reaction; the reaction stands beside it.
enum class ErrorCode {
  kInvalidArgument,  // wrong usage or configuration: exit 2
  kUnavailable,      // Kafka can't be reached or refuses: exit 3, or keep trying
  kRetry,            // not yet: ask again, nothing has changed
  kLost,             // the open transaction is lost or its end unknown: the one way back
  kFenced,           // another process has taken this identity: the one way back, once a minute
  kRefused,          // in doubt: stop and say what to do (exit 1), nothing was touched
  kCorruption,       // stored bytes are not what was written
  kIo,               // the disk or the operating system failed
  kInternal,         // a bug
};

[[nodiscard]] std::string_view ErrorCodeName(ErrorCode code);

// `message` is a whole sentence that names the thing at fault and says what to do. It never holds
// text of a cable.
struct Error {
  ErrorCode code;
  std::string message;
};

}  // namespace cablestream
