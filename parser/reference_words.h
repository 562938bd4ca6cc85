// Words in an entry of references: what kind of thing it names, and which are no posts.
#pragma once

#include <string_view>

#include "cable/v1/cable.pb.h"

namespace cablestream {

// By the first word that tells: `E-MAIL`, `TELCON`, `MEMO`; OTHER where none does.
[[nodiscard]] cable::v1::ReferenceKind KindOf(std::string_view entry);

// A month, or a word that stands before numbers without being a post: `PARA`, `DATED`.
[[nodiscard]] bool IsMonthOrStop(std::string_view word);

// A piece of an entry: a post's name may be several words.
struct ReferenceToken {
  enum Kind { kEnd, kWord, kNumber, kParenthesis, kMark } kind = kEnd;
  std::string_view text;
};

// Takes the next one off the front of `text`.
[[nodiscard]] ReferenceToken TakeReferenceToken(std::string_view& text);

}  // namespace cablestream
