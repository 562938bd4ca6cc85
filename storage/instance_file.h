// The text of <state>/instance: one "key value" a line, in this order.
//
//   format 1
//   group cablestream
//   shards 8
//   scope group
//   instance 5f0c1d6a9be04712
//   machine 0f1e2d3c4b5a69788796a5b4c3d2e1f0
//   path /var/lib/cablestream
//   inode 1835020
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "common/result.h"
#include "storage/identity.h"

namespace cablestream {

// Where a folder lives; a copy of it lives elsewhere.
struct FolderHome {
  std::string machine;  // /etc/machine-id; empty where there is none
  std::string path;     // absolute
  uint64_t inode = 0;

  bool operator==(const FolderHome&) const = default;
};

struct InstanceFile {
  uint32_t format = kStorageFormat;
  StoreIdentity identity;
  std::string instance_id;
  FolderHome home;

  bool operator==(const InstanceFile&) const = default;
};

// No value may hold a line break.
[[nodiscard]] std::string FormatInstanceFile(const InstanceFile& file);

// Takes only what FormatInstanceFile gives, whole: a file cut short at any byte is kCorruption. Of
// another format nothing but its number is read.
[[nodiscard]] Result<InstanceFile> ParseInstanceFile(std::string_view text);

}  // namespace cablestream
