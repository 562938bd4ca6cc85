// A call stack of its own, so that straight-line code can be left in the middle of any call.
#pragma once

#include <ucontext.h>

#include <cstddef>
#include <functional>
#include <memory>

namespace cablestream::sim {

// Used by one thread. The body must have ended before the fiber is destroyed; no exception may
// leave it.
class Fiber {
 public:
  explicit Fiber(std::function<void()> body);
  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;
  ~Fiber();

  // Goes on in the body, until it calls Yield or ends.
  void Resume();
  // From inside the body: back to whoever called Resume.
  void Yield();
  [[nodiscard]] bool ended() const { return ended_; }

 private:
  struct Stack;

  static void Enter(unsigned low, unsigned high);
  void Run();

  std::function<void()> body_;
  std::unique_ptr<Stack> stack_;
  ucontext_t inside_{};
  ucontext_t outside_{};
  bool ended_ = false;

  // What AddressSanitizer must be told of the stack that is left.
  void* inside_fake_ = nullptr;
  void* outside_fake_ = nullptr;
  const void* outside_bottom_ = nullptr;
  size_t outside_size_ = 0;
};

}  // namespace cablestream::sim
