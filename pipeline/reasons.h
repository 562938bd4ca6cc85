// Why a message or a transaction did not go the usual way, as it is counted and shown.
#pragma once

#include <array>
#include <string_view>

namespace cablestream {

// Why a message was dropped as one that is already published.
enum class DuplicateKind {
  kRepeat,              // the same text again
  kRetransmission,      // the same text, marked ZDK
  kSuspectedDuplicate,  // the same text, marked ZFD
  kRereading,           // the very message that was published, read a second time
};
inline constexpr std::array<std::string_view, 4> kDuplicateKinds = {
    "repeat", "retransmission", "suspected_duplicate", "rereading"};

enum class DeadLetterReason {
  kEmpty,
  kNull,
  kNoIdentity,
  kTooLarge,
  kRejected,
  kCrashedParser,
  kUnstableId,
  kConflict,
};
inline constexpr std::array<std::string_view, 8> kDeadLetterReasons = {
    "empty",    "null",           "no_identity", "too_large",
    "rejected", "crashed_parser", "unstable_id", "conflict"};

// Why a transaction did not commit, or is not known to have.
enum class LossCause {
  kRebalance,      // the group gave the partitions to others meanwhile
  kRefusedOutput,  // a broker refused an output for what it is
  kBrokers,        // no answer, or not in time
  kFenced,         // another process took the identity over
  kStore,          // the local copy of the claims could not be read or written
  kOther,
};
inline constexpr std::array<std::string_view, 6> kLossCauses = {
    "rebalance", "refused_output", "brokers", "fenced", "store", "other"};

// Whether something failed, rather than did what it is made for.
[[nodiscard]] constexpr bool IsFault(LossCause cause) {
  return cause != LossCause::kRebalance;
}

}  // namespace cablestream
