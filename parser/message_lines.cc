#include "parser/message_lines.h"

#include <algorithm>

#include "parser/captions.h"
#include "parser/classification_line.h"
#include "parser/classified_by.h"
#include "parser/executive_order.h"
#include "parser/field_text.h"
#include "parser/labels.h"
#include "parser/lines.h"
#include "parser/paragraph_mark.h"
#include "parser/passing.h"
#include "parser/posts.h"
#include "parser/reference_marks.h"
#include "parser/reference_number.h"
#include "parser/references.h"
#include "parser/seam.h"
#include "parser/subject.h"
#include "parser/tags.h"
#include "parser/text.h"
#include "parser/unlabelled.h"
#include "parser/wrapper.h"

namespace cablestream {
namespace {

// How far a message line may follow text that reads as none.
constexpr size_t kReach = 4096;
// No field but the references is longer than this.
constexpr size_t kLongestField = 8192;
constexpr size_t kLongestReferences = 65536;
constexpr size_t kWrapsFrom = 55;
// `12958:`, and what it says on the next line.
constexpr size_t kBareOrder = 7;

class MessageLineReader {
 public:
  MessageLineReader(const TextStart& start, ParseContext& context)
      : start_(start), context_(context), message_(context.message()), post_(start.line.post) {}

  size_t Run() {
    body_ = message_.size();
    TakeClassificationLine();
    if (!start_.line.rest.empty()) ReadRestOfClassification(start_.line.rest);
    LineCursor cursor(message_);
    cursor.MoveTo(start_.line_end);
    std::string_view line;
    while (!body_found_ && cursor.Next(line)) {
      line = TrimLeft(line);
      if (line.empty()) {
        blank_ = true;
        continue;
      }
      if (page_lines_.Takes(line) || IsBareClassification(line) || IsEndLine(line) ||
          IsReleaseMark(line) || IsGarbledSeam(line, post_.view())) {
        // Held text is accounted for when it is judged.
        if (!pending_) context_.Transport(line);
        after_page_ = true;
        continue;
      }
      // Blank lines around a page's foot and head divide nothing.
      if (after_page_) blank_ = false;
      after_page_ = false;
      if (line == last_ && !pending_) {
        context_.Warn("line-doubled", line);
        context_.Field(line);
        continue;
      }
      last_ = line;
      if (!ReadAnotherNumber(line)) ReadLine(line);
      blank_ = false;
      last_length_ = line.size();
      if (pending_ && cursor.position() - pending_begin_ > kReach) BeginBody(pending_begin_);
    }
    FinishField();
    if (!body_found_ && pending_) body_ = pending_begin_;
    return body_;
  }

 private:
  // Up to where its message lines begin, if any stand on it.
  void TakeClassificationLine() {
    if (!start_.has_line) return;
    const std::string_view rest = start_.line.rest;
    const size_t end = rest.empty() ? start_.line_end : OffsetOf(rest);
    context_.Field(TrimRight(message_.substr(start_.text_begin, end - start_.text_begin)));
  }

  // Where no number follows the classification, the text does: `UNCLAS FOR PIER-A FROM DEPOT-D`.
  void ReadRestOfClassification(std::string_view rest) {
    const bool numbered = start_.line.has_number() || start_.header_end == 0;
    if (numbered || FindLabel(rest, 0).label != Label::kNone || IsExactCaption(rest)) {
      return ReadLine(rest);
    }
    BeginBody(OffsetOf(rest));
  }

  [[nodiscard]] size_t OffsetOf(std::string_view part) const {
    return static_cast<size_t>(part.data() - message_.data());
  }

  void BeginBody(size_t offset) {
    body_found_ = true;
    TakeUnlabelledSubject(offset);
    body_ = pending_ ? pending_begin_ : offset;
  }

  // A second classification line: the message's own again, or a quoted message's, whose text has
  // begun.
  bool ReadAnotherNumber(std::string_view line) {
    ClassificationLine read;
    if (!MayBeginLevel(line) || !ReadExactClassificationLine(line, read) || !read.has_number()) {
      return false;
    }
    const cable::v1::Mrn& mrn = context_.cable().mrn();
    if (StripZeros(read.serial) != mrn.serial() || CanonicalPost(read.post).view() != mrn.post()) {
      // Below the message's own lines another's may be an archive's, run together.
      if (seen_ != 0) return false;
      BeginBody(OffsetOf(line));
      return true;
    }
    if (!read.rest.empty() || pending_) return false;
    context_.Warn("line-doubled", line);
    context_.Field(line);
    return true;
  }

