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

// What a release put among the lines of a text: `... Declassified/Released US Department of State
// ...`, `*** Current Classification *** ...`, `<< END OF DOCUMENT >>`, `Message Text`.
[[nodiscard]] bool IsReleaseMark(std::string_view line);

// `Message Attributes`, below which a release lists what its catalogue says of the message.
[[nodiscard]] inline bool BeginsAttributes(std::string_view line) {
  return line == "Message Attributes";
}

// The archive's last lines: `=====CABLE ENDS=====`, `>`, `2002OSLO01748 - Classification: SECRET`.
[[nodiscard]] bool IsArchiveEnd(std::string_view line);

}  // namespace cablestream
