#include "parser/error_sign.h"

#include <algorithm>

#include "parser/byte_scan.h"
#include "parser/text.h"

namespace cablestream {
namespace {

bool StandsFree(std::string_view text, size_t at, size_t length) {
  return (at == 0 || IsSpace(text[at - 1])) &&
         (at + length == text.size() || IsSpace(text[at + length]));
}

// `E E`, as a sign has it: of the lines of capitals few have it.
bool HasLoneE(std::string_view words) {
  return words.size() > 2 && byte_scan::Find<2>(words, [](const auto& load) {
                               return (load(2) == byte_scan::Each('E')) &
                                      (load(1) == byte_scan::Each(' ')) &
                                      (load(0) == byte_scan::Each('E'));
                             }) < words.size();
}

}  // namespace

void CorrectedText::Append(std::string_view words, std::string* text) {
  constexpr std::string_view kError = "E E E E E E E E";
  const bool possible = !HasLower(words) && HasLoneE(words);
  for (size_t sign = possible ? words.find(kError) : words.npos; sign != words.npos;
       sign = words.find(kError)) {
    // The first E may have been the last of a word.
    if (sign > 0 && !IsSpace(words[sign - 1])) sign = words.find(kError, sign + 1);
    if (sign == words.npos) break;
    AppendAfterError(TrimRight(words.substr(0, sign)), text);
    context_.Warn("error-corrected", words);
    error_ = true;
    words = words.substr(sign + kError.size());
    while (words.starts_with(" E ")) words.remove_prefix(2);
    words = TrimLeft(words);
  }
  AppendAfterError(words, text);
}

void CorrectedText::AppendAfterError(std::string_view words, std::string* text) {
  if (words.empty()) return;
  if (error_) TakeBack(words, text);
  error_ = false;
  context_.Append(words, text);
}

// The last right word comes again: the text goes on from where it stood. If it stands nowhere,
// the last word was the wrong one.
void CorrectedText::TakeBack(std::string_view words, std::string* text) {
  constexpr size_t kFarthest = 256;
  const std::string_view again = TakeToken(words);
  const size_t far = text->size() - std::min(text->size(), kFarthest);
  const std::string_view near = std::string_view(*text).substr(far);
  size_t at = near.rfind(again);
  while (at != near.npos && !StandsFree(near, at, again.size())) {
    at = at == 0 ? near.npos : near.rfind(again, at - 1);
  }
  if (at == near.npos) {
    at = TrimRight(near).find_last_of(" \n");
    at = at == near.npos ? 0 : at + 1;
  }
  text->resize(far + at);
}

}  // namespace cablestream
