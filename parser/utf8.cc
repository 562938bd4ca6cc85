#include "parser/utf8.h"

#include <cstdint>

#include "parser/byte_scan.h"

namespace cablestream {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

uint8_t ByteAt(std::string_view text, size_t at) {
  return static_cast<uint8_t>(text[at]);
}

// Length of the character of two to four bytes at `at`; 0 = not one.
size_t WideLength(std::string_view text, size_t at) {
  const uint8_t lead = ByteAt(text, at);
  const size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() - at < length) return 0;
  const uint8_t second = ByteAt(text, at + 1);
  const uint8_t least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const uint8_t most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  if (second < least || second > most) return 0;
  for (size_t i = 2; i < length; ++i) {
    if ((ByteAt(text, at + i) & 0xC0) != 0x80) return 0;
  }
  return length;
}

}  // namespace

size_t ValidUtf8Prefix(std::string_view text) {
  size_t at = 0;
  for (;;) {
    at += AsciiLength(text.substr(at));
    if (at == text.size()) return at;
    const size_t length = WideLength(text, at);
    if (length == 0) return at;
    at += length;
  }
}

void AppendAsUtf8(std::string_view text, std::string& out) {
  for (;;) {
    const size_t valid = ValidUtf8Prefix(text);
    out.append(text.substr(0, valid));
    if (valid == text.size()) return;
    out.append(kReplacement);
    text.remove_prefix(valid + 1);
  }
}

std::string_view CutUtf8(std::string_view text, size_t limit) {
  if (text.size() <= limit) return text;
  while (limit > 0 && (static_cast<uint8_t>(text[limit]) & 0xC0) == 0x80) --limit;
  return text.substr(0, limit);
}

}  // namespace cablestream
