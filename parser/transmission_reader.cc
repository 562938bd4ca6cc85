#include "parser/transmission_reader.h"

#include <algorithm>

#include "parser/byte_scan.h"
#include "parser/dates.h"
#include "parser/text.h"

namespace cablestream {
namespace {

// `VV   PCB111`, `AEA 147`, `PCB112`.
bool MayBeChannelNumber(std::string_view line) {
  return line.starts_with("VV") || line.size() == 6 || (line.size() > 3 && IsSpace(line[3]));
}

// Where line 5 begins behind line 4, run together with its last signal perhaps; the text's size =
// nowhere.
size_t DateInside(std::string_view text) {
  std::string_view rest = text;
  for (std::string_view token = TakeToken(rest); !token.empty(); token = TakeToken(rest)) {
    if (token.starts_with("ZZH")) token.remove_prefix(3);
    if (token.empty() || token.size() > 2) continue;
    const auto at = static_cast<size_t>(token.data() - text.data());
    DateTimeLine date;
    if (ReadDateTimeLine(text.substr(at), date) && date.month != 0) return at;
  }
  return text.size();
}

bool HasDate(const DateTimeLine& date) {
  return date.month != 0 && date.year != 0;
}

}  // namespace

bool TransmissionReader::Read(std::string_view line, std::string_view& rest) {
  rest = {};
  if (IsSecurityProsign(line)) {
    context_.Assign(line, cable_.mutable_transmission()->mutable_security_line());
    return true;
  }
  std::string_view id;
  if (HoldsStartOfMessage(line) && ReadStartOfMessage(line, id)) return SetId(line, id, rest);
  if (MayBeChannelNumber(line) && ReadChannelNumber(line, id)) {
    context_.Field(line.substr(0, static_cast<size_t>(id.data() - line.data())));
    return SetId(line, id, rest);
  }
  if (MayBeStationLine(line) && SetStation(line, rest)) return true;
  if (SetFormatLine(line)) return true;
  if (line.front() == 'Z') {
    SecurityLine security;
    if (ReadSecurityLine(line, security)) return SetSecurity(line, security, rest);
  }
  DateTimeLine date;
  if (ReadDateTimeLine(line, date)) return SetDate(line, date, rest);
  if (PrecedenceOfProsign(line) == cable::v1::PRECEDENCE_UNSPECIFIED) return false;
  // The prosign alone: the line was cut behind it.
  const std::string_view both = state_.WithNextLine(line);
  date = {};
  if (!ReadDateTimeLine(both, date) || !HasDate(date)) return false;
  state_.read_to = both.end();
  context_.Field(both);
  return SetDate(both, date, rest);
}

// The mark is looked for once in all of the heading, not once a line.
bool TransmissionReader::HoldsStartOfMessage(std::string_view line) {
  constexpr std::string_view kMark = "ZCZC";
  if (next_mark_ == nullptr || next_mark_ < line.data()) {
    const std::string_view left =
        state_.heading.substr(static_cast<size_t>(line.data() - state_.heading.data()));
    const size_t pair = LengthBeforePair<'Z', 'C'>(left);
    next_mark_ = left.data() + std::min(left.find(kMark, pair), left.size());
  }
  return next_mark_ + kMark.size() <= line.data() + line.size();
}

bool TransmissionReader::SetId(std::string_view line, std::string_view id, std::string_view& rest) {
  state_.list = HeadingList::kRouting;
  context_.Assign(id, cable_.mutable_transmission()->mutable_id());
  context_.Field(id);
  rest = Trim(line.substr(static_cast<size_t>(id.end() - line.begin())));
  return true;
}

bool TransmissionReader::SetStation(std::string_view line, std::string_view& rest) {
  StationLine station;
  if (!ReadStationLine(line, station)) return false;
  if (station.filing.empty()) {
    // The line was cut in two.
    const std::string_view both = state_.WithNextLine(line);
    StationLine whole;
    if (ReadStationLine(both, whole) && !whole.filing.empty() && whole.rest.empty()) {
      station = whole;
      state_.read_to = both.end();
      context_.Field(both);
    }
  }
  SetStation(line, station);
  rest = station.rest;
  return true;
}

void TransmissionReader::SetStation(std::string_view line, const StationLine& station) {
  if (station.garbled) context_.Warn("station-garbled", line);
  state_.list = HeadingList::kNone;
  HeadingFacts& facts = state_.facts;
  station_begin_ = line.data();
  facts.station = station.station;
  facts.station_serial = station.serial;
  facts.station_part = station.part;
  facts.filing_day_of_year = station.day_of_year;
  facts.filing_day_of_month = station.day_of_month;
  facts.filing_hhmm = station.hhmm;
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
}

bool TransmissionReader::SetFormatLine(std::string_view line) {
  if (!MayBeFormatLine(line)) return false;
  FormatLine format;
  if (!ReadFormatLine(line, format)) return false;
  SetRouting(format.precedence, format.indicators);
  SetStation(line, format.station);
  return true;
}

void TransmissionReader::SetRouting(cable::v1::Precedence precedence, std::string_view indicators) {
  cable::v1::Transmission* transmission = cable_.mutable_transmission();
  if (precedence != cable::v1::PRECEDENCE_UNSPECIFIED) {
    state_.list = HeadingList::kRouting;
    transmission->set_precedence(precedence);
    transmission->clear_routing_indicators();
  }
  for (std::string_view token = TakeToken(indicators); !token.empty();
       token = TakeToken(indicators)) {
    context_.Assign(token, transmission->add_routing_indicators());
  }
}

bool TransmissionReader::SetSecurity(std::string_view line, const SecurityLine& security,
                                     std::string_view& rest) {
  state_.list = HeadingList::kNone;
  const size_t date = DateInside(security.rest);
  rest = security.rest.substr(date);
  line = TrimRight(line.substr(0, static_cast<size_t>(rest.data() - line.data())));
  context_.AssignJoined(line, cable_.mutable_transmission()->mutable_security_line());
  AddSignals(security.rest.substr(0, date));
  return true;
}

void TransmissionReader::AddSignals(std::string_view text) {
  auto* signals = cable_.mutable_operating_signals();
  for (std::string_view signal = TakeOperatingSignal(text); !signal.empty();
       signal = TakeOperatingSignal(text)) {
    if (std::find(signals->begin(), signals->end(), signal) == signals->end()) {
      signals->Add()->assign(signal);
    }
  }
}

bool TransmissionReader::SetDate(std::string_view line, DateTimeLine date, std::string_view& rest) {
  if (!HasDate(date) && date.rest.empty()) {
    const std::string_view both = state_.WithNextLine(line);
    DateTimeLine whole;
    if (ReadDateTimeLine(both, whole) && HasDate(whole) && !whole.garbled && whole.rest.empty()) {
      date = whole;
      line = both;
      state_.read_to = both.end();
      context_.Field(both);
    }
  }
  if (date.garbled) {
    context_.Warn("date-garbled", line);
    RepairDate(state_.facts.filing_day_of_year, state_.facts.filing_hhmm, date);
  }
  if (!cable_.originator().empty() || !cable_.date_time_group().raw().empty()) CloseHeading();
  state_.list = HeadingList::kNone;
  heading_begin_ = line.data();
  HeadingFacts& facts = state_.facts;
  facts.date_group = date.group;
  facts.day = date.day;
  facts.month = date.month;
  facts.year = date.year;
  facts.hhmm = date.hhmm;
  state_.date_line = line;
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
  } else if (date.garbled_time.empty()) {
    context_.Warn(date.year == 0 ? "incomplete-date" : "impossible-date", line);
  }
  if (StartsWithWord(date.rest, "FM")) {
    rest = Trim(date.rest);
  } else {
    AddSignals(date.rest);
  }
  return true;
}

