#include "parser/body.h"

#include <algorithm>
#include <array>

#include "parser/classification_line.h"
#include "parser/drafting.h"
#include "parser/lines.h"
#include "parser/paragraph_start.h"
#include "parser/seam.h"
#include "parser/text.h"
#include "parser/wrapper.h"

namespace cablestream {
namespace {

using cable::v1::Paragraph;

constexpr size_t kLongestHeading = 160;
// A line that is longer was joined from several.
constexpr size_t kTelegramLine = 72;

size_t CountRedactions(std::string_view line) {
  size_t count = 0;
  for (std::string_view mark : {"XXXX", "xxxx"}) {
    for (size_t at = line.find(mark); at != line.npos; at = line.find(mark, at)) {
      ++count;
      while (at < line.size() && line[at] == mark.front()) ++at;
    }
  }
  return count;
}

bool HasRedactions(std::string_view text) {
  return text.find("XXXX") != text.npos || text.find("xxxx") != text.npos;
}

// Whether a number of eight digits begins with two zeros, as a seam's does.
bool MayHaveSeams(std::string_view text) {
  for (size_t at = text.find("00"); at != text.npos; at = text.find("00", at + 1)) {
    if (CountDigits(text.substr(at, 8)) == 8) return true;
  }
  return false;
}

class BodyReader {
 public:
  BodyReader(size_t begin, const TextStart& start, ParseContext& context)
      : context_(context),
        cable_(context.cable()),
        message_(context.message()),
        begin_(begin),
        post_(start.line.post),
        redacted_(HasRedactions(message_.substr(begin))),
        seamed_(MayHaveSeams(message_.substr(begin))),
        released_(cable_.has_distribution() || cable_.date_time_group().year() < 1980),
        verbatim_(!redacted_ && !seamed_ && context.valid_utf8()) {}

  void Run() {
    LineCursor cursor(message_);
    cursor.MoveTo(begin_);
    std::string_view line;
    while (cursor.Next(line)) {
      line = TrimLeft(line);
      if (line.empty()) {
        blank_ = true;
        continue;
      }
      if (released_ && TakeReleaseMark(line)) {
        if (BeginsAttributes(line)) break;
        continue;
      }
      const bool prose = IsProse(line);
      if (prose) page_lines_ = {};
      if (!prose && TakeApart(line)) continue;
      if (after_transport_) RejoinSentence();
      const size_t resume = line.size() > kTelegramLine ? ReadLongLine(line, prose)
                            : prose && verbatim_        ? AddVerbatim(line)
                                                        : ReadLine(line, prose);
      if (resume > cursor.position()) cursor.MoveTo(resume);
      blank_ = false;
    }
    AppendVerbatim();
    cable_.set_redactions(redactions_);
    SetThrough();
  }

 private:
  [[nodiscard]] size_t OffsetOf(std::string_view part) const {
    return static_cast<size_t>(part.data() - message_.data());
  }

  // Most lines: their first letters show that they are nothing but text. `Page 2` may not be.
  static bool IsProse(std::string_view line) {
    // `bt`, `nnnn` are none.
    if (IsLower(line.front())) return line.size() > 4;
    return line.size() > 1 && IsUpper(line.front()) && IsLower(line[1]) && line.front() != 'P';
  }

  // What a release added, its catalogue's attributes down to the message's end.
  bool TakeReleaseMark(std::string_view line) {
    const bool attributes = BeginsAttributes(line);
    if (!attributes && !IsReleaseMark(line)) return false;
    AccountVerbatim();
    context_.Transport(attributes ? TrimRight(message_.substr(OffsetOf(line))) : line);
    return true;
  }

  // Whether the line is no part of the text.
  bool TakeApart(std::string_view line) {
    const bool transport = IsTransport(line);
    if (!transport && !TakeCorrection(line) && !ReadDraftingLine(line, context_)) return false;
    AccountVerbatim();
    if (transport) {
      after_transport_ = true;
      context_.Transport(line);
    } else {
      context_.Field(line);
    }
    return true;
  }

  // Blank lines around a page's foot and head divide no sentence.
  void RejoinSentence() {
    after_transport_ = false;
    const std::string_view before = lines_.empty() && text_ != nullptr ? *text_ : lines_;
    constexpr std::string_view kEnds = ".:!?)\"'-*=_";
    if (!before.empty() && kEnds.find(before.back()) == kEnds.npos) blank_ = false;
  }

