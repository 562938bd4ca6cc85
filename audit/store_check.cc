#include "audit/store_check.h"

#include <utility>
#include <vector>

#include "audit/claims_table.h"
#include "storage/claim.h"
#include "storage/position.h"

namespace cablestream {
namespace {

class StoreCheck {
 public:
  StoreCheck(const StoreCheckSettings& settings, const StoreView& store, RangeReader& reader,
             Scratch& scratch, const std::function<void(const StoreDifference&)>& tell)
      : settings_(settings), store_(store), reader_(reader), scratch_(scratch), tell_(tell) {}

  Result<StoreCheckReport> Run() {
    if (store_.shards() != settings_.shards) {
      Tell(0, "",
           "the store has " + std::to_string(store_.shards()) + " shards, the topic " +
               std::to_string(settings_.shards));
      return report_;
    }
    std::vector<int32_t> shards;
    for (int32_t shard = 0; shard < store_.shards(); ++shard) {
      if (settings_.only_shard.value_or(shard) == shard) shards.push_back(shard);
    }
    std::map<int32_t, int64_t> positions;
    for (const int32_t shard : shards) {
      const Result<std::optional<int64_t>> next = store_.NextOffset(shard);
      if (!next) return Fail(next.error());
      positions[shard] = next->value_or(0);
      if (*next) ++report_.shards;
    }
    const Result<ClaimsTable> table =
        ClaimsTable::Read(settings_.claims_topic, shards, positions, reader_, scratch_);
    if (!table) return Fail(table.error());
    Result<std::map<int32_t, CommittedShard>> committed = settings_.committed();
    if (!committed) return Fail(committed.error());
    committed_ = std::move(*committed);
    for (const auto& [shard, position] : positions) {
      if (Status checked = CheckShard(shard, position, *table); !checked) {
        return Fail(checked.error());
      }
    }
    return report_;
  }

 private:
  Status CheckShard(int32_t shard, int64_t position, const ClaimsTable& table) {
    if (position == 0) return {};
    const Result<std::optional<std::string>> noted = store_.Find(shard, kClaimsLogKey);
    if (!noted) return Fail(noted.error());
    const uint64_t claims_log = CommittedOf(shard).claims_log;
    const bool is_of_this_log = *noted ? **noted == EncodeClaimsLog(claims_log) : claims_log == 0;
    const LogRange& log = table.log(shard);
    if (!is_of_this_log) {
      Tell(shard, "",
           "is a copy of another making of the claims: it is made anew at the next start");
    } else if (position > log.to) {
      Tell(shard, "",
           "has read up to " + std::to_string(position) + ", and the topic ends at " +
               std::to_string(log.to));
    } else if (position < log.from) {
      Tell(shard, "",
           "has read up to " + std::to_string(position) + ", and the topic begins at " +
               std::to_string(log.from));
    } else {
      return Compare(shard, table);
    }
    return {};
  }

  // Both are in the order of their IDs.
  Status Compare(int32_t shard, const ClaimsTable& table) {
    Result<ScratchCursor> wanted = table.Claims(shard);
    if (!wanted) return Fail(wanted.error());
    Status failed;
    Status read = store_.ForEach(shard, [&](std::string_view id, std::string_view claim) {
      if (failed = GoOn(); !failed) return false;
      ++report_.claims;
      if (failed = PassUpTo(id, shard, *wanted); !failed) return false;
      const bool is_there =
          wanted->Valid() && ClaimsTable::IdOf(wanted->key()) == id && !wanted->value().empty();
      if (is_there && wanted->value() != claim) {
        failed = TellUnlessLater(shard, id, table,
                                 "the claim in the store is another one than in the topic");
      }
      if (!is_there && IsKept(shard, claim)) {
        failed = TellUnlessLater(shard, id, table, "the topic lacks the claim");
      }
      if (wanted->Valid() && ClaimsTable::IdOf(wanted->key()) == id) wanted->Next();
      return failed.has_value();
    });
    if (!read) return read;
    if (!failed) return failed;
    if (Status passed = PassUpTo(std::nullopt, shard, *wanted); !passed) return passed;
    return wanted->status();
  }

  // Claims of the topic that the store has not.
  Status PassUpTo(std::optional<std::string_view> id, int32_t shard, ScratchCursor& wanted) {
    for (; wanted.Valid(); wanted.Next()) {
      const std::string_view here = ClaimsTable::IdOf(wanted.key());
      if (id && here >= *id) return {};
      if (Status on = GoOn(); !on) return on;
      const bool is_there = !wanted.value().empty();
      if (is_there && IsKept(shard, wanted.value())) Tell(shard, here, "the store lacks the claim");
    }
    return {};
  }

  [[nodiscard]] Status GoOn() const {
    if (settings_.go_on()) return {};
    return Fail(ErrorCode::kRetry, "The comparison was broken off");
  }

  // Whether neither side may have forgotten it.
  [[nodiscard]] bool IsKept(int32_t shard, std::string_view claim) const {
    const int64_t before_ms = CommittedOf(shard).forgotten_before_ms;
    return before_ms == 0 || ClaimTime(claim).value_or(INT64_MAX) >= before_ms;
  }

  // Where a later claim stands behind the position, compaction may have taken this one.
  Status TellUnlessLater(int32_t shard, std::string_view id, const ClaimsTable& table,
                         std::string what) {
    const Result<bool> later = table.HasLater(shard, id);
    if (!later) return Fail(later.error());
    if (!*later) Tell(shard, id, std::move(what));
    return {};
  }

  [[nodiscard]] CommittedShard CommittedOf(int32_t shard) const {
    const auto found = committed_.find(shard);
    return found == committed_.end() ? CommittedShard() : found->second;
  }

  void Tell(int32_t shard, std::string_view id, std::string what) {
    ++report_.differing;
    tell_({shard, std::string(id), std::move(what), CommittedOf(shard).claims_log});
  }

  const StoreCheckSettings& settings_;
  const StoreView& store_;
  RangeReader& reader_;
  Scratch& scratch_;
  const std::function<void(const StoreDifference&)>& tell_;
  StoreCheckReport report_;
  std::map<int32_t, CommittedShard> committed_;
};

}  // namespace

Result<StoreCheckReport> CheckStore(const StoreCheckSettings& settings, const StoreView& store,
                                    RangeReader& reader, Scratch& scratch,
                                    const std::function<void(const StoreDifference&)>& tell) {
  return StoreCheck(settings, store, reader, scratch, tell).Run();
}

}  // namespace cablestream
