// Words of a sorted table, found by their first eight letters as one number.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <tuple>

namespace cablestream {

// Compares as the words do, as far as it goes.
constexpr uint64_t WordPrefix(std::string_view word) {
  uint64_t prefix = 0;
  for (size_t i = 0; i < sizeof prefix; ++i) {
    prefix = prefix << 8U | (i < word.size() ? static_cast<uint8_t>(word[i]) : 0U);
  }
  return prefix;
}

// Over a table that outlives it. `word_of` gives an entry's word.
template <typename Table, typename WordOf>
class WordIndex {
 public:
  constexpr WordIndex(const Table& table, WordOf word_of) : table_(table), word_of_(word_of) {
    for (size_t i = 0; i < table.size(); ++i) prefixes_[i] = WordPrefix(word_of(table[i]));
  }

  // The entry of that word, or null.
  [[nodiscard]] constexpr const auto* Find(std::string_view word) const {
    const uint64_t prefix = WordPrefix(word);
    const auto* at = std::lower_bound(prefixes_.begin(), prefixes_.end(), prefix);
    for (; at != prefixes_.end() && *at == prefix; ++at) {
      const auto& entry = table_[static_cast<size_t>(at - prefixes_.begin())];
      if (word_of_(entry) == word) return &entry;
    }
    return static_cast<decltype(&table_[0])>(nullptr);
  }

 private:
  const Table& table_;
  WordOf word_of_;
  std::array<uint64_t, std::tuple_size_v<Table>> prefixes_{};
};

}  // namespace cablestream
