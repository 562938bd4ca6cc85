#include "storage/log_check.h"

#include <rocksdb/db.h>
#include <rocksdb/wal_filter.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <map>
#include <memory>

#include "storage/position.h"
#include "storage/rocksdb_errors.h"

namespace cablestream {
namespace {

constexpr int64_t kNowhere = -1;  // the position of a shard without one

// The updates of one column family in the log: how far they reach, and the last place where one
// began beyond those before it. Those in the files must reach that place.
struct Chain {
  int64_t reach = kNowhere;
  int64_t jump = kNowhere;

  void Add(const Position& update) {
    const int64_t start = update.before.value_or(kNowhere);
    if (start > reach) jump = start;
    reach = std::max(reach, update.next_offset);
  }
};

// Keeps the log out of the database that is opened, and follows its positions.
class PositionsInLog final : public rocksdb::WalFilter, private rocksdb::WriteBatch::Handler {
 public:
  const char* Name() const override { return "cablestream.PositionsInLog"; }

  WalProcessingOption LogRecordFound(unsigned long long, const std::string&,
                                     const rocksdb::WriteBatch& batch, rocksdb::WriteBatch*,
                                     bool*) override {
    const bool read = batch.Iterate(this).ok();
    return read ? WalProcessingOption::kIgnoreCurrentRecord : WalProcessingOption::kCorruptedRecord;
  }

  // Where the files of a column family must end, or later.
  [[nodiscard]] int64_t RequiredOf(uint32_t family) const {
    const auto found = chains_.find(family);
    return found == chains_.end() ? kNowhere : found->second.jump;
  }

 private:
  rocksdb::Status PutCF(uint32_t family, const rocksdb::Slice& key,
                        const rocksdb::Slice& value) override {
    if (!key.empty()) return rocksdb::Status::OK();
    const std::optional<Position> position = DecodePosition(value.ToStringView());
    if (!position) return rocksdb::Status::Corruption("not a position");
    chains_[family].Add(*position);
    return rocksdb::Status::OK();
  }
  rocksdb::Status DeleteCF(uint32_t, const rocksdb::Slice&) override {
    return rocksdb::Status::OK();
  }

  std::map<uint32_t, Chain> chains_;
};

// A store as it stands in its files alone.
class FilesOnly {
 public:
  FilesOnly(const std::filesystem::path& path, const std::vector<std::string>& families,
            const RocksDbSettings& settings, rocksdb::WalFilter& filter) {
    rocksdb::DBOptions options = settings.db;
    options.wal_filter = &filter;
    std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
    for (const std::string& name : families) descriptors.emplace_back(name, settings.family);
    rocksdb::DB* db = nullptr;
    status_ = rocksdb::DB::OpenForReadOnly(options, path.string(), descriptors, &families_, &db);
    db_.reset(db);
  }
  ~FilesOnly() {
    for (rocksdb::ColumnFamilyHandle* family : families_) db_->DestroyColumnFamilyHandle(family);
  }
  FilesOnly(const FilesOnly&) = delete;
  FilesOnly& operator=(const FilesOnly&) = delete;

  [[nodiscard]] const rocksdb::Status& status() const { return status_; }
  [[nodiscard]] const std::vector<rocksdb::ColumnFamilyHandle*>& families() const {
    return families_;
  }

  // The position of a family; none where it can't be read, which whoever asks for it will be told.
  [[nodiscard]] std::optional<int64_t> PositionOf(rocksdb::ColumnFamilyHandle* family) const {
    std::string bytes;
    const rocksdb::Status read =
        db_->Get(rocksdb::ReadOptions(), family, rocksdb::Slice(kPositionKey), &bytes);
    if (read.IsNotFound()) return kNowhere;
    if (!read.ok()) return std::nullopt;
    const std::optional<Position> position = DecodePosition(bytes);
    return position ? std::optional(position->next_offset) : std::nullopt;
  }

 private:
  rocksdb::Status status_;
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> families_;
};

}  // namespace

Status CheckLog(const std::filesystem::path& path, const std::vector<std::string>& families,
                const RocksDbSettings& settings) {
  PositionsInLog log;
  const FilesOnly files(path, families, settings, log);
  if (!files.status().ok()) return Fail(ReadError(StoreName(path), files.status()));
  for (rocksdb::ColumnFamilyHandle* family : files.families()) {
    const int64_t required = log.RequiredOf(family->GetID());
    const std::optional<int64_t> position = files.PositionOf(family);
    if (!position || *position >= required) continue;
    return Fail(CorruptionError(StoreName(path), "updates of " + family->GetName() + " before " +
                                                     std::to_string(required) + " are missing"));
  }
  return {};
}

}  // namespace cablestream
