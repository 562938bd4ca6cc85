// One raw message -> its one outcome: a record and a claim, a duplicate, a dead letter, or a
// forward to the member that owns its shard.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/result.h"
#include "parser/parser.h"
#include "pipeline/counts.h"
#include "pipeline/dedup.h"
#include "pipeline/ownership.h"
#include "pipeline/pending_claims.h"
#include "pipeline/raw_message.h"
#include "pipeline/settings.h"
#include "producer/sink.h"
#include "storage/crash_notes.h"
#include "storage/dedup_store.h"

namespace cable::v1 {
class Cable;
}

namespace cablestream {

// Works inside the open transaction; used by one thread.
class Processor {
 public:
  // `crashes` may be null: then none is noted.
  Processor(const PipelineSettings& settings, Sink& sink, DedupStore& store, Ownership& ownership,
            CrashNotes* crashes);
  ~Processor();

  // Fails with whatever sink or store fails with, and with kRefused: the record would be deleted
  // on arrival, or not even a dead letter can be written. Then nothing of the message counts.
  [[nodiscard]] Status Process(const RawMessage& message);

  // What the open transaction holds.
  [[nodiscard]] const PendingClaims& pending() const { return pending_; }
  [[nodiscard]] const TransactionCounts& counts() const { return counts_; }
  // Raw timestamps of its messages that reached their outcome; without those that have none.
  [[nodiscard]] std::span<const int64_t> timestamps_ms() const { return timestamps_ms_; }
  void Clear();

  // The transaction has committed: what once crashed the parser and went through now is forgotten.
  void ForgetCrashes();

  // "cables.raw/3/4711": the message that was processed last.
  [[nodiscard]] std::string last_source() const;

 private:
  template <typename Work>
  void Watched(const RawMessage& message, const Work& work);
  [[nodiscard]] Status ProcessCable(const RawMessage& message);
  [[nodiscard]] int32_t ShardOf(const RawMessage& message);
  void CountOutcome(const RawMessage& message);
  void CountRecord(bool is_revision);
  void NoteKey(const RawMessage& message);
  [[nodiscard]] Status Forward(const RawMessage& message, int32_t shard);
  [[nodiscard]] Status Deduplicate(const RawMessage& message, int32_t shard);
  [[nodiscard]] Status Publish(const RawMessage& message, int32_t shard,
                               const std::optional<Claim>& standing, const Decision& decision);
  [[nodiscard]] Status DeadLetter(const RawMessage& message, DeadLetterReason reason,
                                  std::string_view detail);
  [[nodiscard]] Result<std::optional<Claim>> StandingClaim(int32_t shard,
                                                           const RawMessage& message) const;
  [[nodiscard]] Candidate MakeCandidate(const RawMessage& message) const;

  const PipelineSettings& settings_;
  Sink& sink_;
  DedupStore& store_;
  Ownership& ownership_;
  CrashNotes* const crashes_;
  std::vector<size_t> went_through_;  // slots of notes on messages of the open transaction
  PendingClaims pending_;
  TransactionCounts counts_;
  std::vector<int64_t> timestamps_ms_;
  bool key_warned_ = false;
  MessageParser parser_;
  const std::unique_ptr<cable::v1::Cable> cable_;  // used again for each message: keeps its memory
  std::string record_;                             // likewise

  // Of the last message; kept apart from it, which is gone by the time that somebody asks.
  std::string last_topic_;
  int32_t last_partition_ = 0;
  int64_t last_offset_ = -1;
};

}  // namespace cablestream
