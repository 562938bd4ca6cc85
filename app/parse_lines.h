// Messages to JSON lines: the whole of `cablestream parse` but its flags.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "app/input/message_files.h"
#include "app/parse_stats.h"
#include "cable/v1/cable.pb.h"

namespace cablestream {

// Parses message after message and counts what came of them. Used by one thread.
class ParseLines {
 public:
  // `{"file": ..., <the record's fields>}`, or `{"file": ..., "error": {"code", "line",
  // "detail"}}` for a message that doesn't parse.
  [[nodiscard]] std::string Line(const FileMessage& message);

  [[nodiscard]] const ParseStats& stats() const { return stats_; }

 private:
  [[nodiscard]] static std::string ErrorLine(const FileMessage& message, std::string_view code,
                                             uint32_t line, std::string_view detail);

  cable::v1::Cable cable_;  // used again, so that it keeps its memory
  ParseStats stats_;
};

}  // namespace cablestream
