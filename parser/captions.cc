#include "parser/captions.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

#include "parser/char_set.h"
#include "parser/classification.h"
#include "parser/posts.h"
#include "parser/reference_number.h"
#include "parser/text.h"
#include "parser/trim_marks.h"

namespace cablestream {
namespace {

struct Caption {
  std::string_view letters;  // without blanks
  std::string_view name;
};

// Longer ones before those they begin with.
constexpr auto kCaptions = std::to_array<Caption>({
    {"SENSITIVEBUTUNCLASSIFIED", "SENSITIVE BUT UNCLASSIFIED"},
    {"SENSITIVE", "SENSITIVE"},
    {"SIPDIS", "SIPDIS"},
    {"NOFORN", "NOFORN"},
    {"EXDIS", "EXDIS"},
    {"NODIS", "NODIS"},
    {"LIMDIS", "LIMDIS"},
    {"STADIS", "STADIS"},
    {"ADIS", "ADIS"},
    {"AIDAC", "AIDAC"},
    {"ALDAC", "ALDAC"},
    {"CHEROKEE", "CHEROKEE"},
    {"SPECAT", "SPECAT"},
    {"TERREP", "TERREP"},
    {"NOTFORINTERNETDISTRIBUTION", "NOT FOR INTERNET DISTRIBUTION"},
    {"NOTFORINTERNETPUBLICATION", "NOT FOR INTERNET PUBLICATION"},
    {"MINIMIZECONSIDERED", "MINIMIZE CONSIDERED"},
    {"FOROFFICIALUSEONLY", "FOR OFFICIAL USE ONLY"},
    {"FOUO", "FOUO"},
    {"SBU", "SBU"},
    {"NOCONTRACT", "NOCONTRACT"},
    {"ORCON", "ORCON"},
    {"PROPIN", "PROPIN"},
    {"EFTO", "EFTO"},
    {"PROTECTASSOURCE", "PROTECT AS SOURCE"},
    {"EYESONLY", "EYES ONLY"},
    {"OPSCENTER", "OPS CENTER"},
    {"ROGERCHANNEL", "ROGER CHANNEL"},
    {"DSCHANNEL", "DS CHANNEL"},
    {"MEDCHANNEL", "MED CHANNEL"},
    {"VISASVIPER", "VISAS VIPER"},
    {"CODEL", "CODEL"},
    {"STAFFDEL", "STAFFDEL"},
});

// Which of the captions begin with a letter, as bits.
constexpr auto kCaptionsOfLetter = [] {
  static_assert(kCaptions.size() <= 64);
  std::array<uint64_t, 26> captions{};
  for (size_t i = 0; i < kCaptions.size(); ++i) {
    captions[static_cast<size_t>(kCaptions[i].letters.front() - 'A')] |= uint64_t{1} << i;
  }
  return captions;
}();

constexpr auto kCorrections =
    std::to_array<std::string_view>({"CORRECTEDCOPY", "CORRECTEDCABLE", "CORRECTEDVERSION"});

constexpr std::string_view kBetween = " \t,;/-.*()[]\\\"'";
constexpr CharSet kBetweenSet(kBetween);

// How much of `text` spells `letters` as a word, blanks and hyphens allowed; 0 = it does not.
size_t CaptionLength(std::string_view text, std::string_view letters) {
  if (text.empty() || ToUpper(text.front()) != letters.front()) return 0;
  size_t matched = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (ToUpper(text[i]) == letters[matched]) {
      if (++matched == letters.size()) {
        const bool ends = i + 1 == text.size() || !IsWordChar(text[i + 1]);
        return ends ? i + 1 : 0;
      }
    } else if (matched == 0 || !(IsBlank(text[i]) || text[i] == '-')) {
      return 0;
    }
  }
  return 0;
}

const Caption* CaptionAt(std::string_view text, size_t& length) {
  if (text.empty() || !IsLetter(text.front())) return nullptr;
  uint64_t left = kCaptionsOfLetter[static_cast<size_t>(ToUpper(text.front()) - 'A')];
  for (; left != 0; left &= left - 1) {
    const Caption& caption = kCaptions[static_cast<size_t>(std::countr_zero(left))];
    length = CaptionLength(text, caption.letters);
    if (length > 0) return &caption;
  }
  return nullptr;
}

// `QENSITIVE`, `SIPDS`: one word of upper case, one letter off.
const Caption* NearCaption(std::string_view line) {
  if (line.size() < 5 || line.size() > 12 || !std::all_of(line.begin(), line.end(), IsUpper)) {
    return nullptr;
  }
  for (const Caption& caption : kCaptions) {
    const std::string_view letters = caption.letters;
    // One edit leaves the first or the last letter as it is.
    if (line.front() != letters.front() && line.back() != letters.back()) continue;
    if (letters.size() >= 5 && WithinOneEdit(line, letters)) return &caption;
  }
  return nullptr;
}

void AddCaption(std::string_view name, ParseContext& context) {
  auto* captions = context.cable().mutable_classification()->mutable_captions();
  for (const std::string& known : *captions) {
    if (known == name) return;
  }
  context.Assign(name, captions->Add());
}

// `CODEL SMITH`: the caption takes its name along.
bool TakesName(const Caption& caption) {
  return caption.name == "CODEL" || caption.name == "STAFFDEL";
}

std::string_view SkipBetween(std::string_view text) {
  const size_t at = kBetweenSet.FindOther(text);
  return at == text.npos ? std::string_view() : text.substr(at);
}

bool AllCaptions(std::string_view line) {
  size_t length = 0;
  line = SkipBetween(line);
  if (line.empty()) return false;
  while (!line.empty()) {
    const Caption* caption = CaptionAt(line, length);
    if (caption == nullptr) return false;
    if (TakesName(*caption)) return !HasLower(line) && line.size() < 40;
    line = SkipBetween(line.substr(length));
  }
  return true;
}

// A relation to a number that the line names: `OF PANAMA 1957`, `UNDER MRN 1921`.
void AddRelation(std::string_view words, cable::v1::RelationKind kind, ParseContext& context) {
  const size_t digits = FindDigit(words);
  if (digits == words.npos) return;
  std::string_view serial = words.substr(digits);
  serial = serial.substr(0, std::min<size_t>(CountDigits(serial), 9));
  std::string_view post = Trim(words.substr(0, digits));
  cable::v1::Relation* relation = context.cable().add_relates_to();
  relation->set_kind(kind);
  const cable::v1::Mrn& mrn = context.cable().mrn();
  const bool named = !post.empty() && !EqualsFolded(post, "MRN");
  const PostName name = CanonicalPost(post);
  AppendReferenceNumber(mrn.year(), named ? name.view() : std::string_view(mrn.post()), serial,
                        relation->mutable_message_id());
}

// How much of `text` spells `letters` in single letters, one of which may be another; 0 = it does
// not.
size_t NearSpacedLength(std::string_view text, std::string_view letters) {
  size_t matched = 0;
  size_t wrong = 0;
  for (size_t at = 0; at < text.size(); ++at) {
    if (IsBlank(text[at])) continue;
    if (!IsUpper(text[at]) || (at > 0 && !IsBlank(text[at - 1]))) return 0;
    if (text[at] != letters[matched] && ++wrong > 1) return 0;
    if (++matched == letters.size()) return at + 1;
  }
  return 0;
}

// `CORRECTED COPY`, `C O R R E C T E D   C O P Y OF PANAMA 1957 - TEXT`, `CORRECTED CABLE`.
bool ReadCorrection(std::string_view line, ParseContext& context) {
  line = TrimMarks<'(', '*'>(line);
  if (line.empty() || ToUpper(line.front()) != 'C') return false;
  size_t length = 0;
  for (std::string_view letters : kCorrections) {
    length = CaptionLength(line, letters);
    if (length > 0) break;
  }
  if (length == 0) length = NearSpacedLength(line, kCorrections.front());
  if (length == 0) return false;
  RaiseDisposition(cable::v1::DISPOSITION_CORRECTION, context.cable());
  const std::string_view rest = TrimAny(line.substr(length), "/-:.*() ");
  std::string& caption = context.scratch();
  caption.assign("CORRECTED COPY");
  if (!rest.empty()) caption.append(" ").append(rest);
  AddCaption(caption, context);
  if (StartsWithWord(rest, "OF")) {
    AddRelation(rest.substr(2), cable::v1::RELATION_KIND_CORRECTS, context);
  }
  return true;
}

// `SENSITIVE BUT UNCLASSIFIED. PLEASE HANDLE ACCORDINGLY.`: the whole sentence is the caption.
bool ReadHandlingNote(std::string_view line, ParseContext& context) {
  if (!IsHandlingNote(line)) return false;
  AddCaption(line, context);
  return true;
}

// `QENSITIVE`, `SENSITVE, SIPDIS`: each word a caption or nearly one.
bool ReadNearCaptions(std::string_view line, ParseContext& context) {
  std::string_view rest = line;
  for (std::string_view word = TakeToken(rest); !word.empty(); word = TakeToken(rest)) {
    if (NearCaption(TrimAny(word, kBetween)) == nullptr) return false;
  }
  context.Warn("caption-spelling", line);
  for (std::string_view word = TakeToken(line); !word.empty(); word = TakeToken(line)) {
    AddCaption(NearCaption(TrimAny(word, kBetween))->name, context);
  }
  return true;
}

bool ReadReplacement(std::string_view line, ParseContext& context) {
  const size_t at = FindFolded(line, "NEW MESSAGE UNDER");
  if (at == line.npos) return false;
  AddCaption(line, context);
  AddRelation(Trim(line.substr(at + 17)), cable::v1::RELATION_KIND_REPLACES, context);
  return true;
}

bool ReadCancellation(std::string_view line, ParseContext& context) {
  if (FindFolded(line, "CANCEL THIS MESSAGE") == line.npos) return false;
  RaiseDisposition(cable::v1::DISPOSITION_CANCELLATION, context.cable());
  AddCaption(line, context);
  return true;
}

}  // namespace

