#include "storage/claim_filter.h"

#include <optional>
#include <utility>

#include "storage/claim.h"
#include "storage/position.h"

namespace cablestream {
namespace {

class ClaimFilter final : public rocksdb::CompactionFilter {
 public:
  explicit ClaimFilter(int64_t kept_from) : kept_from_(kept_from) {}

  [[nodiscard]] const char* Name() const override { return "cablestream.ClaimFilter"; }

  // True: drop it.
  bool Filter(int /*level*/, const rocksdb::Slice& key, const rocksdb::Slice& value,
              std::string* /*new_value*/, bool* /*value_changed*/) const override {
    if (IsOwnKey(key.ToStringView())) return false;
    const std::optional<int64_t> time_ms = ClaimTime(value.ToStringView());
    return time_ms && *time_ms < kept_from_;
  }

 private:
  const int64_t kept_from_;
};

class ClaimFilterFactory final : public rocksdb::CompactionFilterFactory {
 public:
  explicit ClaimFilterFactory(std::shared_ptr<const ClaimsKeptFrom> kept_from)
      : kept_from_(std::move(kept_from)) {}

  [[nodiscard]] const char* Name() const override { return "cablestream.ClaimFilterFactory"; }

  // Null: without a window a compaction costs nothing more.
  std::unique_ptr<rocksdb::CompactionFilter> CreateCompactionFilter(
      const rocksdb::CompactionFilter::Context& /*context*/) override {
    const int64_t kept_from = kept_from_->load();
    if (kept_from == kKeepAllClaims) return nullptr;
    return std::make_unique<ClaimFilter>(kept_from);
  }

 private:
  const std::shared_ptr<const ClaimsKeptFrom> kept_from_;
};

}  // namespace

std::shared_ptr<rocksdb::CompactionFilterFactory> NewClaimFilterFactory(
    std::shared_ptr<const ClaimsKeptFrom> kept_from) {
  return std::make_shared<ClaimFilterFactory>(std::move(kept_from));
}

}  // namespace cablestream
