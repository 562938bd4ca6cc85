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

  // The first byte of `text`, from `from` on, that is in the set, or is not; npos = none.
  [[nodiscard]] constexpr size_t FindIn(std::string_view text, size_t from = 0) const {
    while (from < text.size() && !Has(text[from])) ++from;
    return from < text.size() ? from : text.npos;
  }
  [[nodiscard]] constexpr size_t FindOther(std::string_view text, size_t from = 0) const {
    while (from < text.size() && Has(text[from])) ++from;
    return from < text.size() ? from : text.npos;
  }

 private:
  static constexpr size_t Word(char c) { return static_cast<uint8_t>(c) / 64; }
  static constexpr uint64_t Bit(char c) { return uint64_t{1} << static_cast<uint8_t>(c) % 64; }

  uint64_t words_[4] = {};
};

}  // namespace cablestream
