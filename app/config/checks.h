// What a text field accepts. Each says what is wrong, as a clause; empty: nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cablestream {

struct HostPort {
  std::string host;  // without the brackets of an IPv6 address
  int port = 0;      // 0 to 65535
};

// `127.0.0.1:9464`, `[::1]:9464`. nullopt where it is neither.
[[nodiscard]] std::optional<HostPort> ParseHostPort(std::string_view text);

[[nodiscard]] std::string CheckText(std::string_view text);  // may be empty
[[nodiscard]] std::string CheckNotEmpty(std::string_view text);
[[nodiscard]] std::string CheckBrokers(std::string_view text);
[[nodiscard]] std::string CheckTopic(std::string_view text);
[[nodiscard]] std::string CheckGroup(std::string_view text);
// A replay's name, which a folder bears too.
[[nodiscard]] std::string CheckGeneration(std::string_view text);
[[nodiscard]] std::string CheckInstanceId(std::string_view text);
// A name, or a pattern of names, of headers that records take over.
[[nodiscard]] std::string CheckPassedHeader(std::string_view text);
// May be empty. The error repeats nothing of it: it may hold a password.
[[nodiscard]] std::string CheckRegistryUrl(std::string_view text);
[[nodiscard]] std::string CheckAdminAddress(std::string_view text);

}  // namespace cablestream
