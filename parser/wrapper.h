// What an archive, a mail program or a spreadsheet put around a telegram.
#pragma once

#include <cstdint>
#include <string_view>

namespace cablestream {

struct WrapperLine {
  bool partial_extract = false;
  uint32_t year = 0;  // of a line that is nothing but a date
};

// Whether a line above the heading is an archive's: mail headers, a row of columns, an ID or a date
// alone, `Cable Text:`, `This record is a partial extract ...`.
[[nodiscard]] bool ReadWrapperLine(std::string_view line, WrapperLine& result);

// The archive's last lines: `=====CABLE ENDS=====`, `>`, `2002OSLO01748 - Classification: SECRET`.
[[nodiscard]] bool IsArchiveEnd(std::string_view line);

}  // namespace cablestream