  // Divides a line at the labels, the numbered paragraph and the section seams inside it.
  void ReadLine(std::string_view line) {
    if (BeginsParagraph(line)) return BeginBody(OffsetOf(line));
    ResetCuts(line);
    std::string_view rest = line;
    while (!rest.empty() && !body_found_) {
      const LabelMatch label = LabelAtStart(rest);
      const bool labelled = Accepts(label);
      if (labelled) {
        StartField(label.label, rest);
        context_.Field(rest.substr(0, label.value));
        rest.remove_prefix(label.value);
      }
      // Each round takes something off the line: its label, or at least a byte.
      const Cut cut = NextCut(rest, labelled && label.value > 0 ? 0 : 1);
      const std::string_view piece = TrimRight(rest.substr(0, cut.begin));
      labelled ? AddToField(piece) : ReadPlain(piece);
      if (body_found_) return;
      rest.remove_prefix(cut.begin);
      if (cut.paragraph) return BeginBody(OffsetOf(rest));
      if (!pending_) context_.Transport(rest.substr(0, cut.skip));
      rest = TrimLeft(rest.substr(cut.skip));
      if (cut.skip > 0 && BeginsParagraph(rest)) return BeginBody(OffsetOf(rest));
    }
  }

  static unsigned Bit(Label label) { return 1U << static_cast<unsigned>(label); }
  [[nodiscard]] bool Seen(Label label) const { return (seen_ & Bit(label)) != 0; }

  [[nodiscard]] bool Accepts(const LabelMatch& match) const {
    if (match.label == Label::kNone) return false;
    const bool repeats = match.label == Label::kReference || match.label == Label::kTags;
    if (repeats && !pending_) return true;
    return !Seen(match.label) && (match.sure || !pending_);
  }

  struct Cut {
    size_t begin;
    size_t skip = 0;
    bool paragraph = false;
  };

  // Where the next label and paragraph of the line are is found once, not once a piece.
  void ResetCuts(std::string_view line) {
    line_ = line;
    next_label_ = next_paragraph_ = nullptr;
  }

  const char* NextLabel(const char* from) {
    if (next_label_ != nullptr && next_label_ >= from && !stale_label_) return next_label_;
    stale_label_ = false;
    size_t at = static_cast<size_t>(from - line_.data());
    LabelMatch match;
    do {
      match = FindLabel(line_, at);
      at = match.begin + 1;
    } while (match.label != Label::kNone && !Accepts(match));
    next_label_ = match.label == Label::kNone ? line_.end() : line_.data() + match.begin;
    return next_label_;
  }

  const char* NextParagraph(const char* from) {
    if (next_paragraph_ != nullptr && next_paragraph_ >= from) return next_paragraph_;
    const size_t at = FindParagraph(line_, static_cast<size_t>(from - line_.data()));
    next_paragraph_ = at == line_.npos ? line_.end() : line_.data() + at;
    return next_paragraph_;
  }

  Cut NextCut(std::string_view rest, size_t from) {
    if (from > rest.size()) return {rest.size()};
    const char* begin = rest.data() + from;
    const char* end = std::min(NextLabel(begin), NextParagraph(begin));
    const bool paragraph = end == next_paragraph_ && end != line_.end();
    const auto length = static_cast<size_t>(end - rest.data());
    const std::string_view piece = rest.substr(0, length);
    for (size_t at = piece.find("00"); at != piece.npos; at = piece.find("00", at + 1)) {
      Seam seam;
      if (at > 0 && !IsSpace(rest[at - 1])) continue;
      if (!ReadSeamNumbers(message_.substr(OffsetOf(rest) + at), seam)) continue;
      if (at + seam.length > rest.size()) break;
      const size_t post = SeamPostLength(rest.substr(0, at), post_.view(), 0);
      NoteSeam(seam);
      return {at - post, post + seam.length, false};
    }
    return {length, 0, paragraph};
  }

  void NoteSeam(const Seam& seam) {
    cable::v1::Section* section = context_.cable().mutable_section();
    if (seam.section > section->through()) section->set_through(seam.section);
  }

  void StartField(Label label, std::string_view at) {
    FinishField();
    JudgePending(OffsetOf(at), label);
    field_ = label;
    seen_ |= Bit(label);
    stale_label_ = true;
    field_at_ = at.substr(0, std::min<size_t>(at.size(), 80));
    text_.Start({});
    passing_open_ = false;
  }

