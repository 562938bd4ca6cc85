// Dead letters read back: those that are wanted, each whole again, in the order of their raw
// messages.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "audit/entries.h"
#include "audit/message_facts.h"
#include "audit/scratch.h"
#include "common/result.h"
#include "consumer/message.h"

namespace cablestream {

struct LetterSelection {
  std::set<std::string> reasons;      // empty: all
  std::set<std::string> message_ids;  // likewise
  // The raw message's time, milliseconds since 1970: from the first on, below the second. Where one
  // is given, a message without a time is not wanted.
  std::optional<int64_t> since_ms;
  std::optional<int64_t> until_ms;
  std::string generation = "live";
};

// A message that became a dead letter, whole.
struct DeadLetter {
  Place place;            // in the dead letters topic; of several parts that of the first
  DeadLetterFacts facts;  // of its newest death
  int64_t timestamp_ms = -1;
  std::optional<std::string> key;
  std::optional<std::string> value;
  std::vector<Header> headers;  // without that of the part
};

// "cables.dead-letters/0/17" of the letters topic's name.
[[nodiscard]] std::string PlaceText(const std::string& topic, const Place& place);

// The message ID is that of the key, or what this version's parser sees in a text that never
// crashed one. Pure but for its parser; one thread.
[[nodiscard]] bool HasId(const DeadLetter& letter, const std::set<std::string>& message_ids);

// Holds letters on disk, so that memory does not grow with them. Used by one thread.
class DeadLetters {
 public:
  DeadLetters(LetterSelection selection, std::vector<std::string> raw_topics, Scratch& scratch);

  // Holds the message if it is a wanted letter, or a part of one; by ID ForEach selects. Fails as
  // Scratch.
  [[nodiscard]] Status Add(const Message& message);

  // The wanted letters whose raw message stood in this topic, by its partition and offset, until
  // `use` says false. Fails as Scratch, and as `use` does.
  using Use = std::function<Result<bool>(DeadLetter&)>;
  [[nodiscard]] Status ForEach(const std::string& raw_topic, const Use& use);

  [[nodiscard]] uint64_t not_wanted() const { return not_wanted_; }  // parts count each
  [[nodiscard]] uint64_t held() const { return held_; }              // likewise
  [[nodiscard]] uint64_t incomplete() const { return incomplete_; }  // lacked parts, so far

 private:
  [[nodiscard]] bool IsWanted(const DeadLetterFacts& facts) const;
  [[nodiscard]] Result<bool> UseWhole(std::vector<DeadLetter>& parts, const Use& use);

  const LetterSelection selection_;
  const std::vector<std::string> raw_topics_;
  Scratch& scratch_;
  uint64_t held_ = 0;
  uint64_t not_wanted_ = 0;
  uint64_t incomplete_ = 0;
};

}  // namespace cablestream
