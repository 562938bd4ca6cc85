#include "storage/rocksdb_store.h"

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/statistics.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <string>
#include <utility>

#include "storage/bulk_update.h"
#include "storage/claim_filter.h"
#include "storage/compactor.h"
#include "storage/position.h"
#include "storage/rocksdb_errors.h"
#include "storage/rocksdb_files.h"
#include "storage/rocksdb_settings.h"

namespace cablestream {
namespace {

constexpr uintmax_t kRoomToOpen = 16 << 20;  // what waits in the log becomes files then

}  // namespace

RocksDbStore::RocksDbStore(std::filesystem::path path, int32_t shards, const Options& options)
    : path_(std::move(path)),
      shards_(shards),
      settings_(std::make_unique<RocksDbSettings>(shards, options)) {
  for (int32_t shard = 0; shard < shards; ++shard) {
    kept_from_.push_back(std::make_shared<ClaimsKeptFrom>(kKeepAllClaims));
  }
}

RocksDbStore::~RocksDbStore() {
  CloseDb();
}

Result<std::unique_ptr<RocksDbStore>> RocksDbStore::Open(const std::filesystem::path& path,
                                                         int32_t shards, const Options& options) {
  if (shards <= 0) return Fail(ErrorCode::kInternal, "A store needs at least one shard.");
  std::unique_ptr<RocksDbStore> store(new RocksDbStore(path, shards, options));
  if (Status opened = store->OpenDb(); !opened) return Fail(opened.error());
  return store;
}

Status RocksDbStore::OpenDb() {
  if (Status ok = CheckFiles(path_, shards_, *settings_); !ok) return ok;
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
  for (const std::string& name : FamilyNames(shards_)) {
    const size_t shard = descriptors.size();
    descriptors.emplace_back(name, settings_->family);
    if (shard == kept_from_.size()) continue;  // the default one
    descriptors.back().options.compaction_filter_factory = NewClaimFilterFactory(kept_from_[shard]);
  }
  rocksdb::DB* db = nullptr;
  const rocksdb::Status status =
      rocksdb::DB::Open(settings_->db, path_.string(), descriptors, &families_, &db);
  if (!status.ok()) return Fail(ReadError(StoreName(path_), status));
  const std::lock_guard lock(db_replaced_);
  db_.reset(db);
  return {};
}

// After the disk has failed; what can be read stays so until there is room.
Status RocksDbStore::OpenAnew() {
  std::error_code failure;
  const std::filesystem::space_info space = std::filesystem::space(path_, failure);
  if (!failure && space.available < kRoomToOpen) {
    return Fail(WriteError(StoreName(path_), rocksdb::Status::NoSpace()));
  }
  CloseDb();
  *settings_->disk_failed = false;
  Status opened = OpenDb();
  if (!opened) *settings_->disk_failed = true;
  return opened;
}

Status RocksDbStore::Destroy(const std::filesystem::path& path) {
  std::error_code failure;
  std::filesystem::remove(path / kBulkFile, failure);
  const rocksdb::Status status = rocksdb::DestroyDB(path.string(), rocksdb::Options());
  if (!status.ok()) return Fail(WriteError(StoreName(path), status));
  return {};
}

void RocksDbStore::CloseDb() {
  if (db_ == nullptr) return;
  compactor_.reset();
  for (rocksdb::ColumnFamilyHandle* family : families_) db_->DestroyColumnFamilyHandle(family);
  families_.clear();
  const std::lock_guard lock(db_replaced_);
  db_.reset();
}

Status RocksDbStore::CheckUsable(int32_t shard) const {
  if (Status ok = CheckShard(shard, shards_); !ok) return ok;
  if (db_ != nullptr) return {};
  return Fail(ErrorCode::kIo, "A failure has closed " + StoreName(path_) + ": restart.");
}

Result<std::optional<std::string>> RocksDbStore::Get(int32_t shard, std::string_view key) const {
  if (Status ok = CheckUsable(shard); !ok) return Fail(ok.error());
  rocksdb::PinnableSlice value;
  const rocksdb::Status status =
      db_->Get(rocksdb::ReadOptions(), families_[static_cast<size_t>(shard)], key, &value);
  if (status.IsNotFound()) return std::nullopt;
  if (!status.ok()) return Fail(ReadError(ShardName(path_, shard), status));
  return std::string(value.data(), value.size());
}

Result<std::optional<std::string>> RocksDbStore::Find(int32_t shard,
                                                      std::string_view message_id) const {
  if (message_id.empty()) return std::nullopt;  // its key is the position's
  return Get(shard, message_id);
}

Result<std::optional<int64_t>> RocksDbStore::NextOffset(int32_t shard) const {
  const Result<std::optional<std::string>> bytes = Get(shard, kPositionKey);
  if (!bytes) return Fail(bytes.error());
  if (!*bytes) return std::nullopt;
  const std::optional<Position> position = DecodePosition(**bytes);
  if (!position) {
    return Fail(CorruptionError(ShardName(path_, shard), "its position can't be read"));
  }
  return position->next_offset;
}

Result<std::string> RocksDbStore::PositionAfter(const ShardUpdate& update) const {
  const Result<std::optional<int64_t>> before = NextOffset(update.shard);
  if (!before) return Fail(before.error());
  if (Status ok = CheckNextOffset(update, *before); !ok) return Fail(ok.error());
  return EncodePosition({*before, update.next_offset});
}

Status RocksDbStore::AddToBatch(const ShardUpdate& update, rocksdb::WriteBatch& batch) const {
  const Result<std::string> position = PositionAfter(update);
  if (!position) return Fail(position.error());
  rocksdb::ColumnFamilyHandle* family = families_[static_cast<size_t>(update.shard)];
  for (const ClaimRecord& record : update.claims) {
    const rocksdb::Status added = record.claim.empty()
                                      ? batch.Delete(family, record.message_id)
                                      : batch.Put(family, record.message_id, record.claim);
    if (!added.ok()) return Fail(WriteError(StoreName(path_), added));
  }
  const rocksdb::Status added = batch.Put(family, kPositionKey, *position);
  if (!added.ok()) return Fail(WriteError(StoreName(path_), added));
  return {};
}

Status RocksDbStore::Apply(std::span<const ShardUpdate> updates) {
  if (Status ok = CheckUpdates(updates, shards_); !ok) return ok;
  if (*settings_->disk_failed) {
    if (Status opened = OpenAnew(); !opened) return opened;
  }
  if (updates.size() == 1 && IsForBulk(updates.front())) return ApplyBig(updates.front());
  rocksdb::WriteBatch batch;
  for (const ShardUpdate& update : updates) {
    if (Status ok = AddToBatch(update, batch); !ok) return ok;
  }
  if (batch.Count() == 0) return {};
  const rocksdb::Status status = db_->Write(rocksdb::WriteOptions(), &batch);
  if (!status.ok()) return Fail(WriteError(StoreName(path_), status));
  return {};
}

bool RocksDbStore::IsForBulk(const ShardUpdate& update) const {
  return update.claims.size() >= kBulkClaims && db_ != nullptr &&
         TakesBulk(*db_, *families_[static_cast<size_t>(update.shard)]);
}

Status RocksDbStore::ApplyBig(const ShardUpdate& update) {
  const Result<std::string> position = PositionAfter(update);
  if (!position) return Fail(position.error());
  const rocksdb::Status status = ApplyInBulk(*db_, *families_[static_cast<size_t>(update.shard)],
                                             path_, *settings_, update.claims, *position);
  if (!status.ok()) return Fail(WriteError(StoreName(path_), status));
  return {};
}

void RocksDbStore::ForgetBefore(int32_t shard, int64_t time_ms) {
  const auto index = static_cast<size_t>(shard);
  if (index >= kept_from_.size() || db_ == nullptr || *kept_from_[index] >= time_ms) return;
  *kept_from_[index] = time_ms;
  if (compactor_ == nullptr) compactor_ = std::make_unique<Compactor>(*db_);
  compactor_->Add(families_[index]);
}

void RocksDbStore::AwaitCompaction() {
  if (compactor_ != nullptr) compactor_->Wait();
}

Status RocksDbStore::Wipe(int32_t shard) {
  if (Status ok = CheckShard(shard, shards_); !ok) return ok;
  if (db_ == nullptr) {
    if (Status opened = OpenDb(); !opened) return opened;
  }
  const rocksdb::Status status = db_->DropColumnFamily(families_[static_cast<size_t>(shard)]);
  if (!status.ok()) return Fail(WriteError(ShardName(path_, shard), status));
  CloseDb();
  return OpenDb();
}

RocksDbStore::Stats RocksDbStore::GetStats() const {
  Stats stats;
  stats.cache_hits = settings_->db.statistics->getTickerCount(rocksdb::BLOCK_CACHE_HIT);
  stats.cache_misses = settings_->db.statistics->getTickerCount(rocksdb::BLOCK_CACHE_MISS);
  const std::lock_guard lock(db_replaced_);
  if (db_ == nullptr) return stats;
  const auto add = [this](const std::string& property, uint64_t& sum) {
    uint64_t value = 0;
    if (db_->GetAggregatedIntProperty(property, &value)) sum += value;
  };
  add(rocksdb::DB::Properties::kEstimateNumKeys, stats.estimated_claims);
  add(rocksdb::DB::Properties::kLiveSstFilesSize, stats.file_bytes);
  add(rocksdb::DB::Properties::kEstimateTableReadersMem, stats.memory_bytes);
  stats.memory_bytes += settings_->cache->GetUsage();  // write buffers are charged to it
  return stats;
}

}  // namespace cablestream
