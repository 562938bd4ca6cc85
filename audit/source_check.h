// Holds every raw message below the cut against the outputs that name it.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>

#include "audit/collector.h"
#include "audit/cut.h"
#include "audit/range_reader.h"
#include "audit/report.h"
#include "audit/scratch.h"
#include "audit/topics.h"
#include "common/result.h"
#include "pipeline/settings.h"

namespace cablestream {

// What the judges go by, beside the scratch database.
struct AuditGround {
  const AuditedTopics& topics;
  const Cut& cut;
  const OtherParsers& other_parsers;
  DedupScope scope = DedupScope::kGroup;
  const std::map<TopicPartition, OffsetRange>& ranges;  // of a replay; empty: all there is
  int64_t now_ms = 0;
  std::optional<int64_t> window_ms;  // as the service was configured
  int64_t max_future_ms = 0;
  // Whether the head of these topics is gone, whatever took it.
  bool records_trimmed = false;
  bool dead_letters_trimmed = false;
  int64_t newest_mark_ms = -1;  // of all raw partitions, once they are read
};

// Reads all raw partitions, one after the other, beside the entries by source. A message that no
// output names goes to the table by ID, as one that should be a duplicate. Used by one thread.
class SourceCheck {
 public:
  // Notes `newest_mark_ms` in the ground.
  SourceCheck(AuditGround& ground, Scratch& scratch, RangeReader& reader, AuditReport& report);

  // Fails as RangeReader and Scratch, and with kRefused: a raw partition ends before the cut.
  [[nodiscard]] Status Run();

 private:
  [[nodiscard]] Status CheckPartition(uint16_t topic, const TopicPartition& partition);

  AuditGround& ground_;
  Scratch& scratch_;
  RangeReader& reader_;
  AuditReport& report_;
};

}  // namespace cablestream
