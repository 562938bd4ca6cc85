#include "parser/classification.h"

#include <array>

#include "parser/text.h"

namespace cablestream {
namespace {

using cable::v1::ClassificationLevel;
using cable::v1::Disposition;

struct SignalMeaning {
  std::string_view signal;
  Disposition disposition;
};

constexpr auto kMeanings = std::to_array<SignalMeaning>({
    {"ZDS", cable::v1::DISPOSITION_CORRECTION},
    {"ZEL", cable::v1::DISPOSITION_CORRECTION},
    {"ZOJ", cable::v1::DISPOSITION_CORRECTION},
    {"CCY", cable::v1::DISPOSITION_CORRECTION},
    {"ZFR", cable::v1::DISPOSITION_CANCELLATION},
    {"ZFD", cable::v1::DISPOSITION_SUSPECTED_DUPLICATE},
    {"ZDK", cable::v1::DISPOSITION_RETRANSMISSION},
});

int Strength(Disposition disposition) {
  switch (disposition) {
    case cable::v1::DISPOSITION_CORRECTION:
      return 4;
    case cable::v1::DISPOSITION_CANCELLATION:
      return 3;
    case cable::v1::DISPOSITION_SUSPECTED_DUPLICATE:
      return 2;
    case cable::v1::DISPOSITION_RETRANSMISSION:
      return 1;
    default:
      return 0;
  }
}

// The letter that most of `UUUUU` agree in, garbles apart; 0 where the line has none.
char SecurityLetter(std::string_view line) {
  TakeToken(line);
  const std::string_view letters = TakeToken(line);
  if (letters.size() < 3 || letters.size() > 6) return 0;
  return letters[0] == letters[1] || letters[0] == letters[2] ? letters[0] : letters[1];
}

// `S E C R E T` and other spellings that are not the plain word.
bool IsPlainWord(std::string_view word) {
  for (std::string_view plain : {"UNCLAS", "UNCLASSIFIED", "CONFIDENTIAL", "SECRET", "TOP SECRET",
                                 "RESTRICTED", "LIMITED OFFICIAL USE"}) {
    if (word == plain) return true;
  }
  return false;
}

}  // namespace

void SetClassification(const TextStart& start, ParseContext& context) {
  cable::v1::Classification* classification = context.cable().mutable_classification();
  const ClassificationLine& line = start.line;
  ClassificationLevel level = line.level;
  const ClassificationLevel checked =
      LevelOfSecurityLetter(SecurityLetter(context.cable().transmission().security_line()));
  const bool unread = level == cable::v1::CLASSIFICATION_LEVEL_UNSPECIFIED || line.garbled;
  if (checked != cable::v1::CLASSIFICATION_LEVEL_UNSPECIFIED && checked != level) {
    const bool narrower = level == cable::v1::CLASSIFICATION_LEVEL_LIMITED_OFFICIAL_USE &&
                          checked == cable::v1::CLASSIFICATION_LEVEL_UNCLASSIFIED;
    if (unread) {
      level = checked;
    } else if (!narrower) {
      context.Warn("classification-mismatch", line.word);
    }
  }
  if (line.garbled) context.Warn("classification-garbled", line.word);
  classification->set_level(level);
  if (!line.word.empty() && !IsPlainWord(line.word)) {
    context.Assign(line.word, classification->mutable_raw());
  }
  for (size_t i = 0; i < line.caveat_count; ++i) {
    classification->add_caveats()->assign(line.caveats[i]);
  }
}

void RaiseDisposition(Disposition found, cable::v1::Cable& cable) {
  if (Strength(found) > Strength(cable.disposition())) cable.set_disposition(found);
}

void SetDisposition(ParseContext& context) {
  cable::v1::Cable& cable = context.cable();
  if (cable.disposition() == cable::v1::DISPOSITION_UNSPECIFIED) {
    cable.set_disposition(cable::v1::DISPOSITION_ORIGINAL);
  }
  for (const std::string& signal : cable.operating_signals()) {
    for (const SignalMeaning& known : kMeanings) {
      if (signal == known.signal) RaiseDisposition(known.disposition, cable);
    }
  }
}

}  // namespace cablestream
