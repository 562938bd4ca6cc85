#include "parser/heading.h"

#include "parser/address_reader.h"
#include "parser/captions.h"
#include "parser/columns.h"
#include "parser/distribution.h"
#include "parser/drafting.h"
#include "parser/heading_state.h"
#include "parser/lines.h"
#include "parser/passing.h"
#include "parser/posts.h"
#include "parser/seam.h"
#include "parser/text.h"
#include "parser/transmission_reader.h"
#include "parser/wrapper.h"

namespace cablestream {
namespace {

class HeadingReader {
 public:
  HeadingReader(const TextStart& start, const UpperHeadings& upper, ParseContext& context)
      : start_(start),
        context_(context),
        cable_(context.cable()),
        transmission_(upper, state_, context),
        addresses_(state_, context) {
    state_.heading = context.message().substr(0, start.line_begin);
  }

  HeadingFacts Run() {
    LineCursor cursor(state_.heading);
    std::string_view line;
    while (cursor.Next(line)) {
      if (line.empty()) continue;
      const ColumnSplit column = SplitAtColumn(line);
      ReadColumn(column.head, column.telegram);
      if (!column.next.empty()) ReadColumn(column.next, TelegramPart(column.next));
    }
    ReadLastColumns();
    transmission_.Finish();
    return state_.facts;
  }

 private:
  void ReadColumn(std::string_view column, std::string_view part) {
    ReadColumns(column, part);
    if (part.empty() || (state_.read_to != nullptr && part.data() < state_.read_to)) return;
    if (part == last_) {
      context_.Warn("line-doubled", part);
      return context_.Field(part);
    }
    transport_ = false;
    const bool understood = ReadLine(part);
    if (!understood) {
      context_.NotUnderstood(part);
    } else if (transport_) {
      context_.Transport(part);
    } else {
      context_.Field(part);
    }
    last_ = understood && !transport_ ? part : std::string_view();
    last_length_ = part.size();
  }

  // What stands before the telegram on its line.
  void ReadColumns(std::string_view line, std::string_view part) {
    const std::string_view columns(
        line.data(), part.empty() ? line.size() : static_cast<size_t>(part.data() - line.data()));
    WrapperLine wrapper;
    if (Trim(columns).empty() || !ReadWrapperLine(columns, wrapper)) return;
    NoteWrapper(wrapper);
    context_.Transport(columns);
  }

  // The same for the line that the text begins on.
  void ReadLastColumns() {
    if (start_.text_begin <= start_.line_begin) return;
    ReadColumns(context_.message().substr(start_.line_begin),
                context_.message().substr(start_.text_begin));
  }

  void NoteWrapper(const WrapperLine& wrapper) {
    if (wrapper.partial_extract) cable_.set_partial_extract(true);
    if (wrapper.year != 0 && cable_.originator().empty()) {
      state_.facts.archive_year = wrapper.year;
    }
  }

  bool ReadLine(std::string_view line) {
    // Most lines of a long heading; a start of message may be glued on.
    if (addresses_.in_list() && BeginsWithRoutingIndicator(line) &&
        !transmission_.HoldsStartOfMessage(line)) {
      addresses_.ReadListLine(line);
      return true;
    }
    if (IsEndLine(line) || page_lines_.Takes(line) || IsPageHead(line)) return IsTransport();
    std::string_view rest;
    if (transmission_.Read(line, rest) || addresses_.ReadOriginator(line, rest)) {
      return ReadRest(line, rest);
    }
    return addresses_.ReadAddress(line) || transmission_.ReadRouting(line) ||
           ReadDistribution(line) || ReadDrafting(line) || ReadTransport(line) ||
           addresses_.ReadContinuation(line, last_length_) || ReadPassing(line);
  }

  // `DOC FOR 4333/ITA/MAC` below the addresses.
  bool ReadPassing(std::string_view line) {
    if (!addresses_.in_list() || !IsPassingInstruction(line, false)) return false;
    context_.AssignJoined(line, cable_.add_passing_instructions());
    return true;
  }

