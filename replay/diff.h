// How the records of this version differ from those that are published, over a range of the raw
// topics. Joins no group and publishes nothing; may run beside the service.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "audit/message_facts.h"
#include "audit/range_reader.h"
#include "audit/topics.h"
#include "cable/v1/cable.pb.h"
#include "common/result.h"
#include "consumer/log_reader.h"
#include "pipeline/settings.h"

namespace cablestream {

struct DiffSettings {
  AuditedTopics topics;
  DedupScope scope = DedupScope::kGroup;
  OnConflict on_conflict = OnConflict::kRevision;
  // Claims expire: a text may have been published several times, each inside a window of its own.
  bool has_window = false;
  std::map<TopicPartition, OffsetRange> ranges;  // of the raw topics
  std::filesystem::path scratch_parent;          // takes about as much as the records in the range
  size_t most_shown = 0;                         // examples of a kind
  int64_t now_ms = 0;                            // tells what a topic's retention may have deleted
};

enum class DiffKind {
  kChanged,  // the raw message of a record gives another one
  kAdded,    // a record that is not there
  kLost,     // a record that there would not be
};
inline constexpr std::array<std::string_view, 3> kDiffKinds = {"changed", "added", "lost"};

struct DiffExample {
  DiffKind kind = DiffKind::kChanged;
  std::string message_id;  // the published one, where there is one
  NamedSource source;
  std::string reason;       // of a kLost
  std::vector<int> fields;  // of a kChanged, and the cables of these fields
  cable::v1::Cable before;
  cable::v1::Cable after;
};

struct DiffReport {
  uint64_t messages = 0;  // raw messages that were parsed
  uint64_t equal = 0;     // records
  std::array<uint64_t, kDiffKinds.size()> counts{};
  std::map<std::string, uint64_t> fields;  // changed records by the fields that differ
  std::vector<DiffExample> examples;

  // Beside the comparison.
  uint64_t beyond_cut = 0;         // raw offsets in the range that the group has not committed
  uint64_t in_flight = 0;          // raw messages that were forwarded and are not finished
  uint64_t not_publishable = 0;    // too large, rejected by a broker, or fatal to the parser
  uint64_t raw_deleted = 0;        // records whose raw message is gone
  uint64_t record_deleted = 0;     // would be added, but the records topic may have deleted them
  uint64_t other_generations = 0;  // records of replays

  [[nodiscard]] uint64_t count(DiffKind kind) const { return counts[static_cast<size_t>(kind)]; }
  [[nodiscard]] uint64_t differing() const { return counts[0] + counts[1] + counts[2]; }
  // Of all that were compared, those that differ.
  [[nodiscard]] double percent() const;
};

// Memory is bounded whatever the topics hold. Fails as Audit.
[[nodiscard]] Result<DiffReport> Diff(const DiffSettings& settings, LogReader& log,
                                      const AuditHooks& hooks);

}  // namespace cablestream
