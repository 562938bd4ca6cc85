#include "parser/identity.h"

#include <algorithm>
#include <array>

#include "parser/columns.h"
#include "parser/lines.h"
#include "parser/posts.h"
#include "parser/reference_number.h"
#include "parser/text.h"

namespace cablestream {
namespace {

// Posts whose numbers are a travelling secretary's, not the station's.
constexpr auto kTravelling = std::to_array<std::string_view>({"PARTO", "SECTO", "TOPAR", "TOSEC"});
constexpr uint32_t kStationModulus = 10000;
constexpr size_t kAlternativeReach = 6144;

bool IsTravelling(std::string_view post) {
  return std::find(kTravelling.begin(), kTravelling.end(), post) != kTravelling.end();
}

// One city, two names that are both right.
bool SameCity(std::string_view a, std::string_view b) {
  return (a == "KIEV" && b == "KYIV") || (a == "KYIV" && b == "KIEV");
}

void AppendHash(uint64_t hash, std::string* out) {
  constexpr char kHex[] = "0123456789abcdef";
  out->push_back('~');
  for (int shift = 60; shift >= 0; shift -= 4) out->push_back(kHex[(hash >> shift) & 15U]);
}

// A message reference number under check.
struct Number {
  PostName post;
  std::string_view serial;
  uint32_t year = 0;
  bool repaired = false;
};

class Identifier {
 public:
  Identifier(const TextStart& start, const HeadingFacts& facts, uint64_t hash,
             ParseContext& context)
      : start_(start), facts_(facts), hash_(hash), context_(context) {
    originator_ = PostOfOriginator(facts.originator);
  }

  bool Run() {
    SetSection();
    if (start_.has_line && start_.line.has_number() && ByNumber()) return true;
    return ByStation() || ByOriginator();
  }

 private:
  void SetSection() {
    const SectionMark mark = start_.has_line ? start_.line.section : MarkOfText();
    if (mark.present) {
      // A garbled number is the station's part.
      section_ = mark.number != 0 ? mark.number : facts_.station_part;
      cable::v1::Section* section = context_.cable().mutable_section();
      section->set_number(section_);
      section->set_total(mark.total);
      if (mark.garbled) Warn("section-garbled");
    } else if (facts_.station_part > 1) {
      section_ = facts_.station_part;
      context_.cable().mutable_section()->set_number(section_);
    }
  }

  // An encrypted text has no classification before `SECTION 1 OF 2`.
  [[nodiscard]] SectionMark MarkOfText() const {
    LineCursor cursor(context_.message());
    cursor.MoveTo(start_.text_begin);
    std::string_view line;
    while (cursor.Next(line)) {
      if (line.empty()) continue;
      const SectionMark mark = TakeSectionMark(line);
      return mark.total > 0 ? mark : SectionMark();
    }
    return {};
  }

  [[nodiscard]] bool SerialIsChecked(std::string_view post) const {
    return AllDigits(facts_.station_serial) && start_.line.secondary.empty() && !IsTravelling(post);
  }

  [[nodiscard]] bool SerialAgrees(std::string_view serial) const {
    if (ToNumber(serial) % kStationModulus == ToNumber(facts_.station_serial) % kStationModulus) {
      return true;
    }
    // A station's serial has four digits: in another, one was lost or is too many, or `/01`
    // follows.
    constexpr size_t kDigits = 4;
    const std::string_view station = facts_.station_serial;
    if (station.size() == kDigits || serial.size() < kDigits) return false;
    const std::string_view last = serial.substr(serial.size() - kDigits);
    return WithinOneEdit(station, last) || station.starts_with(last);
  }

  [[nodiscard]] bool PostAgrees(std::string_view post) const {
    return originator_.empty() || SamePost(post, originator_.view()) ||
           SameCity(post, originator_.view());
  }

  // False: the number is another cable's.
  bool Check(Number& number) {
    const std::string_view post = number.post.view();
    if (!SerialIsChecked(post)) {
      const bool foreign =
          facts_.station_serial.empty() && !PostAgrees(post) && !IsTravelling(post);
      if (foreign && !IsKnownPost(post)) CheckPost(number);
      if (foreign && !number.repaired) Warn("foreign-reference-number");
      return !foreign || number.repaired;
    }
    if (SerialAgrees(number.serial)) {
      CheckPost(number);
      return true;
    }
    if (originator_.empty()) {
      Warn("header-text-mismatch");
      return true;
    }
    if (!TakeAlternative(number)) {
      number.post = originator_;
      number.serial = facts_.station_serial;
    }
    number.repaired = true;
    Warn("header-text-mismatch");
    return true;
  }

  // The station's serial stands for the last four digits of a garbled one; a digit before them
  // can't be known, but is zero save in the largest of posts.
  bool Mend(Number& number) {
    std::string_view head = number.serial;
    head.remove_suffix(facts_.station_serial.size());
    if (!AllDigits(head) && !head.empty() && number.post.view() == "STATE") return false;
    mended_.clear();
    for (const char c : head) mended_.push_back(IsDigit(c) ? c : '0');
    mended_.append(facts_.station_serial);
    number.serial = mended_;
    number.repaired = true;
    Warn("header-text-mismatch");
    return true;
  }

  // The serial agrees: at most a garbled post is left to repair.
  void CheckPost(Number& number) {
    if (PostAgrees(number.post.view())) return;
    const std::string_view post = number.post.view();
    // Of two that are alike the one that is nobody's name is garbled.
    const bool originator_garbled = IsKnownPost(post) && !IsKnownPost(originator_.view());
    if (!originator_garbled && EditDistance(post, originator_.view(), 2) <= 2) {
      number.post = originator_;
      number.repaired = true;
    }
    Warn("header-text-mismatch");
  }

