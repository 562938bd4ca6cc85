// Where outputs go: one transactional producer, one transaction at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/result.h"
#include "kafka/types.h"

namespace cablestream {

enum class OutputTopic { kRecords, kDeadLetters, kClaims, kHome };
inline constexpr int kOutputTopics = 4;

struct OutputHeader {
  std::string_view name;
  std::optional<std::string_view> value;
};

// One message to produce. The views need to live for the call only.
struct Output {
  OutputTopic topic = OutputTopic::kRecords;
  int32_t partition = -1;  // -1: by key, murmur2; without a key any
  std::optional<std::string_view> key;
  std::optional<std::string_view> value;
  std::span<const OutputHeader> headers;
  int64_t timestamp_ms = -1;  // since 1970; -1: the time of producing
};

// An output that a broker refused for what it is: the same one would be refused again. Where
// several outputs went in one batch, any of them may be the one that is meant.
struct Refusal {
  OutputTopic topic = OutputTopic::kRecords;
  std::string topic_name;
  bool timestamp = false;  // of the output's timestamp: without one it may be taken
  std::string error;       // the broker's name of it: "MSG_SIZE_TOO_LARGE"
};

// Where the claims stand that a flushed transaction has written to one partition of the claims
// topic.
struct FlushedClaims {
  int32_t shard = 0;
  int64_t first = 0;
  int64_t last = 0;
};

// Used by one thread. Flush, SendOffsets and Commit together block for at most 10 s,
// Produce and Renew for about 13 s each.
//
// The order of a transaction: Begin, Produce..., Flush, SendOffsets, Commit. After any failure of
// these the transaction is lost, or its end is unknown: Renew is the only way on.
class Sink {
 public:
  virtual ~Sink() = default;

  // Whether the topic takes an output of this size: its own max.message.bytes, overhead included.
  [[nodiscard]] virtual bool Fits(const Output& output) const = 0;

  // The most bytes of a value that Fits beside the rest of `output`; below 0: not even an empty
  // one.
  [[nodiscard]] virtual int64_t RoomForValue(const Output& output) const = 0;

  // Whether an output of this timestamp would be deleted on arrival, its age being past the topic's
  // retention.
  [[nodiscard]] virtual bool PastRetention(OutputTopic topic, int64_t timestamp_ms) const = 0;

  // Whether brokers refuse this timestamp, as NoteRefusedTimestamp has told of one like it.
  [[nodiscard]] virtual bool RefusesTimestamp(OutputTopic topic, int64_t timestamp_ms) const = 0;
  virtual void NoteRefusedTimestamp(OutputTopic topic, int64_t timestamp_ms) = 0;

  [[nodiscard]] virtual Status Begin() = 0;

  // Queues an output; what becomes of it, Flush says.
  [[nodiscard]] virtual Status Produce(const Output& output) = 0;

  // Waits until every output is acknowledged: fails where one was not. Returns where the claims
  // stand, for each shard that got one.
  [[nodiscard]] virtual Result<std::vector<FlushedClaims>> Flush() = 0;

  // Why the open transaction failed, where an output was refused for what it is and nothing worse
  // happened. Until the next Begin or Renew.
  [[nodiscard]] virtual std::optional<Refusal> refusal() const = 0;

  // Adds consumed offsets. Refuses (kLost) a membership that would not be fenced.
  [[nodiscard]] virtual Status SendOffsets(std::span<const OffsetCommit> offsets,
                                           const GroupMetadata& membership) = 0;

  // Ok: committed, and no copy of a request is on its way that could act on the next transaction.
  [[nodiscard]] virtual Status Commit() = 0;

  // To be called now and then while no transaction is open: whatever the client has to tell waits.
  virtual void Serve() {}

  // Drops whatever is open and takes over from any earlier producer of this identity: after it, no
  // older transaction of this identity is open. Also the first call. Fails with kRetry (no answer
  // yet: call again), kUnavailable (not authorised), kRefused (fenced twice within a minute: two
  // processes use one identity).
  [[nodiscard]] virtual Status Renew() = 0;
};

}  // namespace cablestream
