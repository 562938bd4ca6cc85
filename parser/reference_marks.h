// What tells a line of references: bullets, and numbers of known posts.
#pragma once

#include <cstddef>
#include <string_view>

namespace cablestream {

// `A.`, `(A)`, `A)`, `A:`, and `A ` where the letter is `next`: its length with what follows; 0 =
// none. A letter for the mark is forgiven where a known post's number follows.
[[nodiscard]] size_t BulletLength(std::string_view text, char next, char& letter);

// Where the references end on a line that goes on with the text; the line's length where it
// doesn't.
[[nodiscard]] size_t ReferencesEnd(std::string_view line);

// Whether `line` goes on with a list of references that `before` ended: a bullet, a number of a
// known post, or the rest of an unfinished entry.
[[nodiscard]] bool ContinuesReferences(std::string_view before, std::string_view line,
                                       bool blank_between);

// Whether a line is numbers of known posts and nothing else: `A. OSLO 12 B. 07 SUVA 13 (NOTAL)`.
[[nodiscard]] bool IsCableList(std::string_view line);

// Whether `text` begins with a number of a known post, bulleted or not.
[[nodiscard]] bool BeginsWithCable(std::string_view text);

// Whether `line` is the entry with bullet `letter`, of a known post's number: `B. SUVA 13`.
[[nodiscard]] bool IsBulletedCable(std::string_view line, char letter);

}  // namespace cablestream
