// Small files that are whole or absent.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "common/result.h"

namespace cablestream {

// Replaces `file` by `content`: a crash or a full disk at any moment leaves the old one or the new
// one. Mode 0600. Fails with kIo.
[[nodiscard]] Status WriteFileAtomically(const std::filesystem::path& file,
                                         std::string_view content);

// The whole of `file`; nullopt where there is none. Fails with kIo.
[[nodiscard]] Result<std::optional<std::string>> ReadWholeFile(const std::filesystem::path& file);

}  // namespace cablestream
