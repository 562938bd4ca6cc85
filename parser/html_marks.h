// What a page of the web writes for characters and line ends.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace cablestream {

struct HtmlTag {
  std::string_view name;
  bool divides;  // begins a line, or ends one
};

// The length of the tag at the front of `text`, which begins with `<`; 0 = none.
[[nodiscard]] size_t TagLength(std::string_view text, const HtmlTag*& tag);

// The length of the entity at the front of `text`, which begins with `&`, and appends what it
// stands for; 0 = none.
[[nodiscard]] size_t TakeEntity(std::string_view text, std::string* out);

// Appends a character as UTF-8; false where the number is no character.
[[nodiscard]] bool AppendCodePoint(uint32_t code, std::string* out);

}  // namespace cablestream
