// Searches that look at sixteen bytes at a time, for the few questions that are asked of every byte
// of a message.
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

// The result of a comparison: each byte all ones or all zeros.
using Matches = signed char __attribute__((vector_size(kWidth)));

// A bit for each byte, the first lowest.
inline uint32_t Mask(Matches matches) {
#ifdef __SSE2__
  __m128i as_integers;
  std::memcpy(&as_integers, &matches, sizeof matches);
  return static_cast<uint32_t>(_mm_movemask_epi8(as_integers));
#else
  uint64_t half[2];
  std::memcpy(half, &matches, sizeof matches);
  uint32_t mask = 0;
  for (size_t i = 0; (half[0] | half[1]) != 0 && i < kWidth; ++i) {
    if (matches[i] != 0) mask |= 1U << i;
  }
  return mask;
#endif
}

// The first index, from `behind` on, at which `test(load)` holds: load(0) are the bytes from there,
// load(1) the same one byte earlier, up to load(behind). The text's size if none.
template <size_t behind, typename Test>
[[gnu::always_inline]] inline size_t Find(std::string_view text, const Test& test) {
  constexpr size_t kBlock = behind + kWidth;
  const auto mask_at = [&test](const char* from) {
    return Mask(test([from](size_t i) { return Load(from - i); }));
  };
  const auto index = [](size_t at, uint32_t mask) {
    return at + static_cast<size_t>(std::countr_zero(mask));
  };
  const size_t size = text.size();
  if (size == 0) return 0;
  if (size < kBlock) {
    char block[kBlock] = {};
    std::memcpy(block, text.data(), size);
    const uint32_t mask = mask_at(block + behind);
    return mask == 0 ? size : std::min(index(behind, mask), size);
  }
  size_t at = behind;
  for (; at + 2 * kWidth <= size; at += 2 * kWidth) {
    const char* from = text.data() + at;
    const uint32_t mask = mask_at(from) | mask_at(from + kWidth) << kWidth;
    if (mask != 0) return index(at, mask);
  }
  // The last blocks overlap what was looked at: nothing was found there.
  for (; at < size; at += kWidth) {
    const size_t begin = std::min(at, size - kWidth);
    const uint32_t mask = mask_at(text.data() + begin);
    if (mask != 0) return index(begin, mask);
  }
  return size;
}

}  // namespace cablestream::byte_scan