bool IsHandlingNote(std::string_view line) {
  return line.size() <= 100 && StartsWithFolded(line, "SENSITIVE BUT UNCLASSIFIED");
}

bool IsExactCaption(std::string_view line) {
  if (line.size() > 80 || HasLower(line)) return false;
  return AllCaptions(line) || CaptionLength(line, "CORRECTEDCOPY") > 0;
}

bool IsCorrectedCopy(std::string_view line) {
  line = TrimMarks<'(', '*'>(line);
  return CaptionLength(line, "CORRECTEDCOPY") > 0 || FindFolded(line, "CANCEL THIS MESSAGE") == 0;
}

std::string_view TakeLeadingCaptions(std::string_view line, ParseContext& context) {
  for (;;) {
    size_t length = 0;
    const Caption* caption = CaptionAt(line, length);
    if (caption == nullptr || TakesName(*caption) || HasLower(line.substr(0, length))) return line;
    AddCaption(caption->name, context);
    line = SkipBetween(line.substr(length));
  }
}

bool ReadCaptions(std::string_view line, ParseContext& context) {
  constexpr size_t kLongest = 200;
  line = Trim(line);
  if (line.empty() || line.size() > kLongest) return false;
  if (ReadCorrection(line, context) || ReadReplacement(line, context) ||
      ReadCancellation(line, context)) {
    return true;
  }
  if (!AllCaptions(line)) return ReadHandlingNote(line, context) || ReadNearCaptions(line, context);
  for (std::string_view rest = SkipBetween(line); !rest.empty();) {
    size_t length = 0;
    const Caption* caption = CaptionAt(rest, length);
    if (TakesName(*caption)) {
      AddCaption(rest, context);
      break;
    }
    AddCaption(caption->name, context);
    rest = SkipBetween(rest.substr(length));
  }
  return true;
}

}  // namespace cablestream
