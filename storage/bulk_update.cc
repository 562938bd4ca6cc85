#include "storage/bulk_update.h"

#include <rocksdb/sst_file_writer.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <string>
#include <system_error>
#include <vector>

#include "storage/position.h"

namespace cablestream {
namespace {

// The first bytes of an ID, which tell most of them apart without a look at the ID itself.
struct Place {
  uint64_t prefix = 0;
  uint32_t index = 0;
};

uint64_t PrefixOf(std::string_view id) {
  uint64_t prefix = 0;
  std::memcpy(&prefix, id.data(), std::min(id.size(), sizeof prefix));
  return std::endian::native == std::endian::little ? __builtin_bswap64(prefix) : prefix;
}

// In the order of the IDs; of one ID the newest comes last.
std::vector<Place> Sorted(std::span<const ClaimRecord> claims) {
  std::vector<Place> places(claims.size());
  for (uint32_t i = 0; i < places.size(); ++i) places[i] = {PrefixOf(claims[i].message_id), i};
  std::sort(places.begin(), places.end(), [&](const Place& left, const Place& right) {
    if (left.prefix != right.prefix) return left.prefix < right.prefix;
    const int order = claims[left.index].message_id.compare(claims[right.index].message_id);
    return order != 0 ? order < 0 : left.index < right.index;
  });
  return places;
}

// Removed before it is written and whatever becomes of it: after a crash the name may still stand
// for a file of the store, which is not to be written into.
class ScratchFile {
 public:
  explicit ScratchFile(const std::filesystem::path& path) : name_(path.string()) { Remove(); }
  ~ScratchFile() { Remove(); }
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;

  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  void Remove() const {
    std::error_code failure;
    std::filesystem::remove(name_, failure);
  }

  const std::string name_;
};

rocksdb::Status WriteFile(rocksdb::SstFileWriter& file, std::span<const ClaimRecord> claims,
                          std::string_view position) {
  static_assert(kPositionKey.empty(), "it is the first key");
  rocksdb::Status status = file.Put(kPositionKey, position);
  const std::vector<Place> places = Sorted(claims);
  for (size_t i = 0; i < places.size() && status.ok(); ++i) {
    const ClaimRecord& record = claims[places[i].index];
    const bool is_newest =
        i + 1 == places.size() || claims[places[i + 1].index].message_id != record.message_id;
    if (!is_newest) continue;
    status = record.claim.empty() ? file.Delete(record.message_id)
                                  : file.Put(record.message_id, record.claim);
  }
  return status.ok() ? file.Finish() : status;
}

}  // namespace

bool TakesBulk(rocksdb::DB& db, rocksdb::ColumnFamilyHandle& family) {
  uint64_t files = 0;
  const std::string property = rocksdb::DB::Properties::kNumFilesAtLevelPrefix + "0";
  std::string text;
  if (!db.GetProperty(&family, property, &text)) return false;
  std::from_chars(text.data(), text.data() + text.size(), files);
  return files < kMostNewFiles;
}

rocksdb::Status ApplyInBulk(rocksdb::DB& db, rocksdb::ColumnFamilyHandle& family,
                            const std::filesystem::path& path, const RocksDbSettings& settings,
                            std::span<const ClaimRecord> claims, std::string_view position) {
  const ScratchFile scratch(path / kBulkFile);
  // It is read again soon, by a compaction: its pages stay in the cache.
  rocksdb::SstFileWriter file(rocksdb::EnvOptions(), rocksdb::Options(settings.db, settings.family),
                              &family,
                              /*invalidate_page_cache=*/false);
  rocksdb::Status status = file.Open(scratch.name());
  if (status.ok()) status = WriteFile(file, claims, position);
  if (!status.ok()) return status;
  rocksdb::IngestExternalFileOptions options;
  options.move_files = true;
  options.write_global_seqno = false;  // would write into it once more
  status = db.IngestExternalFile(&family, {scratch.name()}, options);
  if (!status.IsIOError() || status.IsNoSpace()) return status;
  options.move_files = false;  // not every file system links
  return db.IngestExternalFile(&family, {scratch.name()}, options);
}

}  // namespace cablestream
