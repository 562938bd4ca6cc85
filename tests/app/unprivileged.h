// As another user than root, whom no permission stops.
#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace cablestream {

// For as long as it lives. `folder` and all in it are that user's from then on.
class Unprivileged {
 public:
  explicit Unprivileged(const std::string& folder) : root_(geteuid() == 0) {
    if (!root_) return;
    GiveAway(folder);
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
      GiveAway(entry.path());
    }
    if (seteuid(kNobody) != 0) throw std::runtime_error("can't become another user");
  }
  ~Unprivileged() {
    if (root_ && seteuid(0) != 0) std::abort();
  }
  Unprivileged(const Unprivileged&) = delete;
  Unprivileged& operator=(const Unprivileged&) = delete;

 private:
  static constexpr uid_t kNobody = 65534;

  static void GiveAway(const std::filesystem::path& path) {
    if (lchown(path.c_str(), kNobody, kNobody) != 0) throw std::runtime_error("can't give it away");
  }

  const bool root_;
};

}  // namespace cablestream