  bool IsTransport(std::string_view line) {
    if (page_lines_.Takes(line)) return true;
    switch (line.front()) {
      case 'B':
      case 'N':
      case 'b':
      case 'n':
      case '#':
        if (!IsEndLine(line)) break;
        CheckEndLine(line);
        return true;
      case '=':
      case '>':
      case '"':
        if (IsArchiveEnd(line)) return true;
        break;
      default:
        if (IsDigit(line.front()) && IsArchiveEnd(line)) return true;
        break;
    }
    if (IsGarbledSeam(line, post_.view())) return true;
    return line == "SIPDIS" || (!HasLower(line) && IsBareClassification(line));
  }

  // `#1111` names the station's serial again.
  void CheckEndLine(std::string_view line) {
    if (EqualsFolded(line, "BT")) ended_ = true;
    const std::string& serial = cable_.transmission().station_serial();
    if (line.front() == '#' && !serial.empty() && line.substr(1) != serial) {
      context_.Warn("end-serial-mismatch", line);
    }
  }

  // Line 15, after the text's end: `C PARA 2 LINE 3 ...`, `C7 - PROXU`; of a page at its foot.
  bool TakeCorrection(std::string_view line) {
    if (line.front() != 'C' || line.size() < 2) return false;
    const bool numbered = IsDigit(line[1]) || line[1] == ' ';
    const bool of_a_page = StartsWithWord(line, "C LINE") || StartsWithWord(line, "C PAGE");
    if (!numbered || HasLower(line) || !(ended_ || of_a_page)) return false;
    context_.Assign(line, cable_.add_corrections());
    return true;
  }

  // Several paragraphs may have been joined: `... came. 8. (U) They left.`
  [[gnu::noinline]] size_t ReadLongLine(std::string_view line, bool prose) {
    for (;;) {
      ParagraphStart start;
      const bool begins = !prose && ReadParagraphStart(line, start) && start.number == expected_;
      const size_t next = FindParagraphInside(line, begins ? expected_ + 1 : expected_);
      if (next == line.npos) break;
      (void)ReadLine(TrimRight(line.substr(0, next)), prose);
      line.remove_prefix(next);
      prose = false;
    }
    return prose && verbatim_ ? AddVerbatim(line) : ReadLine(line, prose);
  }

  size_t ReadLine(std::string_view line, bool prose) {
    AppendVerbatim();
    if (!context_.TakeInvalidBytes(line)) {
      context_.NotUnderstood(line);
      return 0;
    }
    if (!prose) {
      WarnOfAnotherNumber(line);
      ParagraphStart start;
      if (ReadParagraphStart(line, start) && IsNext(start)) {
        StartParagraph(start);
        context_.Field({line.data(), static_cast<size_t>(start.text.data() - line.data())});
        line = start.text;
        blank_ = false;
        if (line.empty()) return 0;
      }
    }
    if (redacted_) redactions_ += static_cast<uint32_t>(CountRedactions(line));
    return AddLine(line);
  }

  // Lines that stand in the paragraph as they stand in the message are added in one go.
  size_t AddVerbatim(std::string_view line) {
    const char* end = line.data() + line.size();
    if (!lines_.empty() && !blank_ && line.data() == lines_.data() + lines_.size() + 1) {
      lines_ = {lines_.data(), static_cast<size_t>(end - lines_.data())};
      return 0;
    }
    AppendVerbatim();
    BeginLine(Text());
    lines_ = line;
    return 0;
  }

  void AppendVerbatim() {
    if (lines_.empty()) return;
    AccountVerbatim();
    AppendAfterError(lines_, text_);
    lines_ = {};
  }

  void AccountVerbatim() { context_.Field(lines_); }

  // A classification line in the text never changes the message ID.
  void WarnOfAnotherNumber(std::string_view line) {
    if (line.size() > 80 || HasLower(line) || IsDigit(line.front())) return;
    ClassificationLine read;
    if (ReadExactClassificationLine(line, read) && read.has_number()) {
      context_.Warn("another-reference-number", line);
    }
  }

