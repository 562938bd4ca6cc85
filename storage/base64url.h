// Base64 in the alphabet for URLs, without padding (RFC 4648, section 5). Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cablestream {

[[nodiscard]] std::string EncodeBase64Url(std::string_view bytes);

// Takes exactly what EncodeBase64Url gives: no padding, no white space, no bits left over.
[[nodiscard]] std::optional<std::string> DecodeBase64Url(std::string_view text);

}  // namespace cablestream
