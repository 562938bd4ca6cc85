// The decision on one message: new, a further revision, or published already. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parser/digests.h"
#include "pipeline/stats.h"
#include "storage/claim.h"

namespace cable::v1 {
class Cable;
}

namespace cablestream {

// What the decision rests on, besides the claim.
struct Candidate {
  std::string_view topic;  // where the raw message stands
  int32_t partition = 0;
  int64_t offset = 0;
  int64_t time_ms = 0;  // message time
  uint64_t content_hash = 0;
  uint32_t hash_version = 0;  // of content_hash
  uint32_t disposition_class = 0;
  Digests digests{};
};

enum class Verdict { kFirst, kRevision, kDuplicate, kConflict };

struct Decision {
  Verdict verdict = Verdict::kFirst;
  // Of a kFirst or kRevision: what is to be claimed; its revisions count the revision's number.
  Claim claim;
  // Of a kRevision: names of the groups of fields that differ from the revision before.
  std::vector<std::string> changed_fields;
};

// Whether the window has passed over a claim, for a message of this mark (-1: none). Message time
// alone decides, so that a replay decides the same.
[[nodiscard]] bool IsExpired(int64_t claim_time_ms, int64_t mark_ms,
                             std::optional<int64_t> window_ms);

// The message time of a claim: a timestamp ahead of its partition's mark counts as the mark.
[[nodiscard]] int64_t ClaimTimeOf(int64_t timestamp_ms, int64_t mark_ms);

// Whether text and disposition are those of some revision. Asks for no digests.
[[nodiscard]] bool IsDuplicate(const Claim& standing, const Candidate& candidate);

// Decides by the claim that stands now, the open transaction's included.
//
//   no claim                                 -> kFirst
//   text and disposition of some revision    -> kDuplicate
//   any other                                -> kRevision
//   any other, but all revisions are taken   -> kConflict
[[nodiscard]] Decision Decide(const std::optional<Claim>& standing, const Candidate& candidate);

// 0 original, retransmission, suspected duplicate; 1 correction; 2 cancellation.
[[nodiscard]] uint32_t DispositionClass(const cable::v1::Cable& cable);

// Which counter a duplicate belongs to.
[[nodiscard]] DuplicateKind KindOfDuplicate(const cable::v1::Cable& cable, const Claim& standing,
                                            const Candidate& candidate);

}  // namespace cablestream
