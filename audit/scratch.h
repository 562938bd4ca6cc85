// A sorted table that is larger than memory, in a temporary folder: what an audit notes before it
// judges.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "audit/entries.h"
#include "common/result.h"

namespace rocksdb {
class ColumnFamilyHandle;
class DB;
class Iterator;
class WriteBatch;
}  // namespace rocksdb

namespace cablestream {

enum class ScratchTable { kBySource, kById };

// Entries of one table in the order of their keys.
//
//   for (; cursor.Valid(); cursor.Next()) Use(cursor.key(), cursor.value());
//   if (Status read = cursor.status(); !read) ...
//
// Sees what was put before it was made. Must not outlive its database.
class ScratchCursor {
 public:
  ScratchCursor(std::unique_ptr<rocksdb::Iterator> entries, std::string prefix);
  ~ScratchCursor();
  ScratchCursor(ScratchCursor&&) noexcept;

  // False at the end of the entries that begin with the prefix, and after a failure.
  [[nodiscard]] bool Valid() const;
  void Next();
  [[nodiscard]] std::string_view key() const;
  [[nodiscard]] std::string_view value() const;
  // Fails with kIo.
  [[nodiscard]] Status status() const;

 private:
  std::unique_ptr<rocksdb::Iterator> entries_;
  std::string prefix_;
};

// Takes some 150 MB of memory at most, whatever it holds. The folder is gone when this is; one that
// a killed process left is removed by the next. Used by one thread.
class Scratch {
 public:
  // Makes a folder `.audit-…` inside `parent`, which is made for as long where it is missing. Fails
  // with kIo.
  [[nodiscard]] static Result<std::unique_ptr<Scratch>> Make(const std::filesystem::path& parent);

  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  // In place of an earlier entry of the same key. Fails with kIo.
  [[nodiscard]] Status Put(ScratchTable table, const Entry& entry);

  // The entries whose keys begin with `prefix`. Fails with kIo.
  [[nodiscard]] Result<ScratchCursor> Read(ScratchTable table, std::string prefix = "");

 private:
  Scratch(std::filesystem::path folder, bool parent_is_made);
  [[nodiscard]] Status Open();
  [[nodiscard]] Status WriteBatched();

  const std::filesystem::path folder_;
  const bool parent_is_made_;
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> families_;  // the default one, then by ScratchTable
  std::unique_ptr<rocksdb::WriteBatch> batch_;
};

}  // namespace cablestream
