// Messages to JSON lines: the whole of `cablestream parse` but its flags.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "app/input/message_files.h"
#include "app/parse_stats.h"
#include "cable/v1/cable.pb.h"
#include "replay/dead_letters.h"

namespace cablestream {

// Parses message after message and counts what came of them. Used by one thread.
class ParseLines {
 public:
  // `{"file": ..., <the record's fields>}`, or `{"file": ..., "error": {"code", "line",
  // "detail"}}` for a message that doesn't parse.
  [[nodiscard]] std::string Line(const FileMessage& message);

  // Likewise with `"dead_letter": "cables.dead-letters/0/17", "source": "cables.raw/3/4711",
  // "reason": "no_identity"` instead of the file.
  [[nodiscard]] std::string Line(const std::string& letters_topic, const DeadLetter& letter);

  [[nodiscard]] const ParseStats& stats() const { return stats_; }

 private:
  // `members`: what tells where the message is from.
  [[nodiscard]] std::string ParsedLine(const std::string& members, std::string_view bytes);
  [[nodiscard]] static std::string ErrorLine(const std::string& members, std::string_view code,
                                             uint32_t line, std::string_view detail);

  cable::v1::Cable cable_;  // used again, so that it keeps its memory
  ParseStats stats_;
};

}  // namespace cablestream
