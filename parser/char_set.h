// A set of bytes, asked without a search.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace cablestream {

class CharSet {
 public:
  constexpr explicit CharSet(std::string_view chars) {
    for (char c : chars) words_[Word(c)] |= Bit(c);
  }

  [[nodiscard]] constexpr bool Has(char c) const { return (words_[Word(c)] & Bit(c)) != 0; }

  // The first byte of `text` that is not in the set; npos = none.
  [[nodiscard]] constexpr size_t FindOther(std::string_view text) const {
    size_t at = 0;
    while (at < text.size() && Has(text[at])) ++at;
    return at < text.size() ? at : text.npos;
  }

 private:
  static constexpr size_t Word(char c) { return static_cast<uint8_t>(c) / 64; }
  static constexpr uint64_t Bit(char c) { return uint64_t{1} << static_cast<uint8_t>(c) % 64; }

  uint64_t words_[4] = {};
};

}  // namespace cablestream
