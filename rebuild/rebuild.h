// Makes the claims anew from the records topic.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <span>
#include <vector>

#include "common/result.h"
#include "consumer/log_reader.h"
#include "pipeline/settings.h"
#include "producer/sink.h"

namespace cablestream {

struct RebuildSettings {
  PipelineSettings group;               // its topics, and how it deduplicates
  std::vector<TopicPartition> records;  // all partitions of the records topic
  std::filesystem::path scratch_parent;
  uint64_t claims_log = 0;  // how the new claims are told from all others: random, not 0
};

struct RebuildReport {
  uint64_t records = 0;            // that claims were made of
  uint64_t other_generations = 0;  // records of replays, which have claims of their own
  uint64_t no_records = 0;         // other messages in the records topic
  uint64_t other_topics = 0;       // of `records`: from raw topics that are not configured now
  uint64_t claims = 0;             // message IDs
  uint64_t missing_revisions = 0;  // whose record is gone, although a later one is there
  bool records_deleted = false;    // the records topic has lost its head
  uint64_t offsets_adopted = 0;    // committed offsets that carried no metadata of ours
  bool group_is_new = false;       // it had no committed offset at all
};

// What a rebuild does to the group and its topics, beside writing claims. Each is to be patient
// with brokers that do not answer.
struct RebuildActions {
  // All or none; refused (kRefused) while the group has members.
  std::function<Status(std::span<const OffsetCommit>)> commit_offsets;
  std::function<Status(const std::map<TopicPartition, int64_t>&)> delete_below;
};

struct RebuildHooks {
  const std::atomic<bool>& stop;
  std::function<void(uint64_t messages, uint64_t done, uint64_t total)> on_read;
  std::function<void(uint64_t claims, uint64_t total)> on_written;  // total: of records
};

// The group must be stopped. In this order; why it may be killed anywhere between, docs/
// architecture.md says:
//
//   1. the records are read; nothing is changed yet
//   2. the group's offsets say that its claims are being made anew: from here on no member starts
//   3. the records that came meanwhile are read
//   4. the claims topic is emptied, and written
//   5. the offsets, unchanged themselves, name the last claim of each shard
//
// Fails with kRetry (stopped), kRefused (members, doubt), kInvalidArgument (written by another
// version or with other settings), kUnavailable, kIo. The message says where it left things.
[[nodiscard]] Result<RebuildReport> Rebuild(const RebuildSettings& settings, LogReader& log,
                                            Sink& sink, const RebuildActions& actions,
                                            const RebuildHooks& hooks);

}  // namespace cablestream
