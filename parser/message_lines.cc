#include "parser/message_lines.h"

#include <algorithm>

#include "parser/captions.h"
#include "parser/classification_line.h"
#include "parser/field_text.h"
#include "parser/labels.h"
#include "parser/line_cuts.h"
#include "parser/lines.h"
#include "parser/message_fields.h"
#include "parser/paragraph_mark.h"
#include "parser/passing_lines.h"
#include "parser/posts.h"
#include "parser/reference_marks.h"
#include "parser/reference_number.h"
#include "parser/seam.h"
#include "parser/subject.h"
#include "parser/text.h"
#include "parser/unlabelled.h"
#include "parser/wrapper.h"

namespace cablestream {
namespace {

// How far a message line may follow text that reads as none.
constexpr size_t kReach = 4096;
// A subject's line is full from here on; its label may have stood before it.
constexpr size_t kFullSubject = 45;

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
    cuts_ = LineCuts(line);
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

  Cut NextCut(std::string_view rest, size_t from) {
    if (from > rest.size()) return {rest.size()};
    const char* begin = rest.data() + from;
    const char* label = cuts_.NextLabel(begin, [this](const LabelMatch& m) { return Accepts(m); });
    const char* paragraph = cuts_.NextParagraph(begin);
    const char* end = std::min(label, paragraph);
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
    return {length, 0, paragraph <= label && length < rest.size()};
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
    cuts_.ForgetLabel();
    field_at_ = at.substr(0, std::min<size_t>(at.size(), 80));
    text_.Start({});
    passing_.Close();
  }

  void AddToField(std::string_view piece) {
    const size_t taken = MessageFieldLength(field_, text_, piece);
    text_.Add(TrimRight(piece.substr(0, taken)));
    context_.Field(piece.substr(0, taken));
    if (taken == piece.size()) return;
    FinishField();
    ReadPlain(piece.substr(taken));
  }

  void FinishField() {
    if (field_ == Label::kNone) return;
    last_field_ = field_;
    field_ = Label::kNone;
    ReadMessageField(last_field_, text_.view(), field_at_, context_);
  }

  void ReadPlain(std::string_view piece) {
    piece = TrimLeft(piece);
    if (piece.empty()) return;
    if (MessageFieldGoesOn(field_, text_, piece, blank_)) return AddToField(piece);
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
      passing_.Close();
      return true;
    }
    if (Seen(Label::kSubject)) return false;
    piece = TakeLeadingCaptions(piece, context_);
    if (piece.empty()) return true;
    return passing_.Takes(piece, {blank_, last_length_, above_label}, context_);
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
    const std::string& subject = context_.cable().subject();
    const bool follows = last_field_ == Label::kSubject && OffsetOf(line) == pending_begin_;
    if (!follows || text_.last_line().size() < kFullSubject || HasLower(line) ||
        HasLower(subject)) {
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

  LineCuts cuts_{{}};
  PageLines page_lines_;
  bool after_page_ = false;  // the line before was a page's foot or head
  bool blank_ = false;       // a blank line came before this one
  size_t last_length_ = 0;   // of the line before
  std::string_view last_;    // it
  PassingLines passing_;

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
