// Searches that look at sixteen bytes at a time, for the few questions that are asked of every byte
// of a message. The content hash stands on PlainLength: it never changes its answer.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace cablestream::byte_scan {

inline constexpr size_t kWidth = 16;

// The vector extensions of GCC and Clang: any processor, one without vectors too.
using Bytes = uint8_t __attribute__((vector_size(kWidth)));

inline Bytes Load(const char* from) {
  Bytes bytes;
  std::memcpy(&bytes, from, sizeof bytes);
  return bytes;
}

inline Bytes Each(char c) {
  return Bytes{} + static_cast<uint8_t>(c);
}

// The index of the first byte of a comparison's result that holds; kWidth = none.
template <typename Matches>
size_t First(Matches matches) {
#ifdef __SSE2__
  __m128i as_integers;
  std::memcpy(&as_integers, &matches, sizeof matches);
  const auto mask = static_cast<unsigned>(_mm_movemask_epi8(as_integers));
  return mask == 0 ? kWidth : static_cast<size_t>(std::countr_zero(mask));
#else
  uint8_t each[kWidth];
  std::memcpy(each, &matches, sizeof matches);
  for (size_t i = 0; i < kWidth; ++i) {
    if (each[i] != 0) return i;
  }
  return kWidth;
#endif
}

// The first index at which `test(load)` holds, load(i) being the bytes from there plus i, i at most
// `ahead`; the text's size if none. What lies behind the end reads as `x`.
template <size_t ahead, typename Test>
size_t Find(std::string_view text, const Test& test) {
  size_t at = 0;
  for (; at + kWidth + ahead <= text.size(); at += kWidth) {
    const char* from = text.data() + at;
    const size_t first = First(test([from](size_t i) { return Load(from + i); }));
    if (first < kWidth) return at + first;
  }
  char rest[2 * kWidth + ahead];
  while (at < text.size()) {
    std::memset(rest, 'x', sizeof rest);
    std::memcpy(rest, text.data() + at, std::min(text.size() - at, kWidth + ahead));
    const char* from = rest;
    const size_t first = First(test([from](size_t i) { return Load(from + i); }));
    if (first < kWidth) return std::min(at + first, text.size());
    at += kWidth;
  }
  return text.size();
}

}  // namespace cablestream::byte_scan

namespace cablestream {

// How many bytes of a line go into the content hash as they stand: up to a control byte (a line
// end, a tab), the first byte of a pilcrow or no-break space, a blank before another, or a blank
// before two zeros, which may begin a section seam.
inline size_t PlainLength(std::string_view text) {
  return byte_scan::Find<2>(text, [](const auto& load) {
    const auto here = load(0);
    const auto next = load(1);
    const auto blank = here == byte_scan::Each(' ');
    const auto zeros = (next == byte_scan::Each('0')) & (load(2) == byte_scan::Each('0'));
    return (here < byte_scan::Each(' ')) | (here == byte_scan::Each('\xC2')) |
           (blank & ((next == byte_scan::Each(' ')) | zeros));
  });
}

// How many bytes are ASCII.
inline size_t AsciiLength(std::string_view text) {
  return byte_scan::Find<0>(text,
                            [](const auto& load) { return load(0) >= byte_scan::Each('\x80'); });
}

// Where two letters, given in upper case, stand first, in either case; the text's size = nowhere.
// Tells letters from other bytes only as far as the 0x20 bit goes: look again.
inline size_t FindLetterPair(std::string_view text, char first, char second) {
  constexpr char kCase = 0x20;
  const auto a = byte_scan::Each(static_cast<char>(first | kCase));
  const auto b = byte_scan::Each(static_cast<char>(second | kCase));
  return byte_scan::Find<1>(text, [&](const auto& load) {
    const auto fold = byte_scan::Each(kCase);
    return ((load(0) | fold) == a) & ((load(1) | fold) == b);
  });
}

}  // namespace cablestream