  // Another classification line not far below that agrees with the heading in both.
  bool TakeAlternative(Number& number) {
    LineCursor cursor(context_.message().substr(0, start_.line_end + kAlternativeReach));
    cursor.MoveTo(start_.line_end);
    std::string_view line;
    while (cursor.Next(line)) {
      ClassificationLine read;
      if (!ReadClassificationLine(TelegramPart(line), read) || !read.has_number()) continue;
      const PostName post = CanonicalPost(read.post);
      if (!SerialAgrees(read.serial) || !PostAgrees(post.view())) continue;
      number.post = post;
      number.serial = read.serial;
      return true;
    }
    return false;
  }

  [[nodiscard]] uint32_t Year() const {
    if (facts_.year != 0) return facts_.year;
    if (!start_.line.printed_year.empty()) return FullYear(ToNumber(start_.line.printed_year));
    return facts_.archive_year;
  }

  bool ByNumber() {
    Number number;
    number.post = CanonicalPost(start_.line.post);
    number.serial = start_.line.serial;
    number.year = Year();
    if (number.post.empty() || !(start_.line.serial_garbled ? Mend(number) : Check(number))) {
      return false;
    }
    SetMrn(number);
    std::string* id = context_.cable().mutable_message_id();
    id->clear();
    AppendReferenceNumber(number.year, number.post.view(), number.serial, id);
    AppendSection(id);
    auto basis = number.repaired ? cable::v1::MESSAGE_ID_BASIS_MRN_REPAIRED
                                 : cable::v1::MESSAGE_ID_BASIS_MRN;
    if (number.year == 0) {
      basis = cable::v1::MESSAGE_ID_BASIS_MRN_WITHOUT_YEAR;
      AppendHash(hash_, id);
      Warn("no-year");
    }
    context_.cable().set_message_id_basis(basis);
    return true;
  }

  void SetMrn(const Number& number) {
    cable::v1::Mrn* mrn = context_.cable().mutable_mrn();
    mrn->mutable_post()->assign(number.post.view());
    mrn->mutable_serial()->assign(StripZeros(number.serial));
    mrn->set_year(number.year);
    const ClassificationLine& line = start_.line;
    const auto end = static_cast<size_t>(line.serial.end() - line.post.begin());
    context_.AssignJoined({line.post.data(), end}, mrn->mutable_raw());
    if (!line.secondary.empty()) context_.AssignJoined(line.secondary, mrn->mutable_secondary());
  }

  // `RUEHTA-1111-08165-1156`.
  bool ByStation() {
    uint32_t day = facts_.filing_day_of_year;
    uint32_t year = facts_.year != 0 ? facts_.year : facts_.archive_year;
    if (day == 0 && facts_.filing_day_of_month != 0 &&
        IsDate(year, facts_.month, facts_.filing_day_of_month)) {
      day = DayOfYear(year, facts_.month, facts_.filing_day_of_month);
    }
    if (facts_.station.empty() || facts_.station_serial.empty() || facts_.filing_hhmm.empty() ||
        day == 0 || year == 0) {
      return false;
    }
    std::string* id = context_.cable().mutable_message_id();
    context_.Assign(facts_.station, id);
    id->push_back('-');
    context_.Append(facts_.station_serial, id);
    id->push_back('-');
    AppendPadded(year % 100, 2, id);
    AppendPadded(day, 3, id);
    id->push_back('-');
    id->append(facts_.filing_hhmm);
    AppendSection(id);
    context_.cable().set_message_id_basis(cable::v1::MESSAGE_ID_BASIS_STATION_SERIAL);
    return true;
  }

  // `AMEMBASSYASTANA-131156ZJUN08~...`: not unique without the hash. Where no originator is named
  // it is who the station says.
  bool ByOriginator() {
    const std::string_view originator =
        facts_.originator.empty() ? facts_.station : facts_.originator;
    if (originator.empty() || facts_.date_group.empty()) return false;
    std::string* id = context_.cable().mutable_message_id();
    id->clear();
    AppendSqueezed(originator, id);
    if (id->empty()) return false;
    id->push_back('-');
    AppendSqueezed(facts_.date_group, id);
    AppendSection(id);
    AppendHash(hash_, id);
    context_.cable().set_message_id_basis(cable::v1::MESSAGE_ID_BASIS_ORIGINATOR_DTG);
    return true;
  }

  static void AppendSqueezed(std::string_view text, std::string* out) {
    for (char c : text) {
      if (IsWordChar(c)) out->push_back(ToUpper(c));
    }
  }

  void AppendSection(std::string* id) const {
    if (section_ <= 1) return;
    id->push_back('/');
    AppendPadded(section_, 2, id);
  }

  void Warn(std::string_view code) {
    const ClassificationLine& line = start_.line;
    if (!line.has_number()) return context_.Warn(code, line.word);
    const auto end = static_cast<size_t>(line.serial.end() - line.word.begin());
    context_.Warn(code, {line.word.data(), end});
  }

  const TextStart& start_;
  const HeadingFacts& facts_;
  const uint64_t hash_;
  ParseContext& context_;
  PostName originator_;
  uint32_t section_ = 0;
  std::string mended_;  // a serial that was garbled
};

}  // namespace

bool Identify(const TextStart& start, const HeadingFacts& facts, uint64_t hash,
              ParseContext& context) {
  return Identifier(start, facts, hash, context).Run();
}

}  // namespace cablestream
