// Words of a table, found by a hash of their first eight letters.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <tuple>

#include "parser/text.h"

namespace cablestream {

// The first eight letters, each as `letter` reads it, in one number.
template <typename Letter>
constexpr uint64_t WordPrefix(std::string_view word, const Letter& letter) {
  uint64_t prefix = 0;
  const size_t size = std::min(word.size(), sizeof prefix);
  for (size_t i = 0; i < size; ++i) prefix = prefix << 8U | static_cast<uint8_t>(letter(word[i]));
  return prefix;
}

// Over a table that outlives it. `word_of` gives an entry's word.
template <typename Table, typename WordOf>
class WordIndex {
 public:
  using Entry = typename Table::value_type;

  constexpr WordIndex(const Table& table, WordOf word_of) : table_(table), word_of_(word_of) {
    for (size_t i = 0; i < table.size(); ++i) {
      prefixes_[i] = WordPrefix(word_of(table[i]), AsItIs);
      size_t slot = SlotOf(prefixes_[i]);
      while (entries_[slot] != 0) slot = Next(slot);
      entries_[slot] = static_cast<uint16_t>(i + 1);
    }
  }

  // The entry of that word, or null.
  [[nodiscard]] constexpr const Entry* Find(std::string_view word) const {
    return Find(WordPrefix(word, AsItIs), [&](std::string_view known) { return known == word; });
  }
  // The same for a word in either case, where the table's are in upper case.
  [[nodiscard]] const Entry* FindFolded(std::string_view word) const {
    return Find(WordPrefix(word, ToUpper),
                [&](std::string_view known) { return EqualsFolded(word, known); });
  }

 private:
  static constexpr size_t kSize = std::tuple_size_v<Table>;
  // At most half full: most words are at their own slot or the next.
  static constexpr size_t kSlots = std::bit_ceil(2 * kSize);
  static_assert(kSize > 1 && kSize < UINT16_MAX);

  static constexpr char AsItIs(char c) { return c; }

  template <typename IsSame>
  constexpr const Entry* Find(uint64_t prefix, const IsSame& is_same) const {
    for (size_t slot = SlotOf(prefix); entries_[slot] != 0; slot = Next(slot)) {
      const size_t i = entries_[slot] - 1U;
      if (prefixes_[i] == prefix && is_same(word_of_(table_[i]))) return &table_[i];
    }
    return nullptr;
  }

  // The upper bits of a product depend on all letters.
  static constexpr size_t SlotOf(uint64_t prefix) {
    constexpr uint64_t kGoldenRatio = 0x9E3779B97F4A7C15U;
    return prefix * kGoldenRatio >> (64U - static_cast<unsigned>(std::countr_zero(kSlots)));
  }
  static constexpr size_t Next(size_t slot) { return (slot + 1) % kSlots; }

  const Table& table_;
  WordOf word_of_;
  std::array<uint64_t, kSize> prefixes_{};
  std::array<uint16_t, kSlots> entries_{};  // an index and one; 0 = free
};

}  // namespace cablestream
