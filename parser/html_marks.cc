#include "parser/html_marks.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "parser/text.h"

namespace cablestream {
namespace {

constexpr size_t kLongestTag = 256;
constexpr size_t kLongestEntity = 10;

struct Entity {
  std::string_view name;
  std::string_view text;
};

constexpr auto kEntities = std::to_array<Entity>({{"amp", "&"},
                                                  {"apos", "'"},
                                                  {"gt", ">"},
                                                  {"lt", "<"},
                                                  {"nbsp", " "},
                                                  {"para", kPilcrow},
                                                  {"quot", "\""}});

constexpr auto kTags = std::to_array<HtmlTag>(
    {{"A", false},      {"B", false},    {"BLOCKQUOTE", true}, {"BODY", true},   {"BR", true},
     {"CENTER", true},  {"CODE", false}, {"DIV", true},        {"EM", false},    {"FONT", false},
     {"H1", true},      {"H2", true},    {"H3", true},         {"HEAD", true},   {"HR", true},
     {"HTML", true},    {"I", false},    {"LI", true},         {"LINK", false},  {"META", false},
     {"OL", true},      {"P", true},     {"PRE", false},       {"SMALL", false}, {"SPAN", false},
     {"STRONG", false}, {"TABLE", true}, {"TBODY", true},      {"TD", false},    {"TH", false},
     {"TITLE", true},   {"TR", true},    {"TT", false},        {"U", false},     {"UL", true}});

// `#182`, `#x00B6`; false where that is no character.
bool AppendNumbered(std::string_view number, std::string* out) {
  const bool hex = number.starts_with('x') || number.starts_with('X');
  if (hex) number.remove_prefix(1);
  uint32_t code = 0;
  const auto read = std::from_chars(number.begin(), number.end(), code, hex ? 16 : 10);
  if (read.ec != std::errc() || read.ptr != number.end()) return false;
  return AppendCodePoint(code, out);
}

}  // namespace

bool AppendCodePoint(uint32_t code, std::string* out) {
  const bool surrogate = code >= 0xD800 && code < 0xE000;
  if (code == 0 || surrogate || code > 0x10FFFF) return false;
  const auto put = [out](uint32_t byte) { out->push_back(static_cast<char>(byte)); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0U | code >> 6U);
    put(0x80U | (code & 0x3FU));
  } else if (code < 0x10000) {
    put(0xE0U | code >> 12U);
    put(0x80U | (code >> 6U & 0x3FU));
    put(0x80U | (code & 0x3FU));
  } else {
    put(0xF0U | code >> 18U);
    put(0x80U | (code >> 12U & 0x3FU));
    put(0x80U | (code >> 6U & 0x3FU));
    put(0x80U | (code & 0x3FU));
  }
  return true;
}

size_t TakeEntity(std::string_view text, std::string* out) {
  const size_t end = text.substr(0, kLongestEntity).find(';');
  if (end == text.npos || end < 3) return 0;
  const std::string_view name = text.substr(1, end - 1);
  if (name.starts_with('#')) return AppendNumbered(name.substr(1), out) ? end + 1 : 0;
  for (const Entity& entity : kEntities) {
    if (entity.name != name) continue;
    out->append(entity.text);
    return end + 1;
  }
  return 0;
}

size_t TagLength(std::string_view text, const HtmlTag*& tag) {
  size_t at = text.size() > 1 && text[1] == '/' ? 2 : 1;
  const size_t begin = at;
  while (at < text.size() && IsWordChar(text[at])) ++at;
  const std::string_view name = text.substr(begin, at - begin);
  tag = std::find_if(kTags.begin(), kTags.end(),
                     [&](const HtmlTag& known) { return EqualsFolded(name, known.name); });
  if (tag == kTags.end()) return 0;
  const size_t end = text.substr(0, kLongestTag).find_first_of("<>", 1);
  return end != text.npos && text[end] == '>' ? end + 1 : 0;
}

}  // namespace cablestream
