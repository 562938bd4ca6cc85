#include "storage/store_view.h"

#include <rocksdb/db.h>

#include <utility>

#include "storage/position.h"
#include "storage/rocksdb_errors.h"
#include "storage/rocksdb_files.h"
#include "storage/rocksdb_settings.h"

namespace cablestream {
namespace {

// For filters and indexes; what is read in order is read once.
constexpr size_t kCacheBytes = 8 << 20;

Result<std::vector<std::string>> FamiliesIn(const std::filesystem::path& path) {
  std::vector<std::string> found;
  std::error_code unknown;
  const rocksdb::Status listed =
      rocksdb::DB::ListColumnFamilies(rocksdb::DBOptions(), path.string(), &found);
  if (listed.IsPathNotFound() || listed.IsNotFound() || !std::filesystem::exists(path, unknown)) {
    return Fail(ErrorCode::kRefused, "There is no state in " + path.parent_path().string() +
                                         ": name the folder by --state-dir.");
  }
  if (!listed.ok()) return Fail(ReadError(StoreName(path), listed));
  // One a shard, and RocksDB's own.
  return FamilyNames(static_cast<int32_t>(found.size()) - 1);
}

}  // namespace

StoreView::StoreView(std::filesystem::path path) : path_(std::move(path)) {}

StoreView::~StoreView() {
  for (rocksdb::ColumnFamilyHandle* family : families_) db_->DestroyColumnFamilyHandle(family);
  db_.reset();
}

Result<std::unique_ptr<StoreView>> StoreView::Open(const std::filesystem::path& path) {
  const Result<std::vector<std::string>> names = FamiliesIn(path);
  if (!names) return Fail(names.error());
  std::unique_ptr<StoreView> view(new StoreView(path));
  if (Status opened = view->OpenDb(*names); !opened) return Fail(opened.error());
  return view;
}

Status StoreView::OpenDb(const std::vector<std::string>& names) {
  const RocksDbSettings settings(static_cast<int32_t>(names.size()), {.cache_bytes = kCacheBytes});
  rocksdb::DBOptions options = settings.db;
  options.max_open_files = -1;           // a secondary must keep what the primary deletes
  options.write_buffer_manager.reset();  // it flushes nothing
  options.create_if_missing = false;
  options.create_missing_column_families = false;
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
  for (const std::string& name : names) descriptors.emplace_back(name, settings.family);
  rocksdb::DB* db = nullptr;
  // Where RocksDB would put a log of its own, if the options had none.
  const std::string unused = path_.string();
  const rocksdb::Status status =
      rocksdb::DB::OpenAsSecondary(options, path_.string(), unused, descriptors, &families_, &db);
  if (!status.ok()) return Fail(ReadError(StoreName(path_), status));
  db_.reset(db);
  return {};
}

Result<std::optional<std::string>> StoreView::Find(int32_t shard,
                                                   std::string_view message_id) const {
  std::string value;
  const rocksdb::Status status =
      db_->Get(rocksdb::ReadOptions(), families_[static_cast<size_t>(shard)], message_id, &value);
  if (status.IsNotFound()) return std::nullopt;
  if (!status.ok()) return Fail(ReadError(ShardName(path_, shard), status));
  return value;
}

Result<std::optional<int64_t>> StoreView::NextOffset(int32_t shard) const {
  const Result<std::optional<std::string>> bytes = Find(shard, kPositionKey);
  if (!bytes) return Fail(bytes.error());
  if (!*bytes) return std::nullopt;
  const std::optional<Position> position = DecodePosition(**bytes);
  if (!position) {
    return Fail(CorruptionError(ShardName(path_, shard), "its position can't be read"));
  }
  return position->next_offset;
}

Status StoreView::ForEach(int32_t shard, const TakeClaim& take) const {
  rocksdb::ReadOptions once;
  once.fill_cache = false;
  const std::unique_ptr<rocksdb::Iterator> entry(
      db_->NewIterator(once, families_[static_cast<size_t>(shard)]));
  for (entry->SeekToFirst(); entry->Valid(); entry->Next()) {
    if (IsOwnKey(entry->key().ToStringView())) continue;
    if (!take(entry->key().ToStringView(), entry->value().ToStringView())) return {};
  }
  if (!entry->status().ok()) return Fail(ReadError(ShardName(path_, shard), entry->status()));
  return {};
}

}  // namespace cablestream
