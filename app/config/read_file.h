// The files that a configuration is made of.
#pragma once

#include <string>

#include "common/result.h"

namespace cablestream {

// The whole of a file of at most 1 MiB; it may be a pipe. Fails with kInvalidArgument: not there,
// not readable, a folder, larger. The message is a clause that follows "can't be read: ". Blocks as
// the file does.
[[nodiscard]] Result<std::string> ReadWholeFile(const std::string& path);

}  // namespace cablestream
