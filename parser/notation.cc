#include "parser/notation.h"

#include <algorithm>

#include "parser/byte_scan.h"
#include "parser/text.h"

namespace cablestream {
namespace {

// How much of a message shows its notation.
constexpr size_t kSample = 4096;

size_t CountPairs(std::string_view text, std::string_view pair) {
  size_t count = 0;
  for (size_t at = text.find(pair); at != text.npos; at = text.find(pair, at + pair.size())) {
    ++count;
  }
  return count;
}

// A line end is two characters: `\n`.
bool IsEscaped(std::string_view message) {
  constexpr size_t kFew = 8;
  constexpr size_t kFirstLine = 512;
  const size_t line = LengthBefore<'\n'>(message.substr(0, kFirstLine));
  const bool longer = line == kFirstLine || Trim(message.substr(line)).empty();
  return longer && CountPairs(message.substr(0, kSample), "\\n") >= kFew;
}

// A row of at least five columns, the last of which is in quotes and ends the message.
bool IsQuotedRow(std::string_view message) {
  message = Trim(message);
  if (!message.ends_with('"') || !(IsDigit(message.front()) || message.front() == '"'))
    return false;
  const std::string_view line = message.substr(0, std::min(message.find('\n'), kSample));
  return std::count(line.begin(), line.end(), ',') >= 4 && line.find(",\"") != line.npos;
}

// Each line begins with `>`.
bool IsQuotedMail(std::string_view message) {
  message = Trim(message);
  if (!message.starts_with('>')) return false;
  const size_t end = message.find('\n');
  return end != message.npos && message.substr(end + 1).starts_with('>');
}

// A blank line stands between any two: between lines 6 and 7 there is none else.
bool IsDoubleSpaced(std::string_view message) {
  const std::string_view sample = message.substr(0, kSample);
  const auto apart = [sample](std::string_view label) {
    const size_t at = sample.find(label);
    if (at == sample.npos || at == 0) return false;
    const std::string_view before = TrimRight(sample.substr(0, at));
    return std::count(before.end(), sample.begin() + static_cast<ptrdiff_t>(at) + 1, '\n') == 2;
  };
  return apart("\nFM ") && apart("\nTO ");
}

// Lines end in CR alone, as an old Macintosh has it.
bool EndsLinesWithReturns(std::string_view message) {
  return message.find('\n') == message.npos &&
         message.substr(0, kSample).find('\r') != message.npos;
}

// `=20`, `=3D`, `=` at a line's end: at least three, and a rule of `=` is none.
bool IsQuotedPrintable(std::string_view message) {
  constexpr int kFew = 3;
  const std::string_view sample = message.substr(0, kSample / 2);
  int count = 0;
  for (size_t at = sample.find('='); at != sample.npos; at = sample.find('=', at + 1)) {
    if (at > 0 && sample[at - 1] == '=') continue;
    const std::string_view rest = sample.substr(at + 1);
    const bool soft = rest.starts_with('\n') || rest.starts_with("\r\n");
    if (soft || BeginsWithHexByte(rest)) ++count;
  }
  return count >= kFew;
}

// The first pilcrow is as all of them.
bool HasOddPilcrow(std::string_view message) {
  for (size_t at = message.find('\xB6'); at != message.npos; at = message.find('\xB6', at + 1)) {
    if (OddPilcrowLength(message, at) > 0) return true;
    if (message.substr(0, at + 1).ends_with(kPilcrow)) return false;
  }
  return false;
}

bool IsControl(char c) {
  return (c >= 0 && c < ' ' && !IsSpace(c)) || c == '\x7f';
}

size_t BeginOf(std::string_view message) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  size_t at = message.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
  while (at < message.size() && IsControl(message[at])) ++at;
  return at;
}

size_t EndOf(std::string_view message) {
  size_t end = message.size();
  size_t at = end;
  for (; at > 0 && (IsControl(message[at - 1]) || IsSpace(message[at - 1])); --at) {
    if (IsControl(message[at - 1])) end = at - 1;
  }
  return end;
}

// Without what closes a string, or an object with it: `"`, `"}`.
size_t EndOfString(std::string_view message, size_t end) {
  const std::string_view text = TrimRight(message.substr(0, end));
  for (std::string_view close : {"\"}", "\""}) {
    if (text.ends_with(close)) return text.size() - close.size();
  }
  return end;
}

}  // namespace

Notation::Notation(std::string_view message)
    : escaped(IsEscaped(message)),
      row(IsQuotedRow(message)),
      mail(IsQuotedMail(message)),
      doubled(IsDoubleSpaced(message)),
      returns(EndsLinesWithReturns(message)),
      printable(IsQuotedPrintable(message)),
      pilcrows(HasOddPilcrow(message)),
      size(message.size()),
      begin(BeginOf(message)),
      end(std::max(begin, EndOf(message))) {
  if (escaped && !row) end = std::max(begin, EndOfString(message, end));
}

bool BeginsWithHexByte(std::string_view text) {
  const auto hex = [](char c) { return IsDigit(c) || (c >= 'A' && c <= 'F'); };
  return text.size() >= 2 && hex(text[0]) && hex(text[1]);
}

size_t OddPilcrowLength(std::string_view message, size_t at) {
  constexpr std::string_view kTwice = "\xC3\x82\xC2\xB6";  // UTF-8 taken for Latin-1 and encoded
  if (at + 1 >= message.size() || !IsWordChar(message[at + 1])) return 0;
  const std::string_view before = message.substr(0, at + 1);
  if (before.ends_with(kTwice)) return kTwice.size();
  return at == 0 || IsSpace(message[at - 1]) ? 1 : 0;
}

}  // namespace cablestream
