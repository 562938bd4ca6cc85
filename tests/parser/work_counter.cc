#include "work_counter.h"

#include <cstddef>
#include <cstdlib>
#include <new>

namespace {

uint64_t steps = 0;
uint64_t allocated_bytes = 0;

// Sixteen bytes of a vectorized search count as one step.
void CountBytes(size_t bytes) {
  steps += bytes / 16;
}

}  // namespace

namespace cablestream::testing {

Work WorkDone() {
  return {steps, allocated_bytes};
}

}  // namespace cablestream::testing

extern "C" {

// The compiler puts a call of this into each basic block.
void __sanitizer_cov_trace_pc() {
  ++steps;
}

// What --wrap makes of the C library's names.
void* __real_memchr(const void* bytes, int value, size_t count);
void* __wrap_memchr(const void* bytes, int value, size_t count) {
  void* found = __real_memchr(bytes, value, count);
  CountBytes(found == nullptr ? count
                              : static_cast<size_t>(static_cast<const char*>(found) -
                                                    static_cast<const char*>(bytes)));
  return found;
}

int __real_memcmp(const void* a, const void* b, size_t count);
int __wrap_memcmp(const void* a, const void* b, size_t count) {
  CountBytes(count);
  return __real_memcmp(a, b, count);
}

void* __real_memcpy(void* to, const void* from, size_t count);
void* __wrap_memcpy(void* to, const void* from, size_t count) {
  CountBytes(count);
  return __real_memcpy(to, from, count);
}

void* __real_memmove(void* to, const void* from, size_t count);
void* __wrap_memmove(void* to, const void* from, size_t count) {
  CountBytes(count);
  return __real_memmove(to, from, count);
}

}  // extern "C"

void* operator new(size_t size) {
  allocated_bytes += size;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}

void operator delete(void* memory) noexcept {
  std::free(memory);
}

void operator delete(void* memory, size_t) noexcept {
  std::free(memory);
}
