// The state folder: who this instance is, and where its deduplication store lives.
//
//   <dir>/LOCK               held while a process uses the folder
//   <dir>/instance           identity, instance ID and where the folder lives, as text
//   <dir>/claims/            RocksDB
//   <dir>/crashes            messages that ended the process while they were parsed
//   <dir>/generations/NAME/  a replay's state folder, of the same shape, with a lock of its own
#pragma once

#include <filesystem>
#include <string>

#include "common/result.h"
#include "storage/identity.h"

namespace cablestream {

// The folder of the store in the state folder `dir`.
[[nodiscard]] std::filesystem::path ClaimsDirOf(const std::filesystem::path& dir);

// Keeps the lock until it is destroyed. Move-only.
class StateFolder {
 public:
  // Makes `dir` (mode 0700) where it is missing, locks it, and reads or makes the instance ID.
  //
  // The ID is random, made once; `instance_id` replaces it where it is not empty. A folder that
  // was copied (another machine ID, path or inode than it notes) gets a new one, and the log says
  // so.
  //
  // Fails with kInvalidArgument (made by another format version, or for another group, shard count
  // or scope; a name with a line break; `dir` is a file), kRefused (locked by another process;
  // other files than a state's are in it; its `instance` is unreadable), kIo (no permission,
  // read-only, disk full). Every message says what to do. A refused folder is left as it was.
  [[nodiscard]] static Result<StateFolder> Open(const std::filesystem::path& dir,
                                                const StoreIdentity& identity,
                                                const std::string& instance_id);

  // What Open would do here, changing nothing, not even for a moment: the ID it would give, empty
  // where a new one would be made. Fails as Open, but not over the lock: the process that holds it
  // may be the one that is asked about.
  [[nodiscard]] static Result<std::string> Inspect(const std::filesystem::path& dir,
                                                   const StoreIdentity& identity,
                                                   const std::string& instance_id);

  StateFolder(StateFolder&& other) noexcept;
  StateFolder& operator=(StateFolder&& other) noexcept;
  ~StateFolder();

  [[nodiscard]] const std::string& instance_id() const { return instance_id_; }
  [[nodiscard]] const std::filesystem::path& dir() const { return dir_; }
  [[nodiscard]] std::filesystem::path claims_dir() const { return ClaimsDirOf(dir_); }
  [[nodiscard]] std::filesystem::path crashes_file() const { return dir_ / "crashes"; }

 private:
  StateFolder(std::filesystem::path dir, int lock_fd, std::string instance_id);

  std::filesystem::path dir_;
  int lock_fd_ = -1;
  std::string instance_id_;
};

}  // namespace cablestream