  void AddToField(std::string_view piece) {
    if (field_ == Label::kSubject || field_ == Label::kReference) {
      const size_t end = field_ == Label::kSubject
                             ? SubjectEnd(piece)
                             : ReferencesEnd(piece.substr(0, kLongestReferences));
      const size_t most = field_ == Label::kSubject ? kLongestField : kLongestReferences;
      const size_t taken = std::min(end, most - std::min(most, text_.view().size()));
      text_.Add(TrimRight(piece.substr(0, taken)));
      context_.Field(piece.substr(0, taken));
      if (taken == piece.size()) return;
      FinishField();
      ReadPlain(piece.substr(taken));
      return;
    }
    const size_t room = kLongestField - std::min(kLongestField, text_.view().size());
    text_.Add(piece.substr(0, room));
    context_.Field(piece.substr(0, room));
    if (piece.size() <= room) return;
    FinishField();
    ReadPlain(piece.substr(room));
  }

  void FinishField() {
    const Label field = field_;
    if (field != Label::kNone) last_field_ = field;
    field_ = Label::kNone;
    const uint32_t year = context_.cable().mrn().year() != 0
                              ? context_.cable().mrn().year()
                              : context_.cable().date_time_group().year();
    switch (field) {
      case Label::kNone:
        return;
      case Label::kOrder:
        return ReadExecutiveOrder(text_.view(), year, context_);
      case Label::kTags:
        return ReadTags(text_.view(), field_at_, context_);
      case Label::kSubject:
        return SetSubject(text_.view(), context_);
      case Label::kReference:
        return ReadReferences(text_.view(), field_at_, year, context_);
      case Label::kClassifiedBy:
        return ReadClassifiedBy(text_.view(), true, context_);
    }
  }

  // Whether a line without a label goes on with the field above it.
  [[nodiscard]] bool Continues(std::string_view piece) const {
    switch (field_) {
      case Label::kNone:
        return false;
      case Label::kOrder:
        return !blank_ && (text_.view().size() <= kBareOrder || StartsWithWord(piece, "DECL") ||
                           StartsWithWord(piece, "REASON"));
      case Label::kTags:
        return ContinuesTags(text_.view(), piece) && (!blank_ || text_.view().ends_with(','));
      case Label::kSubject:
        return text_.empty() || (!blank_ && ContinuesSubject(text_.last_line(), piece));
      case Label::kReference:
        return ContinuesReferences(text_.view(), piece, blank_);
      case Label::kClassifiedBy:
        return text_.empty() || StartsWithFolded(piece, "REASON") ||
               (!blank_ && !EndsClassifiedBy(text_.view()));
    }
    return false;
  }

  // A line after the reasons' last letter is not theirs.
  static bool EndsClassifiedBy(std::string_view text) {
    return text.ends_with(").") && text.find("1.") != text.npos &&
           FindFolded(text, "REASON") != text.npos;
  }

  void ReadPlain(std::string_view piece) {
    piece = TrimLeft(piece);
    if (piece.empty()) return;
    if (Continues(piece)) return AddToField(piece);
    FinishField();
    if (StartUnlabelled(piece)) return;
    if (pending_ && !ResumesReferences(piece)) return;
    if (field_ == Label::kReference) return AddToField(piece);
    if (IsRule(piece) && seen_ == 0) return context_.Transport(piece);
    if (ReadOther(piece)) return context_.Field(piece);
    pending_ = true;
    pending_begin_ = OffsetOf(piece);
  }

  // A line whose label was lost.
  bool StartUnlabelled(std::string_view piece) {
    if (pending_) return false;
    const Label label = UnlabelledField(piece);
    if (label == Label::kNone || Seen(label)) return false;
    // References stand below the TAGS, the order above them.
    if ((label == Label::kReference) != Seen(Label::kTags)) return false;
    StartField(label, piece);
    context_.Warn("label-missing", piece);
    AddToField(piece);
    return true;
  }

  // What stands between the TAGS and the next known line, where no subject has its label.
  bool TakeUnlabelledSubject(size_t end) {
    if (!pending_ || Seen(Label::kSubject) || last_field_ != Label::kTags) return false;
    const std::string_view lines = message_.substr(pending_begin_, end - pending_begin_);
    if (!IsUnlabelledSubject(lines)) return false;
    pending_ = false;
    seen_ |= Bit(Label::kSubject);
    context_.Warn("label-missing", lines);
    context_.Field(TrimRight(lines));
    SetSubject(Trim(lines), context_);
    return true;
  }

  // The next bullet below a line that is none of the field's: `A. OSLO 12`, noise, `B. SUVA 13`.
  bool ResumesReferences(std::string_view piece) {
    constexpr size_t kMostNoise = 160;
    if (OffsetOf(piece) - pending_begin_ > kMostNoise) return false;
    const auto& references = context_.cable().references();
    if (references.empty() || references.rbegin()->bullet().empty()) return false;
    const char next = static_cast<char>(references.rbegin()->bullet().front() + 1);
    if (!IsBulletedCable(piece, next)) return false;
    StartField(Label::kReference, piece);
    return true;
  }

