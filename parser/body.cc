#include "parser/body.h"

#include <algorithm>
#include <array>

#include "parser/body_lines.h"
#include "parser/drafting.h"
#include "parser/error_sign.h"
#include "parser/lines.h"
#include "parser/paragraph_numbers.h"
#include "parser/paragraph_start.h"
#include "parser/paragraph_title.h"
#include "parser/redactions.h"
#include "parser/seam.h"
#include "parser/text.h"
#include "parser/transport_lines.h"
#include "parser/trim_marks.h"
#include "parser/wrapper.h"

namespace cablestream {
namespace {

using cable::v1::Paragraph;

constexpr size_t kLongestHeading = 160;
// A line that is longer was joined from several.
constexpr size_t kTelegramLine = 72;

class BodyReader {
 public:
  BodyReader(size_t begin, const TextStart& start, ParseContext& context)
      : context_(context),
        cable_(context.cable()),
        message_(context.message()),
        begin_(begin),
        redacted_(HasRedactions(message_.substr(begin))),
        seamed_(MayHaveSeams(message_.substr(begin))),
        released_(cable_.has_distribution() || cable_.date_time_group().year() < 1980),
        transport_(start.line.post, context),
        numbers_(context),
        corrected_(context),
        verbatim_(context.valid_utf8()) {}

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
      if (prose) transport_.EndPage();
      if (!prose && TakeApart(line)) continue;
      if (after_transport_) RejoinSentence();
      const size_t resume = line.size() > kTelegramLine ? ReadLongLine(line, prose)
                            : prose && IsVerbatim(line) ? AddVerbatim(line)
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

  // Whether a line of prose needs no look at its words.
  [[nodiscard]] bool IsVerbatim(std::string_view line) const {
    if (!verbatim_) return false;
    return !(redacted_ && HasRedactions(line)) && !(seamed_ && line.find("00") != line.npos);
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
    const bool transport = transport_.Takes(line);
    if (!transport && !transport_.TakesCorrection(line) && !ReadDraftingLine(line, context_))
      return false;
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
    if (!EndsSentenceOrTitle(before)) blank_ = false;
  }

  // Several paragraphs may have been joined: `... came. 8. (U) They left.`
  [[gnu::noinline]] size_t ReadLongLine(std::string_view line, bool prose) {
    for (;;) {
      ParagraphStart start;
      const bool begins =
          !prose && ReadParagraphStart(line, start) && start.number == numbers_.expected();
      const size_t next =
          FindParagraphInside(line, begins ? numbers_.expected() + 1 : numbers_.expected());
      if (next == line.npos) break;
      (void)ReadLine(TrimRight(line.substr(0, next)), prose);
      line.remove_prefix(next);
      prose = false;
    }
    return prose && IsVerbatim(line) ? AddVerbatim(line) : ReadLine(line, prose);
  }

  size_t ReadLine(std::string_view line, bool prose) {
    AppendVerbatim();
    if (!context_.TakeInvalidBytes(line)) {
      context_.NotUnderstood(line);
      return 0;
    }
    if (!prose) {
      WarnOfAnotherNumber(line, context_);
      ParagraphStart start;
      const bool unmarked = paragraph_ == nullptr || paragraph_->portion().empty();
      if (ReadParagraphStart(line, start) && numbers_.IsNext(start, blank_, unmarked)) {
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
    const bool joins = !lines_.empty() && !blank_ && !redacted_ && !seamed_;
    if (joins && line.data() == lines_.data() + lines_.size() + 1) {
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
    corrected_.AppendAfterError(lines_, text_);
    block_ = std::min(block_, text_->size());
    lines_ = {};
  }

  void AccountVerbatim() { context_.Field(lines_); }

  void StartParagraph(const ParagraphStart& start) {
    std::string heading = TakeHeading();
    AddParagraph();
    paragraph_->set_number(start.number);
    std::string* portion = paragraph_->mutable_portion();
    context_.Assign(start.portion, portion);
    std::transform(portion->begin(), portion->end(), portion->begin(), ToUpper);
    if (!heading.empty()) *paragraph_->mutable_heading() = std::move(heading);
    numbers_.Begin(start);
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
    const bool whole = block_ == 0 && paragraph_->number() != 0;
    std::string heading = whole ? std::string() : TitleOf(block);
    if (heading.empty()) return {};
    text->resize(block_);
    DropTrailingSpace(text);
    if (text->empty() && paragraph_->number() == 0) {
      cable_.mutable_paragraphs()->RemoveLast();
      paragraph_ = nullptr;
    }
    return heading;
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
      text->resize(text->size() - SeamPostLength(*text, transport_.post(), line_start));
      through_ = std::max(through_, seam.section);
      at = mark + seam.length;
      if (at >= line.size()) {
        FinishSeamLine(text, before, line_start);
        return OffsetOf(line) + at;
      }
      mark = at - 1;
    }
    context_.Field(line.substr(at));
    corrected_.Append(at == 0 ? line : TrimLeft(line.substr(at)), text);
    block_ = std::min(block_, text->size());
    return 0;
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
  const bool redacted_;
  const bool seamed_;
  const bool released_;  // an archive's release may have added its marks
  TransportLines transport_;
  ParagraphNumbers numbers_;
  CorrectedText corrected_;
  const bool verbatim_;  // prose without redactions and seams needs no look at its words

  Paragraph* paragraph_ = nullptr;
  std::string* text_ = nullptr;  // the paragraph's
  std::string_view lines_;       // prose that is still to be added to it
  bool blank_ = true;
  size_t block_ = 0;              // where the last block of the paragraph's text begins
  bool after_transport_ = false;  // the line before was no part of the text
  uint32_t redactions_ = 0;
  uint32_t through_ = 0;
};

}  // namespace

void ReadBody(size_t begin, const TextStart& start, ParseContext& context) {
  BodyReader(begin, start, context).Run();
}

}  // namespace cablestream
