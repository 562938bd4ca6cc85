// Which files a spool folder holds for its feeds, in the order in which they came.
//
// A file counts once it is complete: closed by who wrote it, or renamed into the folder. Names that
// begin with '.' or end in '.tmp' or '.part' don't count, nor do sub-folders, but for what a dead
// feed has left in its own (app/feed/taking_folder.h).
#pragma once

#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/feed/taking_folder.h"
#include "common/result.h"

namespace cablestream {

// Watches by inotify. The whole folder is looked through at first, where the kernel's queue ran
// over, and each kScanEvery: for what dead feeds left, and files that came by other ways than
// inotify tells of. A file that is found so may still be written to: it counts once nobody has it
// open for that or, where the system does not say (another user's file), nothing of it has changed
// for kQuiet. Memory is bounded by kMostKnown names.
//
// Used by one thread. Fails with kIo: the folder was removed or moved, can't be read, ….
class Arrivals {
 public:
  static constexpr std::chrono::seconds kScanEvery{10};
  static constexpr std::chrono::seconds kQuiet{2};
  static constexpr size_t kMostKnown = 50'000;

  // `taking`: the path of this feed's own taking folder.
  [[nodiscard]] static Result<std::unique_ptr<Arrivals>> Watch(const std::string& folder,
                                                               const std::string& taking);

  // The path of the next file, relative to the folder; nullopt: none is known. Each file is told at
  // least once, and may be told again, or when it is gone already.
  [[nodiscard]] Result<std::optional<std::string>> Next();

  // Waits until something may have come, but for `most`; a signal ends it too.
  [[nodiscard]] Status Wait(std::chrono::milliseconds most);

  // A file that was told is still there: tells of it again, a second later.
  void TellAgain() { ScanWithin(kAgain); }

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::seconds kAgain{1};

  struct Known {
    std::string path;
    bool complete = false;
  };
  struct Found {
    int64_t came_ns = 0;  // its last change (ctime), which a rename is too
    Known file;
  };

  Arrivals(std::string folder, std::string taking, FileDescriptor inotify)
      : folder_(std::move(folder)), taking_(std::move(taking)), inotify_(std::move(inotify)) {}

  [[nodiscard]] Status ReadEvents();
  [[nodiscard]] Status NoteEvent(uint32_t mask, std::string_view name);
  [[nodiscard]] Status Scan();
  [[nodiscard]] Status ScanFolder(const std::string& below, bool complete,
                                  std::vector<Found>& found);
  void ScanAbandoned(const std::string& name, std::vector<Found>& found);
  void KeepOldest(std::vector<Found>& found);
  [[nodiscard]] bool IsComplete(const std::string& path);
  void ScanWithin(Clock::duration time);
  [[nodiscard]] tl::unexpected<Error> Gone() const;

  const std::string folder_;
  const std::string taking_;
  const FileDescriptor inotify_;
  std::deque<Known> known_;
  bool more_ = false;  // there are others, younger than those in `known_`
  Clock::time_point next_scan_ = Clock::now();
};

}  // namespace cablestream