  // `UNCLASSIFIED`, `UNCLASSIFIED   STATE   00100153`: an archive repeats the message's own number.
  [[nodiscard]] bool IsPageHead(std::string_view line) const {
    if (IsBareClassification(line)) return true;
    ClassificationLine read;
    return MayBeginLevel(line) && ReadExactClassificationLine(line, read) && read.has_number() &&
           ToNumber(read.serial) == ToNumber(start_.line.serial) &&
           CanonicalPost(read.post).view() == CanonicalPost(start_.line.post).view();
  }

  // An archive's copy may have lost the line end between two lines.
  bool ReadRest(std::string_view line, std::string_view rest) {
    constexpr int kMostOnALine = 8;
    if (rest.empty()) return true;
    context_.Field({line.data(), static_cast<size_t>(rest.data() - line.data())});
    if (++joined_ > kMostOnALine || !ReadLine(rest)) context_.NotUnderstood(rest);
    --joined_;
    return true;
  }

  bool ReadDistribution(std::string_view line) {
    const bool continued = state_.list == HeadingList::kDistribution;
    if (!ReadDistributionLine(line, continued, context_)) return false;
    state_.list = HeadingList::kDistribution;
    return true;
  }

  [[nodiscard]] bool above_heading() const {
    return state_.facts.date_group.empty() && state_.facts.originator.empty();
  }

  bool ReadDrafting(std::string_view line) {
    if (!above_heading()) return false;
    const bool continued = state_.list == HeadingList::kDrafting;
    drafting_ = ReadDraftingAbove(line, continued ? drafting_ : DraftingRole::kNone, context_);
    if (drafting_ == DraftingRole::kNone) return false;
    state_.list = HeadingList::kDrafting;
    return true;
  }

  // Lines 10 and 11, and the archive's own above the heading.
  bool ReadTransport(std::string_view line) {
    if (line == "ACEX" || line == "GR") return IsTransport();
    // A number of the archive's above the distribution.
    if (AllDigits(line) && line.size() <= 3 && above_heading()) return IsTransport();
    if (line.starts_with("GR") && AllDigits(TrimLeft(line.substr(2)))) return IsTransport();
    if (!state_.facts.station.empty() && IsTransmissionInstruction(line)) return IsTransport();
    if (IsExactCaption(line)) return ReadCaptions(line, context_);
    if (transmission_.ReadSignals(line)) return true;
    WrapperLine wrapper;
    if (!ReadWrapperLine(line, wrapper)) return false;
    NoteWrapper(wrapper);
    return IsTransport();
  }

  bool IsTransport() {
    transport_ = true;
    return true;
  }

  const TextStart& start_;
  ParseContext& context_;
  cable::v1::Cable& cable_;
  HeadingState state_;
  TransmissionReader transmission_;
  AddressReader addresses_;
  DraftingRole drafting_ = DraftingRole::kNone;  // of the line before, in a list of drafters
  std::string_view last_;                        // the line before, where it is in a field
  size_t last_length_ = 0;
  PageLines page_lines_;
  bool transport_ = false;  // the line is in no field
  int joined_ = 0;          // how many lines of one physical line are being read
};

}  // namespace

std::string_view HeadingState::WithNextLine(std::string_view line) const {
  LineCursor cursor(heading);
  cursor.MoveTo(static_cast<size_t>(line.end() - heading.data()));
  std::string_view next;
  (void)cursor.Next(next);  // what is left of the line
  if (!cursor.Next(next) || next.empty()) return line;
  return {line.data(), static_cast<size_t>(next.end() - line.data())};
}

bool HeadingState::NextLineBegins(std::string_view line, std::string_view word) const {
  std::string_view rest = heading.substr(static_cast<size_t>(line.end() - heading.data()));
  while (!rest.empty() && IsBlank(rest.front())) rest.remove_prefix(1);
  return rest.starts_with('\n') && rest.substr(1).starts_with(word);
}

HeadingFacts ReadHeading(const TextStart& start, const UpperHeadings& upper,
                         ParseContext& context) {
  return HeadingReader(start, upper, context).Run();
}

}  // namespace cablestream
