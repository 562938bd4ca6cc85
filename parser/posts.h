// Names of posts: the part of a message reference number between year and serial.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace cablestream {

// A post's name as canonical letters, held in place: `THE HAGUE` -> `THEHAGUE`.
class PostName {
 public:
  static constexpr size_t kMaxLetters = 32;

  [[nodiscard]] std::string_view view() const { return {letters_, size_}; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  // Keeps the letters of `text` in upper case, a zero as the O it was mistaken for.
  void Append(std::string_view text);
  void Assign(std::string_view letters);

 private:
  char letters_[kMaxLetters] = {};
  size_t size_ = 0;
};

// Canonical name of a post as printed in a message reference number or a reference: letters only,
// upper case, without mission words, state suffixes and remnants of EFTO or SECTION;
// abbreviations and typing errors of a table are widened.
//
//   "THE HAGUE" -> THEHAGUE      "SECSTATE"  -> STATE         "KIEV"       -> KIEV
//   "RIO DE JAN" -> RIODEJANEIRO "TRIPOLI LY" -> TRIPOLI      "EFTOLONDON" -> LONDON
[[nodiscard]] PostName CanonicalPost(std::string_view printed);

// The post that an originator (line 6) writes in its message reference numbers.
//
//   "AMEMBASSY SAN JOSE" -> SANJOSE   "SECSTATE WASHDC" -> STATE   "USMISSION USUN NEW YORK" ->
//   USUNNEWYORK
[[nodiscard]] PostName PostOfOriginator(std::string_view originator);

// Whether the table knows this canonical name.
[[nodiscard]] bool IsKnownPost(std::string_view canonical);

// Whether header and text mean one post: equal, or one a suffix of the other (BRUSSELS,
// USEUBRUSSELS).
[[nodiscard]] bool SamePost(std::string_view a, std::string_view b);

}  // namespace cablestream
