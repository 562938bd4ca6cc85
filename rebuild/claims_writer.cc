#include "rebuild/claims_writer.h"

#include "common/log.h"
#include "storage/claim.h"

namespace cablestream {
namespace {

constexpr size_t kBatchClaims = 10'000;
constexpr size_t kBatchBytes = 4 << 20;
constexpr int kMostTries = 10;

}  // namespace

Status ClaimsWriter::Add(int32_t shard, std::string_view message_id, std::string claim) {
  batch_bytes_ += message_id.size() + claim.size();
  batch_.push_back({shard, std::string(message_id), std::move(claim)});
  return batch_.size() < kBatchClaims && batch_bytes_ < kBatchBytes ? Status() : Finish();
}

Status ClaimsWriter::Finish() {
  if (batch_.empty()) return {};
  for (int tries = 1;; ++tries) {
    const Status written = WriteBatch();
    if (written) break;
    const Error& error = written.error();
    if (error.code == ErrorCode::kFenced) {
      return Fail(ErrorCode::kRefused, "Another rebuild of the same group has taken over.");
    }
    if (error.code != ErrorCode::kLost || sink_.refusal() || tries == kMostTries) {
      return Fail(ErrorCode::kUnavailable, error.message);
    }
    LogWarning("rebuild.transaction_lost", {{"reason", error.message}});
    if (Status renewed = sink_.Renew(); !renewed && renewed.error().code != ErrorCode::kRetry) {
      return renewed;
    }
  }
  batch_.clear();
  batch_bytes_ = 0;
  return {};
}

Status ClaimsWriter::WriteBatch() {
  if (Status begun = sink_.Begin(); !begun) return begun;
  std::map<int32_t, uint64_t> hashes;  // of the last claim
  for (const Waiting& claim : batch_) {
    Output output;
    output.topic = OutputTopic::kClaims;
    output.partition = claim.shard;
    output.key = claim.message_id;
    output.value = claim.claim;
    if (Status produced = sink_.Produce(output); !produced) return produced;
    hashes[claim.shard] = ClaimHash(claim.message_id, claim.claim);
  }
  const Result<std::vector<FlushedClaims>> flushed = sink_.Flush();
  if (!flushed) return Fail(flushed.error());
  if (Status committed = sink_.Commit(); !committed) return committed;
  for (const FlushedClaims& claims : *flushed) {
    floors_[claims.shard] = {claims.last, hashes.at(claims.shard)};
  }
  return {};
}

}  // namespace cablestream
