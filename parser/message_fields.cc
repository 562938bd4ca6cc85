#include "parser/message_fields.h"

#include <algorithm>

#include "parser/classified_by.h"
#include "parser/executive_order.h"
#include "parser/reference_marks.h"
#include "parser/references.h"
#include "parser/subject.h"
#include "parser/tags.h"
#include "parser/text.h"

namespace cablestream {
namespace {

// No field but the references is longer than this.
constexpr size_t kLongestField = 8192;
constexpr size_t kLongestReferences = 65536;
// `12958:`, and what it says on the next line.
constexpr size_t kBareOrder = 7;

// A line after the reasons' last letter is not theirs.
bool EndsClassifiedBy(std::string_view text) {
  return text.ends_with(").") && text.find("1.") != text.npos &&
         FindFolded(text, "REASON") != text.npos;
}

}  // namespace

bool MessageFieldGoesOn(Label field, const FieldText& text, std::string_view line,
                        bool after_blank) {
  switch (field) {
    case Label::kNone:
      return false;
    case Label::kOrder:
      return !after_blank && (text.view().size() <= kBareOrder || StartsWithWord(line, "DECL") ||
                              StartsWithWord(line, "REASON"));
    case Label::kTags:
      return ContinuesTags(text.view(), line) && (!after_blank || text.view().ends_with(','));
    case Label::kSubject:
      return text.empty() || (!after_blank && ContinuesSubject(text.last_line(), line));
    case Label::kReference:
      return ContinuesReferences(text.view(), line, after_blank);
    case Label::kClassifiedBy:
      return text.empty() || StartsWithFolded(line, "REASON") ||
             (!after_blank && !EndsClassifiedBy(text.view()));
  }
  return false;
}

size_t MessageFieldLength(Label field, const FieldText& text, std::string_view line) {
  const size_t most = field == Label::kReference ? kLongestReferences : kLongestField;
  const size_t room = most - std::min(most, text.view().size());
  size_t end = line.size();
  if (field == Label::kSubject) end = SubjectEnd(line);
  if (field == Label::kReference) end = ReferencesEnd(line.substr(0, most));
  return std::min(end, room);
}

void ReadMessageField(Label field, std::string_view text, std::string_view at,
                      ParseContext& context) {
  const cable::v1::Cable& cable = context.cable();
  const uint32_t year =
      cable.mrn().year() != 0 ? cable.mrn().year() : cable.date_time_group().year();
  switch (field) {
    case Label::kNone:
      return;
    case Label::kOrder:
      return ReadExecutiveOrder(text, year, context);
    case Label::kTags:
      return ReadTags(text, at, context);
    case Label::kSubject:
      return SetSubject(text, context);
    case Label::kReference:
      return ReadReferences(text, at, year, context);
    case Label::kClassifiedBy:
      return ReadClassifiedBy(text, true, context);
  }
}

}  // namespace cablestream
