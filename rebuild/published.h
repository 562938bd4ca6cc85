// What a record says of what was published, and the claim that follows from all records of a
// message ID. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "audit/entries.h"
#include "common/result.h"
#include "consumer/message.h"
#include "pipeline/settings.h"
#include "storage/claim.h"

namespace cable::v1 {
class Cable;
}

namespace cablestream {

// One revision of a message ID, by its record.
struct PublishedRevision {
  int32_t shard = 0;
  std::string message_id;
  uint32_t number = 1;           // 1 to kMaxRevisions
  int32_t record_partition = 0;  // where its record stands
  int64_t record_offset = 0;
  Claim claim;  // as if it were the only revision

  bool operator==(const PublishedRevision&) const = default;
};

// For the scratch database: sorted, the revisions of an ID stand together, in order.
[[nodiscard]] Entry Encode(const PublishedRevision& revision);
[[nodiscard]] std::optional<PublishedRevision> DecodePublished(std::string_view key,
                                                               std::string_view value);

enum class RecordKind {
  kOurs,
  kOtherGeneration,  // a replay's
  kNone,             // no record of cablestream
};

struct ReadRecord {
  RecordKind kind = RecordKind::kNone;
  PublishedRevision revision;  // of kOurs
};

// `cable` is only memory to be used again. Fails with kInvalidArgument: written by a newer version
// of cablestream, or under other settings than these.
[[nodiscard]] Result<ReadRecord> ReadPublished(const Message& message,
                                               const PipelineSettings& settings,
                                               cable::v1::Cable& cable);

// Makes one claim of the revisions of a message ID. A revision whose record is gone keeps its
// number: the next one must get another.
class ClaimMerge {
 public:
  // In the order of their numbers; of one number the last one stays. Where a window has passed and
  // the ID was published anew, what stands before that record is of the time before.
  void Add(const PublishedRevision& revision);

  [[nodiscard]] const Claim& claim() const { return claim_; }
  // How many revisions are known by later ones alone: their texts would be published again.
  [[nodiscard]] uint64_t missing() const;

 private:
  Claim claim_;
  int32_t record_partition_ = 0;  // of the record that was added last
  int64_t record_offset_ = -1;
};

}  // namespace cablestream
