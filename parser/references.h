// The reference line: `REF: A) STATE 58370 B. 07 ASTANA 12 (NOTAL)`.
#pragma once

#include <cstdint>
#include <string_view>

#include "parser/context.h"

namespace cablestream {

// Adds one entry a cable, and one for each bullet that names something else.
//
// `year` is the message's own, four digits, for references that print none; 0 where it has none.
//
//   "A. BRASILIA 2799 AND 2764"       -> 08BRASILIA2799, 08BRASILIA2764, both with bullet A
//   "STATE 100 THROUGH 103"           -> four entries
//   "JONES-SMITH E-MAIL OF 04/15/08"  -> one, of kind EMAIL
void ReadReferences(std::string_view text, std::string_view at, uint32_t year,
                    ParseContext& context);

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