  bool IsNext(ParagraphStart& start) {
    // `4)` among paragraphs `1.`, `2.`, `3.` is an item of a list.
    if (mark_ != 0 && start.mark != mark_) return false;
    if (expected_ == 1 && !artefact_known_) DecideArtefact(start);
    if (artefact_ && start.digits.size() > 1 && start.digits.front() == '1') {
      start.number = ToNumber(start.digits.substr(1));
    }
    if (start.number == expected_) return true;
    constexpr uint32_t kWidestGap = 9;
    const bool unmarked_so_far = paragraph_ == nullptr || paragraph_->portion().empty();
    const bool marked = !start.portion.empty() || (unmarked_so_far && start.pilcrow);
    const bool near = start.number > expected_ && start.number <= expected_ + kWidestGap;
    if (!marked || !near || !blank_) return false;
    context_.Warn("paragraph-missing", start.digits);
    return true;
  }

  // An archive wrote `¶11.` for 1: when the first number is 11 and no 1 follows anywhere.
  void DecideArtefact(const ParagraphStart& start) {
    if (start.number == 1) {
      artefact_known_ = true;
      return;
    }
    if (start.digits != "11" || !start.pilcrow) return;
    artefact_known_ = true;
    LineCursor cursor(message_);
    cursor.MoveTo(OffsetOf(start.digits));
    std::string_view line;
    while (cursor.Next(line)) {
      ParagraphStart other;
      line = TrimLeft(line);
      if (ReadParagraphStart(line, other) && other.pilcrow && other.number == 1) return;
    }
    artefact_ = true;
    context_.Warn("paragraph-numbers-with-extra-digit", start.digits);
  }

  void StartParagraph(const ParagraphStart& start) {
    std::string heading = TakeHeading();
    AddParagraph();
    paragraph_->set_number(start.number);
    std::string* portion = paragraph_->mutable_portion();
    context_.Assign(start.portion, portion);
    std::transform(portion->begin(), portion->end(), portion->begin(), ToUpper);
    if (!heading.empty()) *paragraph_->mutable_heading() = std::move(heading);
    expected_ = start.number + 1;
    mark_ = start.mark;
    block_ = 0;
  }

  void AddParagraph() {
    paragraph_ = cable_.add_paragraphs();
    text_ = paragraph_->mutable_text();
  }

  // A title above a number, with or without rules around it, is the heading of what follows.
  std::string TakeHeading() {
    if (paragraph_ == nullptr) return {};
    std::string* text = text_;
    const std::string_view block = std::string_view(*text).substr(std::min(block_, text->size()));
    if (block.empty() || block.size() > kLongestHeading) return {};
    std::string heading;
    bool ruled = false;
    int lines = 0;
    LineCursor cursor(block);
    std::string_view line;
    while (cursor.Next(line)) {
      if (IsRule(line)) {
        ruled = true;
        continue;
      }
      const std::string_view title = TrimAny(line, "-=_*");
      ruled = ruled || title.size() != Trim(line).size();
      if (!heading.empty()) heading.push_back(' ');
      heading.append(title);
      ++lines;
    }
    const bool whole = block_ == 0 && paragraph_->number() != 0;
    if (lines == 0 || lines > 3 || whole || !IsTitle(heading, ruled)) return {};
    text->resize(block_);
    DropTrailingSpace(text);
    if (text->empty() && paragraph_->number() == 0) {
      cable_.mutable_paragraphs()->RemoveLast();
      paragraph_ = nullptr;
    }
    return heading;
  }

  static bool IsTitle(std::string_view heading, bool ruled) {
    if (heading.empty()) return false;
    if (ruled) return heading.size() <= 120;
    constexpr std::string_view kSentenceEnds = ".;,)\"'";
    return heading.size() <= 80 && kSentenceEnds.find(heading.back()) == heading.npos &&
           heading.front() != '-' && heading.front() != '*' && IsUpper(heading.front());
  }

  static void DropTrailingSpace(std::string* text) {
    while (!text->empty() && IsSpace(text->back())) text->pop_back();
  }

  std::string* Text() {
    if (paragraph_ == nullptr) AddParagraph();
    return text_;
  }

