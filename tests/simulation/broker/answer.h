// What a broker answers, and whom it knows a producer by.
#pragma once

#include <compare>
#include <cstdint>

namespace cablestream::sim {

enum class Answer {
  kNone,  // done
  kConcurrentTransactions,
  kInvalidProducerEpoch,
  kInvalidTxnState,
  kOutOfOrderSequence,
  kMsgSizeTooLarge,
  kInvalidTimestamp,
  kIllegalGeneration,
  kUnknownMemberId,
  kFencedInstanceId,
};

// Each InitProducerId of one transactional ID raises the epoch; older ones are fenced.
struct Producer {
  int64_t id = -1;
  int32_t epoch = -1;

  auto operator<=>(const Producer&) const = default;
};

// Which transaction, as its client means it, something belongs to. The broker doesn't know: it is
// for the checker.
using Tag = int32_t;
inline constexpr Tag kNoTag = -1;

}  // namespace cablestream::sim
