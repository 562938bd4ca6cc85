// Every call of the interfaces that the pipeline makes, and the moments at which an instance can be
// interrupted there.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace cablestream::sim {

enum class Call {
  kNext,
  kStart,
  kHalt,
  kRelease,
  kRejoin,
  kFits,
  kRoomForValue,
  kPastRetention,
  kRefusesTimestamp,
  kNoteRefusedTimestamp,
  kBegin,
  kProduce,
  kFlush,
  kRefusal,
  kSendOffsets,
  kCommit,
  kRenew,
  kCommitted,
  kQueryWatermarks,
  kOpen,
  kRead,
  kClose,
  kFind,
  kNextOffset,
  kApply,
  kWipe,
  kForgetBefore,
  kDeleteBelow,
};
inline constexpr std::array<std::string_view, 28> kCallNames = {
    "Source::Next",
    "Source::Start",
    "Source::Halt",
    "Source::Release",
    "Source::Renew",
    "Sink::Fits",
    "Sink::RoomForValue",
    "Sink::PastRetention",
    "Sink::RefusesTimestamp",
    "Sink::NoteRefusedTimestamp",
    "Sink::Begin",
    "Sink::Produce",
    "Sink::Flush",
    "Sink::refusal",
    "Sink::SendOffsets",
    "Sink::Commit",
    "Sink::Renew",
    "LogReader::Committed",
    "LogReader::QueryWatermarks",
    "LogReader::Open",
    "LogReader::Next",
    "LogReader::Close",
    "DedupStore::Find",
    "DedupStore::NextOffset",
    "DedupStore::Apply",
    "DedupStore::Wipe",
    "DedupStore::ForgetBefore",
    "LogTrimmer::DeleteBelow",
};
inline constexpr size_t kCalls = kCallNames.size();

[[nodiscard]] inline std::string_view NameOf(Call call) {
  return kCallNames[static_cast<size_t>(call)];
}

// Before or after the call has had its effect.
enum class Moment { kBefore, kAfter };

// What happens to the instance there.
enum class Interruption { kPause, kExpel, kDestroy };
inline constexpr std::array<std::string_view, 3> kInterruptionNames = {"paused", "expelled",
                                                                       "destroyed"};

}  // namespace cablestream::sim
