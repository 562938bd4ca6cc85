#include "simulation/fiber.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <utility>
#include <vector>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/common_interface_defs.h>
#endif

namespace cablestream::sim {
namespace {

constexpr size_t kStackSize = 1 << 20;

// Before a switch, on the stack that is left. `save` null: it is left for good.
void StartSwitch([[maybe_unused]] void** save, [[maybe_unused]] const void* bottom,
                 [[maybe_unused]] size_t size) {
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_start_switch_fiber(save, bottom, size);
#endif
}

// After a switch, on the stack that is entered.
void FinishSwitch([[maybe_unused]] void* saved, [[maybe_unused]] const void** left_bottom,
                  [[maybe_unused]] size_t* left_size) {
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_finish_switch_fiber(saved, left_bottom, left_size);
#endif
}

// Thousands of fibers live one after the other: their stacks are used again.
std::vector<void*>& FreeStacks() {
  static std::vector<void*> stacks;
  return stacks;
}

}  // namespace

// The lowest page can't be touched, so that an overflow is seen.
struct Fiber::Stack {
  Stack() {
    if (!FreeStacks().empty()) {
      bottom = FreeStacks().back();
      FreeStacks().pop_back();
      return;
    }
    bottom = mmap(nullptr, kStackSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (bottom == MAP_FAILED) std::abort();
    if (mprotect(bottom, static_cast<size_t>(sysconf(_SC_PAGESIZE)), PROT_NONE) != 0) std::abort();
  }
  ~Stack() { FreeStacks().push_back(bottom); }

  void* bottom;
};

Fiber::Fiber(std::function<void()> body)
    : body_(std::move(body)), stack_(std::make_unique<Stack>()) {
  getcontext(&inside_);
  inside_.uc_stack.ss_sp = stack_->bottom;
  inside_.uc_stack.ss_size = kStackSize;
  inside_.uc_link = nullptr;
  const auto self = reinterpret_cast<uintptr_t>(this);
  makecontext(&inside_, reinterpret_cast<void (*)()>(&Fiber::Enter), 2, static_cast<unsigned>(self),
              static_cast<unsigned>(self >> 32));
}

Fiber::~Fiber() {
  if (!ended_) std::abort();
}

void Fiber::Enter(unsigned low, unsigned high) {
  const uintptr_t self = static_cast<uintptr_t>(high) << 32 | low;
  reinterpret_cast<Fiber*>(self)->Run();
}

void Fiber::Run() {
  FinishSwitch(nullptr, &outside_bottom_, &outside_size_);
  body_();
  ended_ = true;
  StartSwitch(nullptr, outside_bottom_, outside_size_);
  setcontext(&outside_);
}

void Fiber::Resume() {
  StartSwitch(&outside_fake_, stack_->bottom, kStackSize);
  swapcontext(&outside_, &inside_);
  FinishSwitch(outside_fake_, nullptr, nullptr);
}

void Fiber::Yield() {
  StartSwitch(&inside_fake_, outside_bottom_, outside_size_);
  swapcontext(&inside_, &outside_);
  FinishSwitch(inside_fake_, &outside_bottom_, &outside_size_);
}

}  // namespace cablestream::sim