// A heading ends because another begins below it: kept where it is a readdressal's, else a
// pilot's.
void TransmissionReader::CloseHeading() {
  const bool readdressal =
      std::any_of(upper_.text.begin(), upper_.text.begin() + static_cast<ptrdiff_t>(upper_.count),
                  [&](std::string_view text) { return text.data() == heading_begin_; });
  if (readdressal) {
    // The original's own line 3 is left out as a rule: the one above is who readdressed it.
    if (station_begin_ < heading_begin_) ForgetStation();
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
  state_.facts.originator = {};
}

// Serial and filing time identify the upper heading, not the message.
void TransmissionReader::ForgetStation() {
  Finish();
  filing_ = {};
  HeadingFacts& facts = state_.facts;
  facts.station = {};
  facts.station_serial = {};
  facts.station_part = 0;
  facts.filing_day_of_year = 0;
  facts.filing_day_of_month = 0;
  facts.filing_hhmm = {};
}

bool TransmissionReader::ReadRouting(std::string_view line) {
  RoutingLine routing;
  if (!ReadRoutingLine(line, routing)) return false;
  const bool labelled = routing.precedence != cable::v1::PRECEDENCE_UNSPECIFIED;
  if (!labelled && state_.list != HeadingList::kRouting) return false;
  SetRouting(routing.precedence, routing.indicators);
  return true;
}

bool TransmissionReader::ReadSignals(std::string_view line) {
  if (state_.facts.station.empty() || !state_.facts.date_group.empty()) return false;
  std::string_view rest = line;
  const std::string_view signal = TakeOperatingSignal(rest);
  if (signal.empty() || signal.data() != line.data()) return false;
  AddSignals(line);
  return true;
}

void TransmissionReader::Finish() {
  const HeadingFacts& facts = state_.facts;
  if (filing_.empty() || facts.year == 0) return;
  uint32_t day = facts.filing_day_of_year;
  uint32_t year = facts.year;
  if (!IsDate(year, facts.month, facts.day)) return;
  const uint32_t sent = DayOfYear(year, facts.month, facts.day);
  if (facts.filing_day_of_month != 0) {
    if (!IsDate(year, facts.month, facts.filing_day_of_month)) return;
    day = DayOfYear(year, facts.month, facts.filing_day_of_month);
  }
  cable::v1::FilingTime* filing = cable_.mutable_transmission()->mutable_filing_time();
  filing->set_day_of_year(day);
  if (sent == DaysInYear(year) && day == 1) ++year;
  if (day == 0 || day > DaysInYear(year) || !IsTimeOfDay(facts.filing_hhmm)) return;
  filing->mutable_time()->set_seconds(SecondsOf(year, day, facts.filing_hhmm));
  const bool next_day = day == sent + 1 || year != facts.year;
  if (day != sent && !next_day) context_.Warn("filing-day-mismatch", filing_);
}

}  // namespace cablestream
