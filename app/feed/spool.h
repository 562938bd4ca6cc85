// A spool folder as one of its feeds changes it: files are claimed, and end in done/ or failed/.
//
//   FOLDER/cable.txt                  dropped by others
//   FOLDER/.taking-x7Kq2P/cable.txt   claimed by this feed (app/feed/taking_folder.h)
//   FOLDER/done/cable.txt             its messages have arrived
//   FOLDER/failed/cable.txt           can't be sent, and why: cable.txt.reason
//
// Every step is one rename within the file system, which replaces nothing: whatever is killed when,
// each file is in one of these places, whole. Where a name is taken in done/ or failed/, the time
// is appended: cable.txt.20261129T083100.123456Z.
#pragma once

#include <memory>
#include <string>

#include "app/feed/taking_folder.h"
#include "common/result.h"

namespace cablestream {

// Used by one thread; any number of processes may have one on the same folder. Fails with kIo: the
// system's reason; the folder was removed, is on a file system without RENAME_NOREPLACE, ….
class Spool {
 public:
  // Makes the sub-folders that are missing. Fails with kInvalidArgument too: there is no folder, or
  // nothing can be moved to its done/ or failed/.
  [[nodiscard]] static Result<std::unique_ptr<Spool>> Open(const std::string& folder);

  enum class Claim {
    kMine,
    kGone,      // another feed, or whoever dropped it, was faster
    kNameUsed,  // this feed has one of that name, which isn't finished yet
  };
  // Takes the file at `path`, relative to the folder: one that was dropped, or a dead feed's. Its
  // name is its handle from then on.
  [[nodiscard]] Result<Claim> Take(const std::string& path);

  [[nodiscard]] std::string PathOf(const std::string& name) const;

  // Ends what was claimed. `reason` is one line.
  [[nodiscard]] Status Finish(const std::string& name);
  [[nodiscard]] Status GiveUp(const std::string& name, const std::string& reason);

  [[nodiscard]] const std::string& folder() const { return folder_; }
  [[nodiscard]] const std::string& taking() const { return taking_->path(); }

 private:
  Spool(std::string folder, std::unique_ptr<TakingFolder> taking)
      : folder_(std::move(folder)), taking_(std::move(taking)) {}

  const std::string folder_;
  const std::unique_ptr<TakingFolder> taking_;
};

}  // namespace cablestream
