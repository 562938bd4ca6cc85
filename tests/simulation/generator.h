// What is fed into the raw topics, with what must become of each message: known here by itself,
// never from a parser.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kafka/types.h"
#include "simulation/random.h"
#include "simulation/scenario.h"

namespace cablestream::sim {

// Above normal records and letters, below the raw topics' own limit.
inline constexpr int64_t kOutputLimit = 2500;
// Brokers refuse what lies behind it in records and dead letters.
inline constexpr int64_t kLatestTimestamp = 1'300'000'000'000;

enum class Destiny {
  kPublished,   // one of its ID and variant becomes a record, the others are duplicates
  kDeadLetter,  // always
};

struct RawText {
  TopicPartition partition;
  int64_t offset = -1;  // once it was fed
  std::optional<std::string> value;
  int64_t timestamp_ms = 0;  // -1: none

  Destiny destiny = Destiny::kPublished;
  std::string id;
  int variant = 0;    // of an ID: another text, or another disposition
  std::string token;  // stands in the text of this variant alone
};

[[nodiscard]] std::vector<RawText> MakeTexts(const Scenario& scenario, Random& random);

}  // namespace cablestream::sim
