#include "parser/passing.h"

#include <algorithm>
#include <array>

#include "parser/posts.h"
#include "parser/text.h"
#include "parser/trim_marks.h"
#include "parser/word_index.h"

namespace cablestream {
namespace {

constexpr auto kAgencies = std::to_array<std::string_view>(
    {"AID",      "CDC",    "CENTCOM", "CIA",     "COMMERCE", "DEA",      "DEPARTMENT", "DEPT",
     "DHS",      "DIA",    "DOC",     "DOD",     "DOE",      "DOJ",      "DOL",        "DOT",
     "EMBASSY",  "ENERGY", "EPA",     "EUCOM",   "FAA",      "FBI",      "FED",        "HHS",
     "INTERIOR", "JCS",    "JOINT",   "JUSTICE", "LABOR",    "NASA",     "NEA",        "NSC",
     "NSF",      "OSD",    "PACOM",   "PLEASE",  "SECDEF",   "SECSTATE", "SOUTHCOM",   "STATE",
     "TREASURY", "USAID",  "USDA",    "USDOC",   "USPTO",    "USTR",     "WHITE"});
constexpr WordIndex kAgencyIndex(kAgencies, [](std::string_view agency) { return agency; });

constexpr auto kBureaus = std::to_array<std::string_view>(
    {"AF", "CA",  "DRL", "DS",  "EAP", "EB",  "EEB", "EUR", "INL", "INR",
     "IO", "ISN", "NEA", "OES", "PM",  "PRM", "SCA", "VCI", "WHA", "S/CT"});

bool IsAgency(std::string_view word) {
  char folded[16];
  if (word.empty() || word.size() > sizeof folded) return false;
  std::transform(word.begin(), word.end(), folded, ToUpper);
  const std::string_view name(folded, word.size());
  if (kAgencyIndex.Find(name) != nullptr) return true;
  return name.size() >= 8 && std::any_of(kAgencies.begin(), kAgencies.end(), [&](auto agency) {
           return agency.size() >= 8 && WithinOneEdit(name, agency);
         });
}

// `SCA/CEN`, `G/TIP`, `S-P`: a symbol of an office.
bool IsOffice(std::string_view token) {
  token = TrimMarks<',', ';', '.', ':', '(', ')'>(token);
  if (token.size() < 1 || token.size() > 24 || HasLower(token)) return false;
  return token.find('/') != token.npos && HasLetter(token);
}

bool IsBureau(std::string_view word) {
  constexpr size_t kLongest = 4;
  return word.size() <= kLongest &&
         std::find(kBureaus.begin(), kBureaus.end(), word) != kBureaus.end();
}

// All of the line is symbols of offices.
bool IsOfficeList(std::string_view line) {
  bool any = false;
  while (true) {
    const std::string_view token = TakeToken(line);
    if (token.empty()) return any;
    if (IsOffice(token)) {
      any = true;
      continue;
    }
    const std::string_view word = TrimMarks<',', ';', '.'>(token);
    if (IsBureau(word)) {
      any = true;
      continue;
    }
    const bool small = word.size() <= 4 && !HasLower(word);
    if (!small && word != "AND" && !IsAgency(word)) return false;
  }
}

bool BeginsWithOffice(std::string_view line) {
  std::string_view rest = line;
  const std::string_view first = TrimMarks<',', ';', ':', '.', '(', ')'>(TakeToken(rest));
  if (IsOffice(first) || IsAgency(first) || IsAgency(first.substr(0, first.find('/')))) return true;
  if (first == "FOR" || first == "PASS") return HasLetter(rest);
  if (first.size() <= 5 && !first.empty() && !HasLower(first) && HasLetter(first)) {
    const std::string_view second = TakeToken(rest);
    if (second == "FOR" || second == "PASS" || IsOffice(second)) return true;
  }
  // A post's own name, of up to three words.
  const size_t verb = std::min(FindWord(line, "FOR"), FindWord(line, "PASS"));
  if (verb == line.npos || verb > 40) return false;
  std::string_view before = Trim(line.substr(0, verb));
  const size_t comma = before.find_first_of(",;");
  if (comma != before.npos) before = before.substr(0, comma);
  if (StartsWithWord(before, "AMEMBASSY") || StartsWithWord(before, "EMBASSY")) return true;
  const size_t also = FindWord(before, "ALSO");
  if (also != before.npos) before = before.substr(0, also);
  const size_t conjunction = FindWord(before, "AND");
  if (conjunction != before.npos) before = before.substr(0, conjunction);
  return IsKnownPost(CanonicalPost(before).view());
}

// Whether `FOR`, `PASS`, `PASSES` or `TO` stands in the line as a word.
bool HasPassingVerb(std::string_view line) {
  for (size_t at = 0; at < line.size(); ++at) {
    const char first = ToUpper(line[at]);
    if (first != 'F' && first != 'P' && first != 'T') continue;
    if (at > 0 && IsWordChar(line[at - 1])) continue;
    const std::string_view rest = line.substr(at);
    if (StartsWithWord(rest, "FOR") || StartsWithWord(rest, "PASS") ||
        StartsWithWord(rest, "PASSES") || StartsWithWord(rest, "TO")) {
      return true;
    }
  }
  return false;
}

// `EUR/SE - ROE`, `USDOC 4212/MAC/EUR`: an office and who is in it, in capitals and without a verb.
bool NamesOffice(std::string_view line) {
  constexpr size_t kLongest = 80;
  if (line.size() > kLongest || HasLower(line) || line.ends_with('.')) return false;
  const std::string_view first = TrimMarks<',', ';', ':', '.', '(', ')'>(TakeToken(line));
  if (IsOffice(first)) return !IsDigit(first.front());
  return IsAgency(first) && TakeToken(line).find('/') != line.npos;
}

// How much of the line stands before `FOR` or `PASS`; npos = neither does.
size_t PassingVerbAt(std::string_view line) {
  const size_t verb = std::min(FindWord(line, "FOR"), FindWord(line, "PASS"));
  return verb == 0 ? line.npos : verb;
}

// `BAGHDAD ROR AMBASSADOR ROE`: a known post or agency, and a likeness of FOR or PASS.
bool HasGarbledVerb(std::string_view line) {
  std::string_view rest = line;
  const std::string_view who = TakeToken(rest);
  const std::string_view verb = TakeToken(rest);
  if (HasLower(line) || Trim(rest).empty()) return false;
  const auto is_near = [verb](std::string_view right) {
    return verb.size() == right.size() && WithinOneEdit(verb, right);
  };
  const bool near = is_near("FOR") || is_near("PASS");
  return near && (IsAgency(who) || IsOffice(who) || IsKnownPost(CanonicalPost(who).view()));
}

}  // namespace

bool EndsInPassingVerb(std::string_view line) {
  return line.ends_with(" FOR") || line.ends_with(" PASS") || line.ends_with(" PASS TO");
}

bool JoinsByAnd(std::string_view before, std::string_view line) {
  return before.ends_with(" AND") || StartsWithWord(line, "AND");
}

bool IsPassingAboveLabel(std::string_view line) {
  constexpr size_t kLongest = 80;
  if (line.size() > kLongest) return false;
  if (HasGarbledVerb(line)) return true;
  const size_t verb = PassingVerbAt(line);
  if (verb != line.npos && !HasLower(line.substr(0, verb))) return true;
  if (HasLower(line)) return false;
  std::string_view rest = line;
  std::string_view first = TakeToken(rest);
  if (Trim(rest).empty()) return false;
  // `CMS, JANE ROE`
  constexpr size_t kAcronym = 5;
  if (first.ends_with(',') && first.size() <= kAcronym + 1) return true;
  first = TrimMarks<',', ';', ':', '.', '(', ')'>(first);
  first = first.substr(0, first.find('-'));
  return IsOffice(first) || IsAgency(first) || IsBureau(first);
}

bool IsPassingInstruction(std::string_view line, bool continued) {
  constexpr size_t kLongest = 400;
  if (line.size() > kLongest) return false;
  if (IsOfficeList(line)) return true;
  if (HasPassingVerb(line) && BeginsWithOffice(line)) return true;
  return continued || NamesOffice(line) || HasGarbledVerb(line);
}

}  // namespace cablestream
