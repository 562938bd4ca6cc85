// What may stand between a classification and a section or number: `E F T O`, `NOFORN`.
#pragma once

#include <string_view>

namespace cablestream {

// Takes a caveat, spaced out or not, off the front of `text`; answers its name, empty where none is
// there.
[[nodiscard]] std::string_view TakeCaveat(std::string_view& text);

// The end of a word of the line: no letter follows, or SECTION run together with it.
[[nodiscard]] bool EndsHere(std::string_view rest);

}  // namespace cablestream
