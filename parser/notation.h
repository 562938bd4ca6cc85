// In which notation of an archive, a mail program or a spreadsheet a message came.
#pragma once

#include <cstddef>
#include <string_view>

namespace cablestream {

struct Notation {
  explicit Notation(std::string_view message);

  [[nodiscard]] bool plain() const {
    return !escaped && !row && !mail && !doubled && !returns && !printable && !pilcrows &&
           begin == 0 && end == size;
  }

  bool escaped;    // `\n` for a line end
  bool row;        // of columns, with doubled quotes
  bool mail;       // `> ` before each line
  bool doubled;    // a blank line below each line
  bool returns;    // no line end but CR
  bool printable;  // quoted-printable: `=20`, `=` at a line's end
  bool pilcrows;   // not in UTF-8, or twice in it
  size_t size;
  size_t begin;  // before it are control bytes and a byte order mark
  size_t end;    // behind it are control bytes
};

// Whether `text` begins with two digits of a quoted-printable byte.
[[nodiscard]] bool BeginsWithHexByte(std::string_view text);

// The bytes from which to `at`, where B6 stands, are an odd pilcrow; 0 = none.
[[nodiscard]] size_t OddPilcrowLength(std::string_view message, size_t at);

}  // namespace cablestream
