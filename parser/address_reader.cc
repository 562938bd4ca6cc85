#include "parser/address_reader.h"

#include <algorithm>
#include <array>

#include "parser/distribution.h"
#include "parser/posts.h"
#include "parser/seam.h"
#include "parser/text.h"
#include "parser/trim_marks.h"

namespace cablestream {
namespace {

// A telegram's line is at most 69 characters; one that could have taken the next word was not
// wrapped.
constexpr size_t kWrapsFrom = 48;

struct Label {
  std::string_view word;
  HeadingList list;
};
constexpr auto kLabels = std::to_array<Label>(
    {{"TO", HeadingList::kAction}, {"INFO", HeadingList::kInfo}, {"XMT", HeadingList::kExempt}});

bool EndsInPost(std::string_view text) {
  PostName last;
  last.Append(text.substr(text.find_last_of(' ') + 1));
  return IsKnownPost(last.view());
}

// `FM AMEMBASSY OSLO TO RUEHC/...`, `TO RUEHC/SECSTATE WASHDC 0071INFO RUEHMN/...`: where the lost
// line began. A blank before the label may be lost too.
size_t LabelInside(std::string_view text, std::string_view label) {
  constexpr size_t kLongestAddress = 80;
  const std::string_view word = label.substr(1);
  for (size_t at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
    if (at == 0) continue;
    const std::string_view rest = TrimLeft(text.substr(at + word.size(), kLongestAddress));
    const bool indicator = BeginsWithRoutingIndicator(rest);
    // `REYKJAVIKTO RUEHC/...` was two words, `QUITO` is one.
    if (IsLetter(text[at - 1]) &&
        (!indicator || EndsInPost(text.substr(0, at + word.size() - 1)))) {
      continue;
    }
    if (indicator || LooksLikeAddress(rest)) return at;
  }
  return text.npos;
}

// `AMEMBASSY OSLO`, without a label or a routing indicator.
bool IsPlainAddress(std::string_view line) {
  return LooksLikeAddress(line) && line.find('/') == line.npos && !StartsWithWord(line, "TO") &&
         !StartsWithWord(line, "INFO");
}

std::string_view SecondWordOn(std::string_view line) {
  const std::string_view first = TakeToken(line);
  return first.size() <= 3 ? Trim(line) : std::string_view();
}

}  // namespace

// The name on line 6; its data is null where the line is another.
std::string_view AddressReader::FindOriginator(std::string_view line) {
  if (StartsWithWord(line, "FM")) return TrimMarks<':'>(line.substr(2));
  if (StartsWithFolded(line, "FROM:")) {
    const std::string_view name = Trim(line.substr(5));
    return IsKnownPost(PostOfOriginator(name).view()) ? name : std::string_view();
  }
  if (!below_date()) return {};
  if (LooksLikeAddress(SecondWordOn(line)) && !StartsWithWord(line, "TO")) {
    context_.Warn("originator-label", line);
    return SecondWordOn(line);  // `FN AMEMBASSY OSLO`
  }
  if (!IsPlainAddress(line)) return {};
  context_.Warn("originator-label", line);
  return line;
}

bool AddressReader::ReadOriginator(std::string_view line, std::string_view& rest) {
  rest = {};
  std::string_view name = FindOriginator(line);
  if (name.data() == nullptr) return false;
  if (name.empty()) return true;
  const size_t to = LabelInside(name, " TO ");
  rest = Trim(name.substr(std::min(to, name.size())));
  name = TrimRight(name.substr(0, to));
  if (rest.empty() && !state_.NextLineBegins(name, "TO ")) JoinNextLine(line, name);
  state_.list = HeadingList::kOriginator;
  state_.facts.originator = name;
  context_.AssignJoined(name, cable_.mutable_originator());
  return true;
}

// `FM AMEMBASSY SAN` / `JOSE`
void AddressReader::JoinNextLine(std::string_view line, std::string_view& name) {
  if (IsKnownPost(PostOfOriginator(name).view())) return;
  const std::string_view both = state_.WithNextLine(name);
  if (!IsKnownPost(PostOfOriginator(both).view())) return;
  name = both;
  state_.read_to = both.end();
  context_.Field({line.data(), static_cast<size_t>(both.end() - line.data())});
}

bool AddressReader::ReadAddress(std::string_view line) {
  for (const Label& label : kLabels) {
    if (line.front() != label.word.front() || !line.starts_with(label.word)) continue;
    std::string_view rest = line.substr(label.word.size());
    const bool joined = !rest.empty() && IsWordChar(rest.front());
    if (joined && !BeginsWithRoutingIndicator(rest)) continue;
    rest = TrimMarks<':'>(rest);
    const size_t info =
        label.list == HeadingList::kAction ? LabelInside(rest, " INFO ") : rest.npos;
    if (label.list == HeadingList::kInfo && ReadDistributionLine(line, false, context_)) {
      state_.list = HeadingList::kDistribution;
      return true;
    }
    state_.list = label.list;
    if (!IsPageLine(rest)) Add(rest.substr(0, info));
    return info == rest.npos || ReadAddress(rest.substr(info));
  }
  if (ReadGarbledLabel(line)) return true;
  if (!in_list()) return false;
  if (!BeginsWithRoutingIndicator(line) && !BeginsWithGarbledIndicator(line) &&
      !LooksLikeAddress(line) && !BeginsAsTheLast(line)) {
    return false;
  }
  ReadListLine(line);
  return true;
}

void AddressReader::ReadListLine(std::string_view line) {
  const size_t info = state_.list == HeadingList::kAction ? LabelInside(line, " INFO ") : line.npos;
  Add(line.substr(0, info));
  if (info != line.npos) (void)ReadAddress(line.substr(info));
}

// Below line 6 the first address is line 7's, with `TX` or nothing for its label; `INFP` is near.
bool AddressReader::ReadGarbledLabel(std::string_view line) {
  std::string_view rest = line;
  const std::string_view word = TakeToken(rest);
  rest = TrimLeft(rest);
  const bool indicator = BeginsWithRoutingIndicator(rest);
  HeadingList list = HeadingList::kNone;
  if (state_.list == HeadingList::kOriginator && BeginsWithRoutingIndicator(line)) {
    list = HeadingList::kAction;
    rest = line;
  } else if (word.size() > 5 || (!indicator && !LooksLikeAddress(rest))) {
    return false;
  } else if (state_.list == HeadingList::kOriginator && word.size() <= 3) {
    list = HeadingList::kAction;
  } else if (state_.list == HeadingList::kAction &&
             (indicator ? EditDistance(word, "INFO", 2) <= 2 : WithinOneEdit(word, "INFO"))) {
    list = HeadingList::kInfo;
  } else {
    return false;
  }
  state_.list = list;
  context_.Warn("address-label", line);
  Add(rest);
  return true;
}

// `NAF MONTEREY` below `NAF CHINA LAKE`.
bool AddressReader::BeginsAsTheLast(std::string_view line) {
  const AddresseeList& list = *ListOf(state_.list);
  if (list.empty() || HasLower(line)) return false;
  std::string_view last = list.rbegin()->name();
  const std::string_view word = TakeToken(last);
  return !word.empty() && word == TakeToken(line) && !Trim(line).empty();
}

AddresseeList* AddressReader::ListOf(HeadingList list) {
  if (list == HeadingList::kAction) return cable_.mutable_action_addressees();
  if (list == HeadingList::kInfo) return cable_.mutable_info_addressees();
  return cable_.mutable_excluded_addressees();
}

bool AddressReader::ReadContinuation(std::string_view line, size_t last_length) {
  if (!in_list() || HasLower(line)) return false;
  AddresseeList* list = ListOf(state_.list);
  const bool unfinished = list->empty() || list->rbegin()->name().empty();
  if (!unfinished && last_length < kWrapsFrom && !IsPrecedenceAndCount(line)) return false;
  ContinueAddressee(line, list, context_);
  return true;
}

}  // namespace cablestream
