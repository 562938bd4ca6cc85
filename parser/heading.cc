#include "parser/heading.h"

#include <algorithm>
#include <array>

#include "parser/addressees.h"
#include "parser/byte_scan.h"
#include "parser/captions.h"
#include "parser/distribution.h"
#include "parser/drafting.h"
#include "parser/lines.h"
#include "parser/posts.h"
#include "parser/seam.h"
#include "parser/text.h"
#include "parser/transmission_lines.h"
#include "parser/trim_marks.h"
#include "parser/wrapper.h"

namespace cablestream {
namespace {

// A telegram's line is at most 69 characters; one that could have taken the next word was not
// wrapped.
constexpr size_t kWrapsFrom = 48;

class HeadingReader {
 public:
  HeadingReader(const TextStart& start, const UpperHeadings& upper, ParseContext& context)
      : start_(start),
        upper_(upper),
        context_(context),
        cable_(context.cable()),
        heading_(context.message().substr(0, start.line_begin)) {}

  HeadingFacts Run() {
    LineCursor cursor(heading_);
    std::string_view line;
    while (cursor.Next(line)) {
      if (line.empty()) continue;
      const ColumnSplit column = SplitAtColumn(line);
      ReadColumn(column.head, column.telegram);
      if (!column.next.empty()) ReadColumn(column.next, TelegramPart(column.next));
    }
    ReadLastColumns();
    FinishTimes();
    return facts_;
  }

 private:
  enum class List {
    kNone,
    kRouting,
    kOriginator,
    kAction,
    kInfo,
    kExempt,
    kDistribution,
    kDrafting
  };

  struct Label {
    std::string_view word;
    List list;
  };
  static constexpr auto kLabels =
      std::to_array<Label>({{"TO", List::kAction}, {"INFO", List::kInfo}, {"XMT", List::kExempt}});

  void ReadColumn(std::string_view column, std::string_view part) {
    ReadColumns(column, part);
    if (part.empty()) return;
    transport_ = false;
    if (!ReadLine(part)) {
      context_.NotUnderstood(part);
    } else if (transport_) {
      context_.Transport(part);
    } else {
      context_.Field(part);
    }
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
    if (wrapper.year != 0 && cable_.originator().empty()) facts_.archive_year = wrapper.year;
  }

  bool ReadLine(std::string_view line) {
    // Most lines of a long heading; a start of message may be glued on.
    if (in_addresses() && BeginsWithRoutingIndicator(line) && !HoldsStartOfMessage(line)) {
      AddAddressees(line, ListOf(list_), context_);
      return true;
    }
    if (IsEndLine(line) || page_lines_.Takes(line) || IsPageHead(line)) return IsTransport();
    return ReadNumberedLine(line) || ReadAddressLine(line) || ReadRouting(line) ||
           ReadDistribution(line) || ReadDrafting(line) || ReadTransport(line) ||
           ReadContinuation(line);
  }

  // `UNCLASSIFIED`, `UNCLASSIFIED   STATE   00100153`: an archive repeats the message's own number.
  [[nodiscard]] bool IsPageHead(std::string_view line) const {
    if (IsBareClassification(line)) return true;
    ClassificationLine read;
    return MayBeginLevel(line) && ReadExactClassificationLine(line, read) && read.has_number() &&
           ToNumber(read.serial) == ToNumber(start_.line.serial) &&
           CanonicalPost(read.post).view() == CanonicalPost(start_.line.post).view();
  }

  bool ReadNumberedLine(std::string_view line) {
    if (IsSecurityProsign(line)) return SetProsign(line);
    std::string_view id;
    if (HoldsStartOfMessage(line) && ReadStartOfMessage(line, id)) return SetId(line, id);
    if (MayBeChannelNumber(line) && ReadChannelNumber(line, id)) {
      context_.Field(line.substr(0, static_cast<size_t>(id.data() - line.data())));
      return SetId(line, id);
    }
    return ReadByFirstLetter(line) || ReadOriginator(line);
  }

  // The mark is looked for once in all of the heading, not once a line.
  bool HoldsStartOfMessage(std::string_view line) {
    constexpr std::string_view kMark = "ZCZC";
    if (next_mark_ == nullptr || next_mark_ < line.data()) {
      const std::string_view rest =
          heading_.substr(static_cast<size_t>(line.data() - heading_.data()));
      const size_t pair = LengthBeforePair<'Z', 'C'>(rest);
      next_mark_ = rest.data() + std::min(rest.find(kMark, pair), rest.size());
    }
    return next_mark_ + kMark.size() <= line.data() + line.size();
  }

