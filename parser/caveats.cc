#include "parser/caveats.h"

#include <array>

#include "parser/letter_set.h"
#include "parser/section_mark.h"
#include "parser/text.h"

namespace cablestream {
namespace {

struct Caveat {
  std::string_view letters;
  std::string_view name;
};

constexpr auto kCaveats = std::to_array<Caveat>({
    {"EFTO", "EFTO"},
    {"FOROFFICIALUSEONLY", "FOUO"},
    {"FOUO", "FOUO"},
    {"SENSITIVEBUTUNCLASSIFIED", "SBU"},
    {"SBU", "SBU"},
    {"SENSITIVE", "SENSITIVE"},
    {"NOFORN", "NOFORN"},
    {"NOCONTRACT", "NOCONTRACT"},
    {"ORCON", "ORCON"},
    {"EXDIS", "EXDIS"},
    {"NODIS", "NODIS"},
    {"LIMDIS", "LIMDIS"},
    {"STADIS", "STADIS"},
    {"SIPDIS", "SIPDIS"},
});

// What caveats begin with.
constexpr uint32_t kCaveatInitials = [] {
  uint32_t initials = 0;
  for (const Caveat& caveat : kCaveats) initials |= LetterSet(caveat.letters.substr(0, 1));
  return initials;
}();

}  // namespace

bool EndsHere(std::string_view rest) {
  return rest.empty() || !IsLetter(rest.front()) || StartsWithFolded(rest, "SECTION");
}

std::string_view TakeCaveat(std::string_view& text) {
  std::string_view rest = text;
  SkipMarks(rest);
  if ((LetterSet(rest.substr(0, 1)) & kCaveatInitials) == 0) return {};
  // What mostly follows and is none.
  if (rest.starts_with("SECTION")) return {};
  for (const Caveat& caveat : kCaveats) {
    const size_t length = SpelledLength(rest, caveat.letters);
    if (length == 0 || !EndsHere(rest.substr(length))) continue;
    text = rest.substr(length);
    return caveat.name;
  }
  return {};
}

}  // namespace cablestream
