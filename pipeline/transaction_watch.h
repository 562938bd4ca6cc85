// Who is told of the loop's transactions as they happen: whoever has a clock.
#pragma once

#include <cstdint>
#include <span>

namespace cablestream {

// Called by the loop, which waits meanwhile.
class TransactionWatch {
 public:
  virtual ~TransactionWatch() = default;

  virtual void Begun() = 0;

  // The one that has begun last. `timestamps_ms`: raw timestamps, since 1970, of the messages that
  // reached their outcome in it.
  virtual void Committed(std::span<const int64_t> timestamps_ms) = 0;
};

}  // namespace cablestream
