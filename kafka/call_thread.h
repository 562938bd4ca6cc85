// Bounds calls that may block past their own timeout: each runs on a thread of its own.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

namespace cablestream {

// One thread that runs one call at a time. Used by one caller.
//
// A call that does not end in time is abandoned: the thread goes on with it alone and ends after
// it, so whatever the call touches must be owned by the call (capture shared_ptrs, never `this`).
class CallThread {
 public:
  CallThread();
  CallThread(const CallThread&) = delete;
  CallThread& operator=(const CallThread&) = delete;
  // Waits for nothing: an unfinished call goes on alone.
  ~CallThread();

  // True where `call` ended within `limit`, what it owned being freed. After false this object runs
  // nothing more.
  [[nodiscard]] bool Run(std::function<void()> call, std::chrono::milliseconds limit);

 private:
  struct Shared;
  std::shared_ptr<Shared> shared_;
};

// Whether any call of this process was abandoned: its thread may still be inside a library, so that
// the process should end without tearing anything down (std::_Exit).
[[nodiscard]] bool AnyCallAbandoned();

}  // namespace cablestream
