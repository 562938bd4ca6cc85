#include "app/config/shown.h"

#include "common/log.h"

namespace cablestream {

std::string Shown(std::string_view text) {
  constexpr size_t kLongest = 80;
  const std::string quoted = JsonString(text.substr(0, kLongest));
  return quoted.substr(1, quoted.size() - 2) + (text.size() > kLongest ? "..." : "");
}

}  // namespace cablestream
