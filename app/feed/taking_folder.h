// Where one feed keeps the files of a spool folder that it has taken: a sub-folder of its own,
// locked for as long as its process lives.
//
//   FOLDER/.taking-x7Kq2P/cable.txt
//
// The lock is the kernel's (flock on the sub-folder): it goes with the process, however that ends.
// A sub-folder that nobody has locked is a dead feed's, for its name is never used again; what lies
// in it is taken like any other file of the spool folder, by feeds of the same user.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "common/result.h"

namespace cablestream {

class FileDescriptor {
 public:
  explicit FileDescriptor(int fd) : fd_(fd) {}
  ~FileDescriptor();
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(other.fd_) { other.fd_ = -1; }
  FileDescriptor& operator=(FileDescriptor&&) = delete;

  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

class TakingFolder {
 public:
  // Makes one in `spool`, which only this user can look into. Fails with kIo.
  [[nodiscard]] static Result<std::unique_ptr<TakingFolder>> Make(const std::string& spool);
  // Removes it where it is empty.
  ~TakingFolder();
  TakingFolder(const TakingFolder&) = delete;
  TakingFolder& operator=(const TakingFolder&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  TakingFolder(std::string path, FileDescriptor lock)
      : path_(std::move(path)), lock_(std::move(lock)) {}

  const std::string path_;
  const FileDescriptor lock_;
};

// Whether an entry of a spool folder is some feed's taking folder, by its name.
[[nodiscard]] bool IsTakingFolder(std::string_view name);

// The lock of a taking folder whose feed is dead; nullopt: it lives, or it is another user's, which
// the log says. Hold it while deciding that the folder is empty and removing it.
[[nodiscard]] std::optional<FileDescriptor> LockAbandoned(const std::string& path);

}  // namespace cablestream