  // A caption or a passing instruction. `above_label`: a message line is known to follow.
  bool ReadOther(std::string_view piece, bool above_label = false) {
    const bool captions_end = Seen(Label::kSubject) && !IsExactCaption(piece) &&
                              !IsCorrectedCopy(piece) && !(above_label && IsHandlingNote(piece));
    if (!captions_end && ReadCaptions(piece, context_)) {
      passing_open_ = false;
      return true;
    }
    if (Seen(Label::kSubject)) return false;
    piece = TakeLeadingCaptions(piece, context_);
    if (piece.empty()) return true;
    const bool continued = passing_open_ && !blank_ && PassingGoesOn(piece);
    if (!IsPassingInstruction(piece, continued) && !(above_label && IsPassingAboveLabel(piece))) {
      return false;
    }
    auto* instructions = context_.cable().mutable_passing_instructions();
    const bool joins = continued && (!IsPassingInstruction(piece, false) || passing_comma_);
    if (joins) {
      instructions->rbegin()->push_back(' ');
      context_.Append(piece, &*instructions->rbegin());
    } else {
      context_.AssignJoined(piece, instructions->Add());
    }
    passing_open_ = true;
    passing_comma_ = piece.ends_with(',') || piece.ends_with(';') || EndsInPassingVerb(piece);
    passing_end_ = piece.back();
    return true;
  }

  [[nodiscard]] bool PassingGoesOn(std::string_view piece) const {
    if (passing_comma_ || passing_end_ == '/' || passing_end_ == '-') return true;
    if (JoinsByAnd(*context_.cable().passing_instructions().rbegin(), piece)) return true;
    return last_length_ >= kWrapsFrom && !HasLower(piece);
  }

  // Lines that could have begun the text, until a message line came below them.
  void JudgePending(size_t end, Label below) {
    if (!pending_ || (below != Label::kSubject && TakeUnlabelledSubject(end))) return;
    pending_ = false;
    LineCursor cursor(message_.substr(0, end));
    cursor.MoveTo(pending_begin_);
    PageLines page_lines;
    std::string_view line;
    while (cursor.Next(line)) {
      line = TrimLeft(line);
      blank_ = blank_ || line.empty();
      if (line.empty()) continue;
      if (IsRule(line) || page_lines.Takes(line) || IsBareClassification(line) ||
          IsReleaseMark(line)) {
        context_.Transport(line);
      } else if (ReadOther(line, true) || GoesOnWithSubject(line)) {
        context_.Field(line);
      } else {
        context_.NotUnderstood(line);
      }
      blank_ = false;
      last_length_ = line.size();
    }
  }

  // The last line of a subject that a blank line cuts in two.
  bool GoesOnWithSubject(std::string_view line) {
    constexpr size_t kFull = kWrapsFrom - 10;  // the label may have stood before it
    const std::string& subject = context_.cable().subject();
    const bool follows = last_field_ == Label::kSubject && OffsetOf(line) == pending_begin_;
    if (!follows || text_.last_line().size() < kFull || HasLower(line) || HasLower(subject)) {
      return false;
    }
    std::string* whole = context_.cable().mutable_subject();
    whole->push_back(' ');
    context_.Append(line, whole);
    return true;
  }

  const TextStart& start_;
  ParseContext& context_;
  std::string_view message_;
  PostLetters post_;

  Label field_ = Label::kNone;
  Label last_field_ = Label::kNone;
  std::string_view field_at_;
  FieldText text_;
  unsigned seen_ = 0;

  std::string_view line_;
  const char* next_label_ = nullptr;
  const char* next_paragraph_ = nullptr;
  bool stale_label_ = false;  // another field was seen since: next_label_ may no longer count

  PageLines page_lines_;
  bool after_page_ = false;    // the line before was a page's foot or head
  bool blank_ = false;         // a blank line came before this one
  size_t last_length_ = 0;     // of the line before
  std::string_view last_;      // it
  bool passing_open_ = false;  // the line before was a passing instruction
  bool passing_comma_ = false;
  char passing_end_ = 0;

  bool pending_ = false;  // text may have begun at pending_begin_
  size_t pending_begin_ = 0;
  bool body_found_ = false;
  size_t body_ = 0;
};

}  // namespace

size_t ReadMessageLines(const TextStart& start, ParseContext& context) {
  return MessageLineReader(start, context).Run();
}

}  // namespace cablestream
