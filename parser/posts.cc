#include "parser/posts.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "parser/post_tables.h"
#include "parser/text.h"
#include "parser/word_index.h"

namespace cablestream {
namespace {

constexpr WordIndex kPostIndex(kPosts, [](std::string_view post) { return post; });
constexpr WordIndex kSpellingIndex(kPostSpellings,
                                   [](const PostSpelling& entry) { return entry.written; });

constexpr size_t kLongestPost = [] {
  size_t longest = 0;
  for (std::string_view post : kPosts) longest = std::max(longest, post.size());
  return longest;
}();

// Words before a post's name that name the kind of mission.
constexpr auto kMissionWords = std::to_array<std::string_view>(
    {"AMEMBASSY", "AMCONSUL", "USMISSION", "USOFFICE", "AMCONGEN", "AMEMB", "USINT", "USLO",
     "AMLEGATION", "AMCONSULATE", "AMEMBASSYOFFICE", "EMBASSY", "CONSULATE", "AMEMBASY",
     "AMEMBASSSY", "AMEMBASSEY", "USDEL"});

// What the classification line leaves before a post where its words were run together.
constexpr auto kCaveatRemnants = std::to_array<std::string_view>({"EFTO", "SIPDIS", "FOUO"});

std::string_view DropMissionWord(std::string_view letters) {
  for (std::string_view word : kMissionWords) {
    const bool longer = letters.size() > word.size();
    if (longer && letters.starts_with(word)) return letters.substr(word.size());
  }
  return letters;
}

std::string_view DropCaveatRemnant(std::string_view letters) {
  for (std::string_view word : kCaveatRemnants) {
    if (letters.size() > word.size() && letters.starts_with(word)) {
      return letters.substr(word.size());
    }
  }
  return letters;
}

// `SECTIONOFBAKU` (digits are gone already), `SECTINOFKABUL`, `ECTIONGFBISHKEK`.
std::string_view DropSectionRemnant(std::string_view letters) {
  constexpr std::string_view kSection = "SECTION";
  for (size_t length = kSection.size() + 1; length + 1 >= kSection.size(); --length) {
    if (letters.size() < length + 4) continue;
    const std::string_view rest = letters.substr(length);
    if (!rest.starts_with("OF") && !rest.starts_with("GF")) continue;
    if (EditDistance(letters.substr(0, length), kSection, 2) <= 2) return rest.substr(2);
  }
  return letters;
}

// `TRIPOLILY`: a country's or state's two letters after a known name, for a name that is none.
std::string_view DropStateSuffix(std::string_view letters) {
  if (letters.size() < 6) return letters;
  const std::string_view shorter = letters.substr(0, letters.size() - 2);
  return IsKnownPost(shorter) ? shorter : letters;
}

// The only known name one letter away, if `letters` is long enough to tell.
std::string_view NearestPost(std::string_view letters) {
  constexpr size_t kShortest = 5;
  if (letters.size() < kShortest || letters.size() > kLongestPost + 1) return letters;
  std::string_view found;
  for (std::string_view post : kPosts) {
    // One edit leaves the first or the last letter as it is.
    if (letters.front() != post.front() && letters.back() != post.back()) continue;
    if (!WithinOneEdit(letters, post)) continue;
    if (!found.empty()) return letters;
    found = post;
  }
  return found.empty() ? letters : found;
}

std::string_view Widen(std::string_view letters) {
  const PostSpelling* known = kSpellingIndex.Find(letters);
  if (known != nullptr) return known->canonical;
  if (letters.size() >= 7 && WithinOneEdit(letters, "SECSTATE")) return "STATE";
  return IsKnownPost(letters) ? letters : NearestPost(letters);
}

}  // namespace

void PostName::Append(std::string_view text) {
  for (char c : text) {
    if (size_ == kMaxLetters) return;
    if (IsLetter(c)) letters_[size_++] = ToUpper(c);
    if (c == '0') letters_[size_++] = 'O';
  }
}

void PostName::Assign(std::string_view letters) {
  size_ = std::min(letters.size(), kMaxLetters);
  std::memmove(letters_, letters.data(), size_);
}

bool IsKnownPost(std::string_view canonical) {
  return kPostIndex.Find(canonical) != nullptr;
}

PostName CanonicalPost(std::string_view printed) {
  PostName name;
  name.Append(printed);
  std::string_view letters = name.view();
  if (IsKnownPost(letters)) return name;
  letters = DropMissionWord(DropSectionRemnant(DropCaveatRemnant(letters)));
  PostName result;
  result.Assign(IsKnownPost(letters) ? letters : Widen(DropStateSuffix(letters)));
  return result;
}

PostName PostOfOriginator(std::string_view originator) {
  return CanonicalPost(originator.substr(0, originator.find('/')));
}

bool SamePost(std::string_view a, std::string_view b) {
  return !a.empty() && !b.empty() && (a.ends_with(b) || b.ends_with(a));
}

}  // namespace cablestream
