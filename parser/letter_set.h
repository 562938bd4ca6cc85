// Which letters a word is made of, as one number: words that are not alike mostly differ in that
// already, and their edit distance need not be counted.
#pragma once

#include <bit>
#include <cstdint>
#include <string_view>

namespace cablestream {

// A bit for each byte's low five bits: each letter has its own, whatever its case.
constexpr uint32_t LetterSet(std::string_view word) {
  uint32_t set = 0;
  for (char c : word) set |= 1U << (static_cast<uint8_t>(c) & 31U);
  return set;
}

// False where two words differ by more than `edits` letters changed, added or left out: each edit
// takes at most one letter out of a word's set, and puts at most one in.
constexpr bool MayBeWithin(int edits, uint32_t a, uint32_t b) {
  return std::popcount(a & ~b) <= edits && std::popcount(b & ~a) <= edits;
}

}  // namespace cablestream