  void BeginLine(std::string* text) {
    if (text->empty()) {
      block_ = 0;
      return;
    }
    text->append(blank_ ? "\n\n" : "\n");
    if (blank_) block_ = text->size();
  }

  // Adds a line without the section seams in it; answers where reading goes on if a seam ends on a
  // later line.
  size_t AddLine(std::string_view line) {
    std::string* text = Text();
    const size_t before = text->size();
    BeginLine(text);
    const size_t line_start = text->size();
    size_t at = 0;
    for (size_t mark = seamed_ ? line.find("00") : line.npos; mark != line.npos;
         mark = line.find("00", mark + 1)) {
      Seam seam;
      if (mark > 0 && !IsSpace(line[mark - 1])) continue;
      if (!ReadSeamNumbers(message_.substr(OffsetOf(line) + mark), seam)) continue;
      context_.Append(line.substr(at, mark - at), text);
      context_.Field(line.substr(at, mark - at));
      context_.Transport(message_.substr(OffsetOf(line) + mark, seam.length));
      text->resize(text->size() - SeamPostLength(*text, post_.view(), line_start));
      through_ = std::max(through_, seam.section);
      at = mark + seam.length;
      if (at >= line.size()) {
        FinishSeamLine(text, before, line_start);
        return OffsetOf(line) + at;
      }
      mark = at - 1;
    }
    context_.Field(line.substr(at));
    AppendCorrected(at == 0 ? line : TrimLeft(line.substr(at)), text);
    return 0;
  }

  // Adds a line's words; eight E take back what the operator sent in error.
  void AppendCorrected(std::string_view words, std::string* text) {
    constexpr std::string_view kError = "E E E E E E E E";
    const bool upper = !HasLower(words);
    for (size_t sign = upper ? words.find(kError) : words.npos; sign != words.npos;
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

  void AppendAfterError(std::string_view words, std::string* text) {
    if (words.empty()) return;
    if (error_) TakeBack(words, text);
    error_ = false;
    context_.Append(words, text);
  }

  // The last right word comes again: the text goes on from where it stood. If it stands nowhere,
  // the last word was the wrong one.
  void TakeBack(std::string_view words, std::string* text) {
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
    block_ = std::min(block_, text->size());
  }

  static bool StandsFree(std::string_view text, size_t at, size_t length) {
    return (at == 0 || IsSpace(text[at - 1])) &&
           (at + length == text.size() || IsSpace(text[at + length]));
  }

  // Nothing but a seam stood on the line: as if it had not been there.
  void FinishSeamLine(std::string* text, size_t before, size_t line_start) {
    if (text->size() <= line_start) text->resize(std::min(text->size(), before));
    DropTrailingSpace(text);
    block_ = std::min(block_, text->size());
    if (text->empty() && paragraph_->number() == 0) {
      cable_.mutable_paragraphs()->RemoveLast();
      paragraph_ = nullptr;
    }
  }

  // The last section inside the text.
  void SetThrough() {
    if (!cable_.has_section() && through_ == 0) return;
    cable::v1::Section* section = cable_.mutable_section();
    section->set_through(std::max({section->through(), through_, section->number()}));
  }

  ParseContext& context_;
  cable::v1::Cable& cable_;
  std::string_view message_;
  const size_t begin_;
  PostLetters post_;
  const bool redacted_;
  const bool seamed_;
  const bool released_;  // an archive's release may have added its marks
  const bool verbatim_;  // prose needs no look at its words

  Paragraph* paragraph_ = nullptr;
  std::string* text_ = nullptr;  // the paragraph's
  std::string_view lines_;       // prose that is still to be added to it
  uint32_t expected_ = 1;
  char mark_ = 0;  // behind the numbers so far
  bool artefact_ = false;
  bool artefact_known_ = false;
  bool blank_ = true;
  bool ended_ = false;
  bool error_ = false;  // the error sign came; the last right word is to follow
  size_t block_ = 0;    // where the last block of the paragraph's text begins
  PageLines page_lines_;
  bool after_transport_ = false;  // the line before was no part of the text
  uint32_t redactions_ = 0;
  uint32_t through_ = 0;
};

}  // namespace

void ReadBody(size_t begin, const TextStart& start, ParseContext& context) {
  BodyReader(begin, start, context).Run();
}

}  // namespace cablestream
