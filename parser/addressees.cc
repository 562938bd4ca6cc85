#include "parser/addressees.h"

#include <algorithm>
#include <array>

#include "parser/text.h"
#include "parser/transmission_lines.h"
#include "parser/trim_marks.h"

namespace cablestream {
namespace {

using cable::v1::Addressee;
using cable::v1::Precedence;

struct PrecedenceWord {
  std::string_view word;
  Precedence precedence;
};

constexpr auto kPrecedenceWords = std::to_array<PrecedenceWord>({
    {"PRIORITY", cable::v1::PRECEDENCE_PRIORITY},
    {"IMMEDIATE", cable::v1::PRECEDENCE_IMMEDIATE},
    {"ROUTINE", cable::v1::PRECEDENCE_ROUTINE},
    {"FLASH", cable::v1::PRECEDENCE_FLASH},
    {"EMERGENCY", cable::v1::PRECEDENCE_EMERGENCY},
    {"NIACT", cable::v1::PRECEDENCE_NIACT_IMMEDIATE},
});

// First words of addresses that come without a routing indicator.
constexpr auto kAddressWords = std::to_array<std::string_view>(
    {"AIT",   "ALL",        "AMCONGEN", "AMCONSUL",  "AMEMB",    "AMEMBASSY", "CDC",
     "CDR",   "CDRUSEUCOM", "CHIEF",    "CIA",       "CINCPAC",  "CJCS",      "COMDT",
     "DEA",   "DEPARTMENT", "DEPT",     "DIA",       "DIRNSA",   "FAA",       "FBI",
     "HQ",    "IRAN",       "JCS",      "JOINT",     "NASA",     "NSC",       "PRT",
     "REO",   "SECDEF",     "SECNAV",   "SECRETARY", "SECSTATE", "TREASURY",  "UNVIE",
     "USAID", "USCINCEUR",  "USDEL",    "USDOC",     "USEU",     "USIA",      "USINT",
     "USLO",  "USMISSION",  "USNATO",   "USOFFICE",  "USUN",     "WHITE"});
static_assert(std::is_sorted(kAddressWords.begin(), kAddressWords.end()));

Precedence PrecedenceOfWord(std::string_view token) {
  token = TrimMarks<'.', ',', ';'>(token);
  // Words of five letters are spelled right; longer ones have seven, and one may be wrong.
  constexpr size_t kExact = 5;
  constexpr size_t kLong = 7;
  if ((token.size() != kExact && token.size() < kLong) || IsDigit(token.front())) {
    return cable::v1::PRECEDENCE_UNSPECIFIED;
  }
  for (const PrecedenceWord& known : kPrecedenceWords) {
    // One edit leaves the first or the last letter as it is.
    if (token.front() != known.word.front() && token.back() != known.word.back()) continue;
    if (token == known.word) return known.precedence;
    const bool long_enough = token.size() >= kLong && known.word.size() >= kLong;
    if (long_enough && WithinOneEdit(token, known.word)) return known.precedence;
  }
  return cable::v1::PRECEDENCE_UNSPECIFIED;
}

bool IsPrecedenceWord(std::string_view token) {
  return std::any_of(kPrecedenceWords.begin(), kPrecedenceWords.end(),
                     [&](const PrecedenceWord& known) { return known.word == token; });
}

std::string_view LastToken(std::string_view text) {
  size_t begin = text.size();
  while (begin > 0 && !IsSpace(text[begin - 1])) --begin;
  return text.substr(begin);
}

bool IsMessageCount(std::string_view token) {
  return AllDigits(token) && token.size() <= 6;
}

// Takes precedence and count off the end of `text`.
std::string_view TakeTail(std::string_view text, Addressee* addressee, ParseContext& context) {
  bool counted = false;
  for (;;) {
    text = TrimMarks<',', ';'>(text);
    const std::string_view token = LastToken(text);
    // `AIG 205` is a group's name.
    const bool group = TrimRight(text.substr(0, text.size() - token.size())) == "AIG";
    if (!counted && !group && IsMessageCount(token)) {
      context.Assign(token, addressee->mutable_message_count());
      counted = true;
    } else {
      const Precedence precedence = PrecedenceOfWord(token);
      if (precedence == cable::v1::PRECEDENCE_UNSPECIFIED) return text;
      if (addressee->precedence() < precedence) addressee->set_precedence(precedence);
      if (!IsPrecedenceWord(token)) context.Warn("precedence-spelling", token);
    }
    text.remove_suffix(token.size());
  }
}

// `//POLAD//`, `//J2//J3//` at the end of a name.
std::string_view TakeAttention(std::string_view name, Addressee* addressee, ParseContext& context) {
  const size_t mark = name.find("//");
  if (mark == name.npos) return name;
  std::string_view rest = name.substr(mark + 2);
  while (!rest.empty()) {
    const size_t next = rest.find("//");
    const std::string_view office = TrimAny(rest.substr(0, next), "/");
    if (!office.empty()) context.Assign(office, addressee->add_attention());
    if (next == rest.npos) break;
    rest.remove_prefix(next + 2);
  }
  return name.substr(0, mark);
}

void SetName(std::string_view text, Addressee* addressee, ParseContext& context) {
  text = TakeTail(text, addressee, context);
  std::string_view name = TakeAttention(text, addressee, context);
  // A tail may stand before the attention too, or a count before another.
  const bool may_go_on = name.size() < text.size() || (!name.empty() && IsDigit(name.back()));
  if (may_go_on) name = TakeTail(name, addressee, context);
  context.AssignJoined(name, addressee->mutable_name());
}

// `ZEN` stands before a name that gets the message by other means.
bool IsIndicator(std::string_view token) {
  return IsRoutingIndicator(token) || token == "ZEN";
}

// How most indicators begin: RU or RH, and a letter for the region.
bool BeginsAsIndicator(std::string_view token) {
  constexpr std::string_view kRegions = "ACDEFHKLMOW";
  return token.size() > 2 && token[0] == 'R' && (token[1] == 'U' || token[1] == 'H') &&
         kRegions.find(token[2]) != kRegions.npos;
}

// `DCRHMCSUU` of `WASHINGTON DCRHMCSUU/...`: where in a run of capitals the lost line began.
size_t IndicatorAtEnd(std::string_view capitals) {
  for (size_t length : {7U, 6U, 5U}) {
    if (capitals.size() <= length) continue;
    const size_t at = capitals.size() - length;
    if (BeginsAsIndicator(capitals.substr(at))) return at;
  }
  return capitals.npos;
}

// Where the next `RUEHC/` stands at the start of a word, after the first byte.
size_t NextIndicator(std::string_view text) {
  for (size_t slash = text.find('/', 1); slash != text.npos; slash = text.find('/', slash + 1)) {
    size_t begin = slash;
    while (begin > 0 && IsUpper(text[begin - 1])) --begin;
    if (begin == slash) continue;
    const bool free = begin > 0 && (IsSpace(text[begin - 1]) || IsDigit(text[begin - 1]));
    const std::string_view capitals = text.substr(begin, slash - begin);
    if (free && IsIndicator(capitals)) return begin;
    const size_t inside = free || begin == 0 ? IndicatorAtEnd(capitals) : capitals.npos;
    if (inside != capitals.npos) return begin + inside;
  }
  return text.npos;
}

bool IsAddressWord(std::string_view word) {
  return std::binary_search(kAddressWords.begin(), kAddressWords.end(), word);
}

// `QUEHC/`, `UEHC/`: the first letter of an indicator is garbled or lost.
bool IsGarbledIndicator(std::string_view token) {
  constexpr size_t kShortest = 5;
  constexpr size_t kLongest = 8;
  if (token.size() < kShortest || token.size() > kLongest || IsAddressWord(token)) return false;
  if (!std::all_of(token.begin(), token.end(), IsUpper)) return false;
  std::array<char, kLongest + 1> whole{'R'};
  std::copy(token.begin() + 1, token.end(), whole.begin() + 1);
  if (BeginsAsIndicator({whole.data(), token.size()})) return true;
  std::copy(token.begin(), token.end(), whole.begin() + 1);
  return BeginsAsIndicator({whole.data(), token.size() + 1});
}

// `RUEHRIUAMCONSUL`, `RUEHRIAMCONSUL`: a letter stands for the slash, or nothing does. The length
// of what stands before the name; 0 = another word.
size_t LengthBeforeName(std::string_view token) {
  constexpr size_t kShortest = 5;
  constexpr size_t kLongest = 8;
  if (!BeginsAsIndicator(token)) return 0;
  for (size_t length = kShortest; length <= kLongest && length < token.size(); ++length) {
    if (IsAddressWord(token.substr(length))) return length;
  }
  return 0;
}

// Takes `RUEHC/` off the front of an address, garbled or not; empty where none is there.
std::string_view TakeIndicator(std::string_view& text, ParseContext& context) {
  const size_t slash = text.find('/');
  if (slash != text.npos) {
    const std::string_view token = TrimRight(text.substr(0, slash));
    const bool whole = IsIndicator(token);
    if (whole || IsGarbledIndicator(token)) {
      if (!whole) context.Warn("address-garbled", text);
      text = Trim(text.substr(slash + 1));
      return token;
    }
  }
  std::string_view rest = text;
  const size_t length = LengthBeforeName(TakeToken(rest));
  if (length == 0) return {};
  context.Warn("address-garbled", text);
  std::string_view indicator = text.substr(0, length);
  text.remove_prefix(length);
  // A post's has six letters.
  constexpr size_t kOfAPost = 6;
  if (length > kOfAPost && indicator.starts_with("RUEH")) indicator = indicator.substr(0, kOfAPost);
  return indicator;
}

void AddOne(std::string_view text, AddresseeList* list, ParseContext& context) {
  text = Trim(text);
  if (text.empty()) return;
  Addressee* addressee = list->Add();
  const std::string_view indicator = TakeIndicator(text, context);
  if (!indicator.empty()) context.Assign(indicator, addressee->mutable_routing_indicator());
  SetName(text, addressee, context);
}

}  // namespace

bool BeginsWithRoutingIndicator(std::string_view line) {
  const size_t slash = line.substr(0, 12).find('/');
  return slash != line.npos && IsIndicator(TrimRight(line.substr(0, slash)));
}

bool BeginsWithGarbledIndicator(std::string_view line) {
  const size_t slash = line.substr(0, 12).find('/');
  if (slash != line.npos) return IsGarbledIndicator(TrimRight(line.substr(0, slash)));
  return LengthBeforeName(TakeToken(line)) > 0;
}

bool IsPrecedenceAndCount(std::string_view text) {
  if (text.empty()) return false;
  for (std::string_view token = TakeToken(text); !token.empty(); token = TakeToken(text)) {
    if (!IsMessageCount(token) && PrecedenceOfWord(token) == cable::v1::PRECEDENCE_UNSPECIFIED) {
      return false;
    }
  }
  return true;
}

bool LooksLikeAddress(std::string_view line) {
  if (HasLower(line)) return false;
  std::string_view rest = line;
  const std::string_view first = TakeToken(rest);
  if (IsAddressWord(first)) return true;
  if (first.size() >= 8 &&
      (WithinOneEdit(first, "AMEMBASSY") || WithinOneEdit(first, "AMCONSUL"))) {
    return true;
  }
  if (first.starts_with("COMUS") || first.starts_with("CDRUS") || first.starts_with("CINC") ||
      first.starts_with("USCINC")) {
    return true;
  }
  const std::string_view last = LastToken(line);
  if (!rest.empty() && (last == "WASHDC" || PrecedenceOfWord(last) != 0)) return true;
  return FindWord(line, "COLLECTIVE") != line.npos;
}

void AddAddressees(std::string_view text, AddresseeList* list, ParseContext& context) {
  text = Trim(text);
  while (!text.empty()) {
    const size_t next = NextIndicator(text);
    AddOne(text.substr(0, next), list, context);
    text = next == text.npos ? std::string_view() : text.substr(next);
  }
}

void ContinueAddressee(std::string_view text, AddresseeList* list, ParseContext& context) {
  if (list->empty()) return AddOne(text, list, context);
  Addressee* last = &*list->rbegin();
  std::string_view name = TakeTail(Trim(text), last, context);
  name = TakeAttention(name, last, context);
  if (name.empty()) return;
  if (!last->name().empty()) last->mutable_name()->push_back(' ');
  context.Append(name, last->mutable_name());
}

}  // namespace cablestream