namespace cablestream {

// Which bytes make a look at words necessary before they go into the content hash: control bytes (a
// line end, a tab), those that are not ASCII (a pilcrow, a no-break space), a blank behind another,
// and a zero behind a blank, which may begin a section seam.
struct NotPlain {
  template <typename Load>
  static auto Of(const Load& load) {
    constexpr char kBlankOrZero = ' ' | '0';
    const auto here = load(0);
    // As signed bytes, what is not ASCII is below the blank too.
    const auto as_signed = reinterpret_cast<byte_scan::Matches>(here);
    return (byte_scan::Matches{} + ' ' > as_signed) |
           ((load(1) == byte_scan::Each(' ')) &
            ((here | byte_scan::Each(kBlankOrZero)) == byte_scan::Each(kBlankOrZero)));
  }
};

// How many bytes of a line surely go into the content hash as they stand.
inline size_t PlainLength(std::string_view text) {
  const auto is_plain = [](char c) { return static_cast<signed char>(c) >= ' '; };
  if (text.empty() || !is_plain(text.front())) return 0;
  const size_t at = byte_scan::Find<1>(text, [](const auto& load) { return NotPlain::Of(load); });
  return at < text.size() && is_plain(text[at]) ? at - 1 : at;
}

// How many bytes there are before the first `c`.
template <char c>
size_t LengthBefore(std::string_view text) {
  return byte_scan::Find<0>(text, [](const auto& load) { return load(0) == byte_scan::Each(c); });
}

// How many bytes there are before the first `a` with a `b` right behind it.
template <char a, char b>
size_t LengthBeforePair(std::string_view text) {
  const size_t at = byte_scan::Find<1>(text, [](const auto& load) {
    return (load(1) == byte_scan::Each(a)) & (load(0) == byte_scan::Each(b));
  });
  return at < text.size() ? at - 1 : at;
}

// How many bytes there are up to the last `c`, itself among them; 0 = there is none.
template <char c>
size_t LengthThroughLast(std::string_view text) {
  size_t end = text.size();
  for (; end >= byte_scan::kWidth; end -= byte_scan::kWidth) {
    const auto found = byte_scan::Load(text.data() + end - byte_scan::kWidth) == byte_scan::Each(c);
    const uint32_t mask = byte_scan::Mask(found);
    if (mask != 0) return end - byte_scan::kWidth + static_cast<size_t>(std::bit_width(mask));
  }
  while (end > 0 && text[end - 1] != c) --end;
  return end;
}

// How many bytes are ASCII.
inline size_t AsciiLength(std::string_view text) {
  constexpr size_t kMany = 4 * byte_scan::kWidth;
  const auto wide = [](byte_scan::Bytes bytes) { return bytes >= byte_scan::Each('\x80'); };
  size_t at = 0;
  for (; at + kMany <= text.size(); at += kMany) {
    const auto load = [&](size_t i) {
      return byte_scan::Load(text.data() + at + i * byte_scan::kWidth);
    };
    if (byte_scan::Mask(wide(load(0) | load(1) | load(2) | load(3))) != 0) break;
  }
  return at + byte_scan::Find<0>(text.substr(at), [&](const auto& load) { return wide(load(0)); });
}

// Where the first lower-case letter is; the text's size = nowhere.
inline size_t FindLower(std::string_view text) {
  return byte_scan::Find<0>(text, [](const auto& load) {
    const auto as_signed = reinterpret_cast<byte_scan::Matches>(load(0));
    return (as_signed >= byte_scan::Matches{} + 'a') & (as_signed <= byte_scan::Matches{} + 'z');
  });
}

// Where a letter, given in upper case, stands doubled first, in either case; the text's size =
// nowhere. Look again, as behind FindLetterPair.
inline size_t FindDoubleLetter(std::string_view text, char letter) {
  constexpr char kCase = 0x20;
  const auto folded = byte_scan::Each(static_cast<char>(letter | kCase));
  const auto mask_at = [&](size_t at) {
    return byte_scan::Mask((byte_scan::Load(text.data() + at) | byte_scan::Each(kCase)) == folded);
  };
  constexpr size_t kBlock = 2 * byte_scan::kWidth;
  size_t at = 0;
  // The last letter of a block is looked at again, as the first of the next.
  for (; at + kBlock <= text.size(); at += kBlock - 1) {
    const uint32_t mask = mask_at(at) | mask_at(at + byte_scan::kWidth) << byte_scan::kWidth;
    const uint32_t pairs = mask & mask >> 1U;
    if (pairs != 0) return at + static_cast<size_t>(std::countr_zero(pairs));
  }
  for (; at + 1 < text.size(); ++at) {
    if ((text[at] | kCase) == (letter | kCase) && (text[at + 1] | kCase) == (letter | kCase)) {
      return at;
    }
  }
  return text.size();
}

// Where two letters, given in upper case, stand first, in either case; the text's size = nowhere.
// Tells letters from other bytes only as far as the 0x20 bit goes: look again.
inline size_t FindLetterPair(std::string_view text, char first, char second) {
  constexpr char kCase = 0x20;
  const auto a = byte_scan::Each(static_cast<char>(first | kCase));
  const auto b = byte_scan::Each(static_cast<char>(second | kCase));
  const size_t at = byte_scan::Find<1>(text, [&](const auto& load) {
    const auto fold = byte_scan::Each(kCase);
    return ((load(1) | fold) == a) & ((load(0) | fold) == b);
  });
  return at < text.size() ? at - 1 : at;
}

}  // namespace cablestream
