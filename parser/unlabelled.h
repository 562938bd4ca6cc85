// Message lines whose label was lost, known by what stands on them and by their place.
#pragma once

#include <string_view>

#include "parser/labels.h"

namespace cablestream {

// What `line` is, of TAGS (codes of the table alone), references (numbers of known posts alone) and
// order (`DECL: 06/13/2018`, `N/A`); kNone for any other.
[[nodiscard]] Label UnlabelledField(std::string_view line);

// Whether `lines`, which stand between the TAGS and what follows them, can be the subject: a few
// lines of capitals that are no sentence.
[[nodiscard]] bool IsUnlabelledSubject(std::string_view lines);

}  // namespace cablestream
