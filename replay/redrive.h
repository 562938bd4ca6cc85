// Dead letters back into the raw topics they came from, each once.
//
// Which letters went is marked in the transaction that puts them back, and what is marked is passed
// over. A redrive takes over one transactional ID before it reads the marks, so that of two at once
// only the later one can commit.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/result.h"
#include "consumer/log_reader.h"
#include "kafka/types.h"
#include "producer/sink.h"
#include "replay/dead_letters.h"

namespace cablestream {

// What a redrive's sink has its topics for.
inline constexpr OutputTopic kRedrivenOutput = OutputTopic::kRecords;  // the raw topic
inline constexpr OutputTopic kParkedOutput = OutputTopic::kDeadLetters;
inline constexpr OutputTopic kMarksOutput = OutputTopic::kClaims;

struct RedriveSettings {
  std::vector<TopicPartition> dead_letters;
  std::vector<TopicPartition> marks;          // none: nothing was put back yet
  std::map<std::string, int32_t> raw_topics;  // partition counts by name
  LetterSelection selection;
  int64_t max_attempts = 3;      // a letter that has had so many is parked instead
  uint64_t limit = UINT64_MAX;   // letters put back or parked
  std::optional<uint64_t> rate;  // of these, a second
  bool dry_run = false;
  std::filesystem::path scratch_parent;  // for the letters, as long as it works
};

enum class RedriveOutcome { kRedriven, kParked, kLeft };

struct RedriveActions {
  // Of one identity for all redrives of the group, whichever the raw topic.
  std::function<std::unique_ptr<Sink>(const std::string& raw_topic)> make_sink;
  // Waits, but not past a stop.
  std::function<void(std::chrono::milliseconds)> pause;
};

struct RedriveHooks {
  const std::atomic<bool>& stop;
  std::function<void(uint64_t messages, uint64_t done, uint64_t total)> on_reading;
  std::function<void(uint64_t letters, uint64_t total)> on_sending;
  // Of a dry run: what would become of each letter.
  std::function<void(const DeadLetter&, RedriveOutcome)> on_letter;
};

struct RedriveReport {
  uint64_t redriven = 0;
  uint64_t parked = 0;
  uint64_t done_before = 0;  // marked
  uint64_t not_wanted = 0;   // by the selection; parts count each
  uint64_t incomplete = 0;   // parts are missing
  uint64_t left = 0;         // the raw topic, or that of the parked, does not take them
};

// Once `stop` is set it ends behind what is under way, and the report says how far it got. Fails
// with kRefused (another redrive of the group has taken over; marks that are of another topic; the
// topic of marks holds something else), kUnavailable, kIo (the scratch folder).
[[nodiscard]] Result<RedriveReport> Redrive(const RedriveSettings& settings, LogReader& log,
                                            const RedriveActions& actions,
                                            const RedriveHooks& hooks);

}  // namespace cablestream
