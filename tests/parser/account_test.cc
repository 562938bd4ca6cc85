// Every byte has one place: a field, transport, or `unparsed`; and coverage says how many have
// none.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "parser/parser.h"
#include "parser/text.h"
#include "parser_fixture.h"

namespace cablestream {
namespace {

// All kinds of message lines, one a line.
constexpr std::string_view kLines =
    "SENSITIVE\n"
    "SIPDIS\n"
    "\n"
    "EUR/SE FOR ROE, STATE PASS USTR\n"
    "DEPT ALSO FOR EB/IFD\n"
    "\n"
    "E.O. 12958: DECL: 03/04/2019\n"
    "TAGS: PGOV, EWWT, MT\n"
    "SUBJECT: PORT CALLS IN THE SECOND QUARTER\n"
    "\n"
    "REF: A. OSLO 12\n"
    "     B. SUVA 13 (NOTAL)\n"
    "\n"
    "Classified By: Ambassador Jane Roe, Reasons 1.4 (b), (d)\n"
    "\n";
constexpr std::string_view kText =
    "1. (C) Ships came.\n\n2. (C) They left.\n\nROE\nBT\n#0417\nNNNN\n";

std::string WholeCable() {
  return testing::CableWith(std::string(kLines).append(kText));
}

// Where each line down to the last message line begins; what stands below that is text.
std::vector<size_t> LinesAboveTheText(std::string_view message) {
  std::vector<size_t> begins;
  const size_t last = message.find("Classified By:");
  for (size_t at = 0; at <= last; at = message.find('\n', at) + 1) begins.push_back(at);
  return begins;
}

TEST(AccountTest, SpansTileTheMessage) {
  for (std::string_view line : {"", "lorem gravel umbrella\n", "\xFF\xFE\n",
                                "VALLETTA 00000417 "
                                "002 OF 003\n",
                                "\"\\\n", "PAGE 02 VALLETTA 00417\nUNCLASSIFIED\n"}) {
    const std::string whole = WholeCable();
    for (size_t at = 0; at < whole.size(); at = whole.find('\n', at) + 1) {
      const std::string message = std::string(whole).insert(at, line);
      cable::v1::Cable cable;
      Spans spans;
      ASSERT_TRUE(Parse(message, cable, &spans));
      testing::ExpectAccount(message, cable, spans);
    }
  }
}

TEST(AccountTest, ALineOfRandomWordsAboveTheTextIsUnparsedAlone) {
  const std::string whole = WholeCable();
  const auto before = testing::Record(whole);
  ASSERT_EQ(before.coverage(), 1.0);
  for (std::string_view line : {"lorem gravel umbrella", "Lorem gravel umbrella.",
                                "Gravel Umbrella", "LOREM GRAVEL UMBRELLA", "QXZ VVK GRAVEL 88"}) {
    for (size_t at : LinesAboveTheText(whole)) {
      // A line of capitals below a subject of capitals is more of it.
      const bool capitals = !std::any_of(line.begin(), line.end(), IsLower);
      if (capitals && whole.substr(0, at).ends_with("QUARTER\n")) continue;
      const std::string message = std::string(whole).insert(at, std::string(line) + "\n");
      const std::string place = std::string(line) + " at " + std::to_string(at) + ":\n" + message;
      const auto cable = testing::Record(message);
      ASSERT_EQ(cable.unparsed_size(), 1) << place;
      EXPECT_EQ(cable.unparsed(0).bytes(), line) << place;
      EXPECT_EQ(cable.unparsed(0).offset(), at) << place;
      const auto size = static_cast<double>(message.size());
      EXPECT_EQ(cable.coverage(), (size - static_cast<double>(line.size())) / size);
      EXPECT_EQ(cable.message_id(), before.message_id()) << place;
      EXPECT_EQ(cable.subject(), before.subject()) << place;
      EXPECT_EQ(cable.paragraphs_size(), before.paragraphs_size()) << place;
    }
  }
}

}  // namespace
}  // namespace cablestream
