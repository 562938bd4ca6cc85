#include "audit/scratch.h"

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/memtablerep.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>

#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

namespace cablestream {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kFolderName = ".audit-";
constexpr size_t kBatchBytes = 1 << 20;
constexpr size_t kWriteBufferBytes = 16 << 20;
constexpr size_t kCacheBytes = 32 << 20;
constexpr size_t kReadAheadBytes = 256 << 10;
constexpr int kFilesBeforeMerge = 16;

// RocksDB's own log of a database that lives for minutes tells nobody anything.
class SilentLogger final : public rocksdb::Logger {
 public:
  using Logger::Logv;
  void Logv(const char*, va_list) override {}
};

rocksdb::DBOptions DbOptions() {
  rocksdb::DBOptions options;
  options.create_if_missing = true;
  options.create_missing_column_families = true;
  options.info_log = std::make_shared<SilentLogger>();
  options.max_open_files = 256;
  options.allow_concurrent_memtable_write = false;  // a vector takes none
  return options;
}

// Everything is written once, sorted once and read once, in order: an unsorted write buffer, no
// filters, few merges.
rocksdb::ColumnFamilyOptions FamilyOptions(const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.cache_index_and_filter_blocks = true;
  table.block_size = 32 << 10;
  table.format_version = 5;
  rocksdb::ColumnFamilyOptions family;
  family.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  family.memtable_factory = std::make_shared<rocksdb::VectorRepFactory>();
  family.write_buffer_size = kWriteBufferBytes;
  family.max_write_buffer_number = 2;
  family.compression = rocksdb::kLZ4Compression;
  family.compaction_style = rocksdb::kCompactionStyleUniversal;
  family.level0_file_num_compaction_trigger = kFilesBeforeMerge;
  family.level0_slowdown_writes_trigger = 4 * kFilesBeforeMerge;
  family.level0_stop_writes_trigger = 8 * kFilesBeforeMerge;
  return family;
}

Error Broken(const fs::path& folder, const std::string& reason) {
  return {ErrorCode::kIo, "The scratch folder " + folder.string() + " can't be used (" + reason +
                              "): name another one with --scratch-dir."};
}

Status Checked(const fs::path& folder, const rocksdb::Status& status) {
  if (status.ok()) return {};
  return Fail(Broken(folder, status.ToString()));
}

// RocksDB's lock tells a folder in use from one that was left behind.
void RemoveLeftOvers(const fs::path& parent) {
  std::error_code error;
  std::vector<fs::path> found;
  for (fs::directory_iterator file(parent, error), end; !error && file != end;
       file.increment(error)) {
    if (file->path().filename().string().starts_with(kFolderName)) found.push_back(file->path());
  }
  for (const fs::path& folder : found) {
    if (rocksdb::DestroyDB(folder.string(), rocksdb::Options()).ok()) fs::remove_all(folder, error);
  }
}

Result<fs::path> MakeFolder(const fs::path& parent) {
  std::string name = (parent / (std::string(kFolderName) + "XXXXXX")).string();
  if (mkdtemp(name.data()) == nullptr) return Fail(Broken(parent, std::strerror(errno)));
  return fs::path(name);
}

}  // namespace

ScratchCursor::ScratchCursor(std::unique_ptr<rocksdb::Iterator> entries, std::string prefix)
    : entries_(std::move(entries)), prefix_(std::move(prefix)) {
  entries_->Seek(prefix_);
}
ScratchCursor::~ScratchCursor() = default;
ScratchCursor::ScratchCursor(ScratchCursor&&) noexcept = default;

bool ScratchCursor::Valid() const {
  return entries_->Valid() && entries_->key().starts_with(prefix_);
}
void ScratchCursor::Next() {
  entries_->Next();
}
std::string_view ScratchCursor::key() const {
  return entries_->key().ToStringView();
}
std::string_view ScratchCursor::value() const {
  return entries_->value().ToStringView();
}
Status ScratchCursor::status() const {
  const rocksdb::Status status = entries_->status();
  if (status.ok()) return {};
  return Fail(ErrorCode::kIo, "The scratch folder can't be read: " + status.ToString());
}

Scratch::Scratch(fs::path folder, bool parent_is_made)
    : folder_(std::move(folder)),
      parent_is_made_(parent_is_made),
      batch_(std::make_unique<rocksdb::WriteBatch>()) {}

Scratch::~Scratch() {
  for (rocksdb::ColumnFamilyHandle* family : families_) db_->DestroyColumnFamilyHandle(family);
  db_.reset();
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
  if (parent_is_made_) fs::remove(folder_.parent_path(), ignored);  // unless it is used by now
}

Result<std::unique_ptr<Scratch>> Scratch::Make(const fs::path& parent) {
  std::error_code error;
  const bool made = fs::create_directories(parent, error);
  if (error) return Fail(Broken(parent, error.message()));
  RemoveLeftOvers(parent);
  Result<fs::path> folder = MakeFolder(parent);
  if (!folder) return Fail(folder.error());
  std::unique_ptr<Scratch> scratch(new Scratch(std::move(*folder), made));
  if (Status opened = scratch->Open(); !opened) return Fail(opened.error());
  return scratch;
}

Status Scratch::Open() {
  const rocksdb::ColumnFamilyOptions family = FamilyOptions(rocksdb::NewLRUCache(kCacheBytes));
  const std::vector<rocksdb::ColumnFamilyDescriptor> descriptors = {
      {rocksdb::kDefaultColumnFamilyName, family}, {"by-source", family}, {"by-id", family}};
  rocksdb::DB* db = nullptr;
  const rocksdb::Status status =
      rocksdb::DB::Open(DbOptions(), folder_.string(), descriptors, &families_, &db);
  db_.reset(db);
  return Checked(folder_, status);
}

Status Scratch::Put(ScratchTable table, const Entry& entry) {
  const rocksdb::Status added =
      batch_->Put(families_[static_cast<size_t>(table) + 1], entry.key, entry.value);
  if (!added.ok()) return Checked(folder_, added);
  return batch_->GetDataSize() < kBatchBytes ? Status() : WriteBatched();
}

Status Scratch::WriteBatched() {
  rocksdb::WriteOptions options;
  options.disableWAL = true;  // what a crash takes is made anew by the next audit
  const rocksdb::Status written = db_->Write(options, batch_.get());
  batch_->Clear();
  return Checked(folder_, written);
}

Result<ScratchCursor> Scratch::Read(ScratchTable table, std::string prefix) {
  if (Status written = WriteBatched(); !written) return Fail(written.error());
  rocksdb::ColumnFamilyHandle* family = families_[static_cast<size_t>(table) + 1];
  // A vector is sorted anew for each reader; a file is sorted once.
  const rocksdb::Status flushed = db_->Flush(rocksdb::FlushOptions(), family);
  if (!flushed.ok()) return Fail(Checked(folder_, flushed).error());
  rocksdb::ReadOptions options;
  options.fill_cache = false;
  options.readahead_size = kReadAheadBytes;
  return ScratchCursor(std::unique_ptr<rocksdb::Iterator>(db_->NewIterator(options, family)),
                       std::move(prefix));
}

}  // namespace cablestream
