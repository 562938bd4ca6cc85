#include "pipeline/pass_headers.h"

#include <algorithm>
#include <array>

namespace cablestream {
namespace {

constexpr std::array<std::string_view, 4> kRecordHeaders = {"content-type", "message-type",
                                                            "source", "parser-version"};
constexpr std::string_view kOwnPrefix = "cablestream.";

// What stands between the stars is looked for from left to right, the last of it at the end.
bool Fits(std::string_view pattern, std::string_view name) {
  size_t star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == name;
  if (!name.starts_with(pattern.substr(0, star))) return false;
  name.remove_prefix(star);
  for (pattern.remove_prefix(star + 1); (star = pattern.find('*')) != std::string_view::npos;
       pattern.remove_prefix(star + 1)) {
    const size_t found = name.find(pattern.substr(0, star));
    if (found == std::string_view::npos) return false;
    name.remove_prefix(found + star);
  }
  return name.ends_with(pattern);
}

}  // namespace

bool IsOwnHeader(std::string_view name) {
  return name.starts_with(kOwnPrefix) ||
         std::find(kRecordHeaders.begin(), kRecordHeaders.end(), name) != kRecordHeaders.end();
}

std::vector<Header> HeadersToPass(const std::vector<std::string>& patterns,
                                  std::vector<Header> headers) {
  std::erase_if(headers, [&](const Header& header) {
    return IsOwnHeader(header.name) ||
           std::none_of(patterns.begin(), patterns.end(),
                        [&](const std::string& pattern) { return Fits(pattern, header.name); });
  });
  return headers;
}

}  // namespace cablestream
