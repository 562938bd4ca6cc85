// The signals of a crash, laid to the message that is being parsed.
#pragma once

#include <array>
#include <csignal>
#include <memory>

#include "storage/crash_notes.h"

namespace cablestream {

inline constexpr std::array kCrashSignals = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};

// For as long as it lives, a crash while `notes` is entered is noted there; then the signal does
// what it did before, which is to end the process. One that another process sent is no crash.
//
// One at a time, on the thread that parses: a stack that ran over is noted from one of its own.
class CrashHandlers {
 public:
  // `notes` must outlive it.
  explicit CrashHandlers(const CrashNotes& notes);
  CrashHandlers(const CrashHandlers&) = delete;
  CrashHandlers& operator=(const CrashHandlers&) = delete;
  ~CrashHandlers();

 private:
  std::unique_ptr<char[]> stack_;  // null where the thread had one
};

}  // namespace cablestream
