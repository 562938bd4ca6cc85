#include "app/service/scrub.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "app/service/doubt_mark.h"
#include "app/service/state.h"
#include "common/log.h"
#include "pipeline/group_topics.h"
#include "storage/state_folder.h"

namespace cablestream {
namespace {

constexpr std::chrono::minutes kFirstPassAfter{10};
// What is gone from a view by the time it is read, and all else that comes of reading beside a
// writer, is not seen three times of the same claim.
constexpr int kLooks = 3;
constexpr size_t kMostNamed =
    100;  // in the order of their IDs, so that it's the same ones each time
constexpr std::chrono::seconds kBetweenLooks{1};

constexpr std::chrono::milliseconds kSlice{20};
constexpr int kRestPerWork = 19;
constexpr std::chrono::seconds kLongestRest{2};  // waiting for brokers is no work

Error Differs(const Config& config, int32_t shard, const std::string& what) {
  const std::string store = ClaimsDirOf(config.state_dir).string();
  return {
      ErrorCode::kRefused,
      "The store in " + store + " is no copy of " + ClaimsTopicOf(config.group) +
          " any more, in shard " + std::to_string(shard) + ": " + what +
          ". Repeats may have been published since. Look with cablestream state verify and "
          "cablestream audit before the next start: if it is the store that is wrong, delete "
          "that folder, and it is read anew from the topic; if it is the topic, make it anew by "
          "cablestream state rebuild."};
}

}  // namespace

Scrub::Scrub(const Config& config, int32_t shards, std::atomic<bool>& stop, Stats& stats)
    : config_(config), shards_(shards), stop_(stop), stats_(stats), thread_([this] { Work(); }) {}

Scrub::~Scrub() {
  (void)End();
}

Status Scrub::End() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  ending_.notify_all();
  if (thread_.joinable()) thread_.join();
  return found_;
}

bool Scrub::Wait(Clock::duration time) {
  std::unique_lock lock(mutex_);
  return !ending_.wait_for(lock, time, [this] { return stop_.load(); });
}

// Called for each message or claim.
bool Scrub::GoOn() {
  const auto worked = Clock::now() - slice_begun_;
  if (worked < kSlice) return !stop_;
  const bool goes_on = Wait(std::min<Clock::duration>(worked * kRestPerWork, kLongestRest));
  slice_begun_ = Clock::now();
  return goes_on;
}

void Scrub::Work() {
  Clock::duration until_next = std::min<Clock::duration>(config_.scrub_interval, kFirstPassAfter);
  while (Wait(until_next)) {
    const auto begun = Clock::now();
    Pass();
    until_next = std::max<Clock::duration>(begun + config_.scrub_interval - Clock::now(), {});
  }
}

void Scrub::Pass() {
  for (int32_t shard = 0; shard < shards_ && !stop_; ++shard) {
    found_ = CheckShard(shard);
    if (!found_) {
      stop_ = true;
      return;
    }
  }
}

// Fails only where the store differs.
Status Scrub::CheckShard(int32_t shard) {
  Finding finding;
  std::optional<std::map<std::string, std::string>> each_time;
  for (int look = 0; look < kLooks; ++look) {
    if (look > 0 && !Wait(kBetweenLooks)) return {};
    finding = Look(shard);
    if (stop_) return {};
    if (!finding.skipped.empty()) {
      LogWarning("scrub.skipped", {{"shard", shard}, {"reason", finding.skipped}});
      return {};
    }
    if (!each_time) each_time = finding.differences;
    std::erase_if(*each_time,
                  [&](const auto& seen) { return !finding.differences.contains(seen.first); });
    if (each_time->empty()) {
      ++stats_.scrub_shards;
      return {};
    }
  }
  stats_.scrub_differences += finding.differing;
  const std::string& what = each_time->begin()->second;
  LogError("scrub.difference", {{"shard", shard}, {"claims", finding.differing}, {"first", what}});
  Error differs = Differs(config_, shard, what);
  const Status marked = MarkInDoubt(config_, shard, finding.claims_log, differs.message);
  if (!marked) LogError("scrub.unmarked", {{"reason", marked.error().message}});
  return Fail(std::move(differs));
}

Scrub::Finding Scrub::Look(int32_t shard) {
  Finding finding;
  slice_begun_ = Clock::now();
  const AuditHooks hooks{stop_, [this](uint64_t, uint64_t, uint64_t) { (void)GoOn(); }};
  const VerifyScope scope{shard, [this] { return GoOn(); }};
  const Result<StoreCheckReport> report =
      VerifyStore(config_, config_.state_dir, hooks, scope, [&](const StoreDifference& difference) {
        // The shard as a whole, which the next restore of it looks into.
        if (difference.message_id.empty()) finding.skipped = difference.what;
        if (finding.differences.size() < kMostNamed) {
          finding.differences.emplace(difference.message_id, difference.what);
        }
        finding.claims_log = difference.claims_log;
      });
  // A block that can't be read too: the loop meets it before it decides anything, and reads the
  // shard again.
  if (!report) return {report.error().message, 0, 0, {}};
  stats_.scrub_claims += report->claims;
  finding.differing = report->differing;
  return finding;
}

}  // namespace cablestream
