#include "pipeline/dedup.h"

#include <algorithm>

#include "cable/v1/cable.pb.h"

namespace cablestream {
namespace {

Claim NewestRevision(const Candidate& candidate, uint64_t revision_hash) {
  Claim claim;
  claim.topic = candidate.topic;
  claim.partition = candidate.partition;
  claim.offset = candidate.offset;
  claim.time_ms = candidate.time_ms;
  claim.hash_version = candidate.hash_version;
  claim.digests = candidate.digests;
  claim.revisions = {revision_hash};
  return claim;
}

std::vector<std::string> ChangedGroups(const Digests& before, const Digests& after) {
  std::vector<std::string> changed;
  for (size_t i = 0; i < kDigestGroups.size(); ++i) {
    if (before[i] != after[i]) changed.emplace_back(kDigestGroups[i]);
  }
  return changed;
}

}  // namespace

bool IsExpired(int64_t claim_time_ms, int64_t mark_ms, std::optional<int64_t> window_ms) {
  return window_ms && mark_ms >= 0 && claim_time_ms < mark_ms - *window_ms;
}

int64_t ClaimTimeOf(int64_t timestamp_ms, int64_t mark_ms) {
  return timestamp_ms < 0 ? mark_ms : std::min(timestamp_ms, mark_ms);
}

bool IsDuplicate(const Claim& standing, const Candidate& candidate) {
  const uint64_t hash = RevisionHash(candidate.content_hash, candidate.disposition_class);
  const std::vector<uint64_t>& known = standing.revisions;
  return std::find(known.begin(), known.end(), hash) != known.end();
}

Decision Decide(const std::optional<Claim>& standing, const Candidate& candidate) {
  Decision decision;
  if (standing && IsDuplicate(*standing, candidate)) {
    decision.verdict = Verdict::kDuplicate;
    return decision;
  }
  const uint64_t hash = RevisionHash(candidate.content_hash, candidate.disposition_class);
  decision.claim = NewestRevision(candidate, hash);
  if (!standing) return decision;

  const std::vector<uint64_t>& known = standing->revisions;
  if (known.size() >= kMaxRevisions) {
    decision.verdict = Verdict::kConflict;
    return decision;
  }
  decision.verdict = Verdict::kRevision;
  decision.claim.revisions.insert(decision.claim.revisions.begin(), known.begin(), known.end());
  decision.claim.time_ms = std::max(standing->time_ms, candidate.time_ms);
  decision.changed_fields = ChangedGroups(standing->digests, candidate.digests);
  return decision;
}

uint32_t DispositionClass(const cable::v1::Cable& cable) {
  switch (cable.disposition()) {
    case cable::v1::DISPOSITION_CORRECTION:
      return 1;
    case cable::v1::DISPOSITION_CANCELLATION:
      return 2;
    default:
      return 0;
  }
}

DuplicateKind KindOfDuplicate(const cable::v1::Cable& cable, const Claim& standing,
                              const Candidate& candidate) {
  if (standing.topic == candidate.topic && standing.partition == candidate.partition &&
      standing.offset == candidate.offset) {
    return DuplicateKind::kRereading;
  }
  switch (cable.disposition()) {
    case cable::v1::DISPOSITION_RETRANSMISSION:
      return DuplicateKind::kRetransmission;
    case cable::v1::DISPOSITION_SUSPECTED_DUPLICATE:
      return DuplicateKind::kSuspectedDuplicate;
    default:
      return DuplicateKind::kRepeat;
  }
}

}  // namespace cablestream
