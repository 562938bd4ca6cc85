#include <cstdint>
#include <cstdio>

#include "common/log.h"

namespace cablestream {
namespace {

// How many bytes the UTF-8 character at the front of `text` has; 0 where there is none: a stray or
// cut-off byte, an overlong form, a surrogate, beyond U+10FFFF.
size_t CharacterLength(std::string_view text) {
  const auto byte = [text](size_t i) {
    return i < text.size() ? static_cast<uint8_t>(text[i]) : uint8_t{0};
  };
  const auto continues = [&byte](size_t i) { return (byte(i) & 0xC0) == 0x80; };
  const uint8_t lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return continues(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    const bool overlong = lead == 0xE0 && byte(1) < 0xA0;
    const bool surrogate = lead == 0xED && byte(1) > 0x9F;
    return continues(1) && continues(2) && !overlong && !surrogate ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    const bool overlong = lead == 0xF0 && byte(1) < 0x90;
    const bool beyond = lead == 0xF4 && byte(1) > 0x8F;
    return continues(1) && continues(2) && continues(3) && !overlong && !beyond ? 4 : 0;
  }
  return 0;
}

// C0, DEL and C1: what could steer a terminal.
bool IsControl(std::string_view character) {
  const auto first = static_cast<uint8_t>(character[0]);
  if (character.size() == 1) return first < 0x20 || first == 0x7F;
  return first == 0xC2 && static_cast<uint8_t>(character[1]) < 0xA0;
}

void AppendEscape(std::string& out, std::string_view control) {
  constexpr std::string_view kShort = "\nn\tt\rr";
  if (const size_t i = kShort.find(control); i != std::string_view::npos && i % 2 == 0) {
    out += '\\';
    out += kShort[i + 1];
    return;
  }
  const auto code = static_cast<uint8_t>(control.back());  // of C1 too: C2 80 is U+0080
  char escape[8];
  std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(code));
  out += escape;
}

}  // namespace

std::string JsonString(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    const size_t length = CharacterLength(text);
    const std::string_view character = text.substr(0, length == 0 ? 1 : length);
    text.remove_prefix(character.size());
    if (length == 0) {
      out += "\uFFFD";
    } else if (IsControl(character)) {
      AppendEscape(out, character);
    } else {
      if (character == "\"" || character == "\\") out += '\\';
      out += character;
    }
  }
  out += '"';
  return out;
}

}  // namespace cablestream
