// Messages to JSON lines: the whole of `cablestream parse` but its flags.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "app/input/message_files.h"
#include "cable/v1/cable.pb.h"

namespace cablestream {

// Parses message after message and counts what came of them. Used by one thread.
class ParseLines {
 public:
  // `{"file": ..., <the record's fields>}`, or `{"file": ..., "error": {"code", "line",
  // "detail"}}` for a message that doesn't parse.
  [[nodiscard]] std::string Line(const FileMessage& message);

  [[nodiscard]] uint64_t records() const { return records_; }
  [[nodiscard]] uint64_t errors() const;

  // What `--stats` shows: records, errors by code, warnings by code.
  [[nodiscard]] std::string Table() const;

 private:
  [[nodiscard]] std::string ErrorLine(const FileMessage& message, std::string_view code,
                                      uint32_t line, std::string_view detail);

  cable::v1::Cable cable_;  // used again, so that it keeps its memory
  uint64_t records_ = 0;
  std::map<std::string, uint64_t> errors_;
  std::map<std::string, uint64_t> warnings_;
};

}  // namespace cablestream