  // `VV   PCB111`, `AEA 147`, `PCB112`.
  static bool MayBeChannelNumber(std::string_view line) {
    return line.starts_with("VV") || line.size() == 6 || (line.size() > 3 && IsSpace(line[3]));
  }

  // Lines 3 to 5, which a letter or two tell apart.
  bool ReadByFirstLetter(std::string_view line) {
    const char first = line.front();
    if (ToUpper(first) == 'D') {
      StationLine station;
      return ReadStationLine(line, station) && SetStation(line, station);
    }
    if (first == 'Z') {
      SecurityLine security;
      if (ReadSecurityLine(line, security)) return SetSecurity(line, security);
    }
    DateTimeLine date;
    return ReadDateTimeLine(line, date) && SetDate(line, date);
  }

  bool SetId(std::string_view line, std::string_view id) {
    list_ = List::kRouting;
    context_.Assign(id, cable_.mutable_transmission()->mutable_id());
    context_.Field(id);
    const auto used = static_cast<size_t>(id.end() - line.begin());
    return ReadRest(id, Trim(line.substr(used)));
  }

  bool SetProsign(std::string_view prosign) {
    context_.Assign(prosign, cable_.mutable_transmission()->mutable_security_line());
    return true;
  }

  bool SetStation(std::string_view line, const StationLine& station) {
    list_ = List::kNone;
    facts_.station = station.station;
    facts_.station_serial = station.serial;
    facts_.station_part = station.part;
    facts_.filing_day_of_year = station.day_of_year;
    facts_.filing_day_of_month = station.day_of_month;
    facts_.filing_hhmm = station.hhmm;
    cable::v1::Transmission* transmission = cable_.mutable_transmission();
    context_.Assign(station.station, transmission->mutable_station());
    context_.Assign(station.serial, transmission->mutable_station_serial());
    transmission->set_part(station.part);
    if (!station.filing.empty()) {
      cable::v1::FilingTime* filing = transmission->mutable_filing_time();
      context_.Assign(station.filing, filing->mutable_raw());
      filing->set_day_of_year(station.day_of_year);
      filing->mutable_hhmm()->assign(station.hhmm);
      filing_ = station.filing;
    }
    return ReadRest(line, station.rest);
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

  bool SetSecurity(std::string_view line, const SecurityLine& security) {
    list_ = List::kNone;
    const size_t date = DateInside(security.rest);
    const std::string_view rest = security.rest.substr(date);
    line = TrimRight(line.substr(0, static_cast<size_t>(rest.data() - line.data())));
    context_.AssignJoined(line, cable_.mutable_transmission()->mutable_security_line());
    AddSignals(security.rest.substr(0, date));
    return ReadRest(line, rest);
  }

  // Where line 5 begins behind line 4; the text's size = nowhere.
  static size_t DateInside(std::string_view text) {
    std::string_view rest = text;
    for (std::string_view token = TakeToken(rest); !token.empty(); token = TakeToken(rest)) {
      if (token.size() > 2) continue;
      const auto at = static_cast<size_t>(token.data() - text.data());
      DateTimeLine date;
      if (ReadDateTimeLine(text.substr(at), date) && date.month != 0) return at;
    }
    return text.size();
  }

  void AddSignals(std::string_view text) {
    auto* signals = cable_.mutable_operating_signals();
    for (std::string_view signal = TakeOperatingSignal(text); !signal.empty();
         signal = TakeOperatingSignal(text)) {
      if (std::find(signals->begin(), signals->end(), signal) == signals->end()) {
        signals->Add()->assign(signal);
      }
    }
  }

  bool SetDate(std::string_view line, DateTimeLine date) {
    if (date.garbled) {
      TakeMonthOfFiling(date);
      context_.Warn("date-garbled", line);
    }
    if (!cable_.originator().empty() || !cable_.date_time_group().raw().empty()) CloseHeading();
    list_ = List::kNone;
    heading_begin_ = line.data();
    facts_.date_group = date.group;
    facts_.day = date.day;
    facts_.month = date.month;
    facts_.year = date.year;
    facts_.hhmm = date.hhmm;
    date_line_ = line;
    cable_.set_action_precedence(date.action);
    cable_.set_info_precedence(date.info);
    cable::v1::DateTimeGroup* group = cable_.mutable_date_time_group();
    context_.AssignJoined(line, group->mutable_raw());
    group->set_year(date.year);
    group->set_month(date.month);
    group->set_day(date.day);
    group->mutable_hhmm()->assign(date.hhmm);
    if (IsDate(date.year, date.month, date.day) && IsTimeOfDay(date.hhmm)) {
      group->mutable_time()->set_seconds(
          SecondsOf(date.year, DayOfYear(date.year, date.month, date.day), date.hhmm));
    } else {
      context_.Warn(date.year == 0 ? "incomplete-date" : "impossible-date", line);
    }
    if (StartsWithWord(date.rest, "FM")) return ReadRest(line, Trim(date.rest));
    AddSignals(date.rest);
    return true;
  }

  // The station's filing day tells a month that nobody can read.
  void TakeMonthOfFiling(DateTimeLine& date) const {
    if (date.month != 0 || date.year == 0 || facts_.filing_day_of_year == 0) return;
    const MonthAndDay filing = OfDayOfYear(date.year, facts_.filing_day_of_year);
    if (filing.day == date.day) date.month = filing.month;
  }

  // A heading ends because another begins below it: kept where it is a readdressal's, else a
  // pilot's.
  void CloseHeading() {
    const bool readdressal =
        std::any_of(upper_.text.begin(), upper_.text.begin() + static_cast<ptrdiff_t>(upper_.count),
                    [&](std::string_view text) { return text.data() == heading_begin_; });
    if (readdressal) {
      cable::v1::Readdressal* kept = cable_.add_readdressal();
      kept->mutable_date_time_group()->Swap(cable_.mutable_date_time_group());
      kept->mutable_originator()->swap(*cable_.mutable_originator());
      kept->mutable_action_addressees()->Swap(cable_.mutable_action_addressees());
      kept->mutable_info_addressees()->Swap(cable_.mutable_info_addressees());
    }
    cable_.mutable_date_time_group()->Clear();
    cable_.clear_originator();
    cable_.clear_action_addressees();
    cable_.clear_info_addressees();
    cable_.clear_excluded_addressees();
    facts_.originator = {};
  }

  bool ReadOriginator(std::string_view line) {
    std::string_view name;
    if (StartsWithWord(line, "FM")) {
      name = TrimMarks<':'>(line.substr(2));
    } else if (StartsWithFolded(line, "FROM:")) {
      name = Trim(line.substr(5));
      if (!IsKnownPost(PostOfOriginator(name).view())) return false;
    } else if (after_date() && !facts_.date_group.empty() && cable_.originator().empty() &&
               LooksLikeAddress(SecondWordOn(line)) && !StartsWithWord(line, "TO")) {
      name = SecondWordOn(line);  // `FN AMEMBASSY OSLO`
      context_.Warn("originator-label", line);
    } else if (after_date() && !facts_.date_group.empty() && cable_.originator().empty() &&
               IsPlainAddress(line)) {
      name = line;
      context_.Warn("originator-label", line);
    } else {
      return false;
    }
    if (name.empty()) return true;
    const size_t to = LabelInside(name, " TO ");
    const std::string_view rest = name.substr(std::min(to, name.size()));
    name = TrimRight(name.substr(0, to));
    list_ = List::kOriginator;
    facts_.originator = name;
    context_.AssignJoined(name, cable_.mutable_originator());
    return ReadRest(line, Trim(rest));
  }

  // `FM AMEMBASSY OSLO TO RUEHC/...`, `TO RUEHC/SECSTATE WASHDC 0071INFO RUEHMN/...`: where the
  // lost line began. A blank before the label may be lost too.
  static size_t LabelInside(std::string_view text, std::string_view label) {
    constexpr size_t kLongestAddress = 80;
    const std::string_view word = label.substr(1);
    for (size_t at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
      if (at == 0 || IsLetter(text[at - 1])) continue;
      const std::string_view rest = TrimLeft(text.substr(at + word.size(), kLongestAddress));
      if (BeginsWithRoutingIndicator(rest) || LooksLikeAddress(rest)) return at;
    }
    return text.npos;
  }

  [[nodiscard]] bool after_date() const { return list_ == List::kNone && date_line_.data(); }

  // `AMEMBASSY OSLO`, without a label or a routing indicator.
  static bool IsPlainAddress(std::string_view line) {
    return LooksLikeAddress(line) && line.find('/') == line.npos && !StartsWithWord(line, "TO") &&
           !StartsWithWord(line, "INFO");
  }

  static std::string_view SecondWordOn(std::string_view line) {
    const std::string_view first = TakeToken(line);
    return first.size() <= 3 ? Trim(line) : std::string_view();
  }

  bool ReadAddressLine(std::string_view line) {
    for (const Label& label : kLabels) {
      if (line.front() != label.word.front() || !line.starts_with(label.word)) continue;
      std::string_view rest = line.substr(label.word.size());
      const bool joined = !rest.empty() && IsWordChar(rest.front());
      if (joined && !BeginsWithRoutingIndicator(rest)) continue;
      rest = TrimMarks<':'>(rest);
      const size_t info = label.list == List::kAction ? LabelInside(rest, " INFO ") : rest.npos;
      if (label.list == List::kInfo && ReadDistribution(line)) return true;
      list_ = label.list;
      if (!IsPageLine(rest)) AddAddressees(rest.substr(0, info), ListOf(list_), context_);
      return info == rest.npos || ReadAddressLine(rest.substr(info));
    }
    if (ReadGarbledLabel(line)) return true;
    if (!in_addresses()) return false;
    if (!BeginsWithRoutingIndicator(line) && !LooksLikeAddress(line) && !BeginsAsTheLast(line)) {
      return false;
    }
    AddAddressees(line, ListOf(list_), context_);
    return true;
  }

  // Below line 6 the first address is line 7's, with `TX` or nothing for its label; `INFP` is near.
  bool ReadGarbledLabel(std::string_view line) {
    std::string_view rest = line;
    const std::string_view word = TakeToken(rest);
    rest = TrimLeft(rest);
    List list = List::kNone;
    if (list_ == List::kOriginator && BeginsWithRoutingIndicator(line)) {
      list = List::kAction;
      rest = line;
    } else if (word.size() > 5 || !BeginsWithRoutingIndicator(rest)) {
      return false;
    } else if (list_ == List::kOriginator && word.size() <= 3) {
      list = List::kAction;
    } else if (list_ == List::kAction && EditDistance(word, "INFO", 2) <= 2) {
      list = List::kInfo;
    } else {
      return false;
    }
    list_ = list;
    context_.Warn("address-label", line);
    AddAddressees(rest, ListOf(list_), context_);
    return true;
  }

  // `NAF MONTEREY` below `NAF CHINA LAKE`.
  bool BeginsAsTheLast(std::string_view line) {
    const AddresseeList& list = *ListOf(list_);
    if (list.empty() || HasLower(line)) return false;
    std::string_view last = list.rbegin()->name();
    const std::string_view word = TakeToken(last);
    return !word.empty() && word == TakeToken(line) && !Trim(line).empty();
  }

  [[nodiscard]] bool in_addresses() const {
    return list_ == List::kAction || list_ == List::kInfo || list_ == List::kExempt;
  }

  AddresseeList* ListOf(List list) {
    if (list == List::kAction) return cable_.mutable_action_addressees();
    if (list == List::kInfo) return cable_.mutable_info_addressees();
    return cable_.mutable_excluded_addressees();
  }

  bool ReadRouting(std::string_view line) {
    RoutingLine routing;
    if (!ReadRoutingLine(line, routing)) return false;
    const bool labelled = routing.precedence != cable::v1::PRECEDENCE_UNSPECIFIED;
    if (!labelled && list_ != List::kRouting) return false;
    cable::v1::Transmission* transmission = cable_.mutable_transmission();
    if (labelled) {
      list_ = List::kRouting;
      transmission->set_precedence(routing.precedence);
      transmission->clear_routing_indicators();
    }
    std::string_view rest = routing.indicators;
    for (std::string_view token = TakeToken(rest); !token.empty(); token = TakeToken(rest)) {
      context_.Assign(token, transmission->add_routing_indicators());
    }
    return true;
  }

  bool ReadDistribution(std::string_view line) {
    if (!ReadDistributionLine(line, list_ == List::kDistribution, context_)) return false;
    list_ = List::kDistribution;
    return true;
  }

  [[nodiscard]] bool above_heading() const {
    return facts_.date_group.empty() && facts_.originator.empty();
  }

  bool ReadDrafting(std::string_view line) {
    if (!above_heading()) return false;
    const DraftingRole last = list_ == List::kDrafting ? drafting_ : DraftingRole::kNone;
    drafting_ = ReadDraftingAbove(line, last, context_);
    if (drafting_ == DraftingRole::kNone) return false;
    list_ = List::kDrafting;
    return true;
  }

  // More of line 4: `ZOT RBDIC`.
  bool ReadSignalLine(std::string_view line) {
    if (facts_.station.empty() || !facts_.date_group.empty()) return false;
    std::string_view rest = line;
    const std::string_view signal = TakeOperatingSignal(rest);
    if (signal.empty() || signal.data() != line.data()) return false;
    AddSignals(line);
    return true;
  }

  // Lines 10 and 11, and the archive's own above the heading.
  bool ReadTransport(std::string_view line) {
    if (line == "ACEX" || line == "GR") return IsTransport();
    // A number of the archive's above the distribution.
    if (AllDigits(line) && line.size() <= 3 && above_heading()) return IsTransport();
    if (line.starts_with("GR") && AllDigits(TrimLeft(line.substr(2)))) return IsTransport();
    if (!facts_.station.empty() && IsTransmissionInstruction(line)) return IsTransport();
    if (IsExactCaption(line)) return ReadCaptions(line, context_);
    if (ReadSignalLine(line)) return true;
    WrapperLine wrapper;
    if (!ReadWrapperLine(line, wrapper)) return false;
    NoteWrapper(wrapper);
    return IsTransport();
  }

  bool IsTransport() {
    transport_ = true;
    return true;
  }

  // The rest of a line that was too long.
  bool ReadContinuation(std::string_view line) {
    if (!in_addresses() || HasLower(line)) return false;
    AddresseeList* list = ListOf(list_);
    const bool unfinished = list->empty() || list->rbegin()->name().empty();
    if (!unfinished && last_length_ < kWrapsFrom && !IsPrecedenceAndCount(line)) return false;
    ContinueAddressee(line, list, context_);
    return true;
  }

  void FinishTimes() {
    if (filing_.empty() || facts_.year == 0) return;
    uint32_t day = facts_.filing_day_of_year;
    uint32_t year = facts_.year;
    if (!IsDate(year, facts_.month, facts_.day)) return;
    const uint32_t sent = DayOfYear(year, facts_.month, facts_.day);
    if (facts_.filing_day_of_month != 0) {
      if (!IsDate(year, facts_.month, facts_.filing_day_of_month)) return;
      day = DayOfYear(year, facts_.month, facts_.filing_day_of_month);
    }
    cable::v1::FilingTime* filing = cable_.mutable_transmission()->mutable_filing_time();
    filing->set_day_of_year(day);
    if (sent == DaysInYear(year) && day == 1) ++year;
    if (day == 0 || day > DaysInYear(year) || !IsTimeOfDay(facts_.filing_hhmm)) return;
    filing->mutable_time()->set_seconds(SecondsOf(year, day, facts_.filing_hhmm));
    const bool next_day = day == sent + 1 || year != facts_.year;
    if (day != sent && !next_day) context_.Warn("filing-day-mismatch", filing_);
  }

  const TextStart& start_;
  const UpperHeadings& upper_;
  ParseContext& context_;
  cable::v1::Cable& cable_;
  std::string_view heading_;
  const char* next_mark_ = nullptr;  // of a start of message; null = not looked for
  HeadingFacts facts_;
  List list_ = List::kNone;
  DraftingRole drafting_ = DraftingRole::kNone;  // of the line before, where list_ is kDrafting
  std::string_view filing_;
  std::string_view date_line_;
  const char* heading_begin_ = nullptr;
  size_t last_length_ = 0;
  PageLines page_lines_;
  bool transport_ = false;  // the line is in no field
  int joined_ = 0;          // how many lines of one physical line are being read
};

}  // namespace

HeadingFacts ReadHeading(const TextStart& start, const UpperHeadings& upper,
                         ParseContext& context) {
  return HeadingReader(start, upper, context).Run();
}

}  // namespace cablestream
