// Files that were taken while somebody writes them: one that is opened again, in the moment between
// its close and its rename, goes on under its new name. They are sent once they are closed.
#pragma once

#include <chrono>
#include <deque>
#include <optional>
#include <string>

namespace cablestream {

// Whether somebody has the file open for writing; nullopt: the system does not say (another user's
// file, where this one isn't root's process), or it is no regular file.
[[nodiscard]] std::optional<bool> IsWritten(const std::string& path);

// Used by one thread.
class HeldBack {
 public:
  // `every`: the time between two looks at all of them.
  explicit HeldBack(std::chrono::milliseconds every) : every_(every) {}

  void Add(std::string path) { paths_.push_back(std::move(path)); }

  // The path of one that nobody writes any more; nullopt: there is none, or it's no time to look.
  [[nodiscard]] std::optional<std::string> Next();

  [[nodiscard]] size_t size() const { return paths_.size(); }

 private:
  using Clock = std::chrono::steady_clock;

  const std::chrono::milliseconds every_;
  std::deque<std::string> paths_;
  Clock::time_point next_look_ = Clock::now();
};

}  // namespace cablestream
