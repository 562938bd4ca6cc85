// Other notations of one message give its record, and offsets stay those of the message as it came.
#include "parser/transcript.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "parser/parser.h"
#include "parser/text.h"
#include "parser_fixture.h"

namespace cablestream {
namespace {

using testing::CableWith;
using testing::Record;

std::string Replace(std::string text, std::string_view what, std::string_view with) {
  for (size_t at = text.find(what); at != text.npos; at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
  return text;
}

std::string Plain() {
  return CableWith(
      "SENSITIVE\n\nE.O. 12958: N/A\nTAGS: PGOV, MT\nSUBJECT: AT&T <AND> \"PORTS\"\n"
      "REF: OSLO 12\n\n1. (SBU) Ships came,\nsome of them late.\n\n2. (U) They left.\n\nROE\n");
}

std::string Escape(std::string text) {
  return Replace(Replace(Replace(std::move(text), "&", "&amp;"), "<", "&lt;"), ">", "&gt;");
}

// All but where bytes lie and what they hash to.
std::string ContentOf(std::string_view message) {
  auto cable = Record(message);
  for (auto& warning : *cable.mutable_warnings()) warning.clear_line();
  cable.clear_content_hash();
  cable.clear_coverage();
  return cable.DebugString();
}

struct Notation {
  std::string name;
  std::string message;
};

std::vector<Notation> Notations() {
  const std::string plain = Plain();
  const std::string columns = "12\t2009-03-04 15:20:00\t09VALLETTA417\tEmbassy Valletta\tUNCLAS\t";
  std::string breaks = Replace(Escape(plain), "\n", "<br/>\n");
  std::string quoted = "> " + Replace(plain, "\n", "\n> ");
  return {{"breaks", "<p>" + breaks + "</p>"},
          {"a page", "<html><head><meta name=\"a\"><title>09VALLETTA417</title></head><body>" +
                         breaks + "</body></html>"},
          {"numbered line ends", "<pre>" + Replace(Escape(plain), "\n", "&#x000A;") + "</pre>"},
          {"breaks without line ends", Replace(Escape(plain), "\n", "<br>")},
          {"escapes of a row", columns + Replace(plain, "\n", "\\n")},
          {"a mail's quotation", quoted.substr(0, quoted.size() - 2)},
          {"double spacing", Replace(plain, "\n", "\n\n")},
          {"double spacing of the wire", Replace(plain, "\n", "\r\n \r\n")},
          {"carriage returns", Replace(plain, "\n", "\r\n")},
          {"carriage returns alone", Replace(plain, "\n", "\r")},
          {"a byte order mark", "\xEF\xBB\xBF" + plain},
          {"the marks of a line", "\x01\r\n" + plain + "\x03\x1A" + std::string(3, '\0')},
          {"a quoted string", '"' + Replace(Replace(plain, "\"", "\\u0022"), "\n", "\\n") + '"'},
          {"quoted-printable", Replace(Replace(plain, "=", "=3D"), "AT&T", "=41T=\n&T=\n")}};
}

TEST(TranscriptTest, OneMessageInAnyNotationHasOneContent) {
  const std::string content = ContentOf(Plain());
  for (const Notation& notation : Notations()) {
    EXPECT_EQ(ContentOf(notation.message), content) << notation.name;
    EXPECT_EQ(Record(notation.message).coverage(), 1.0) << notation.name;
  }
}

TEST(TranscriptTest, UndoesTheQuotesOfARow) {
  const auto cable =
      Record("12,3/4/2009 15:20,09VALLETTA417,\"Embassy Valletta\",UNCLASSIFIED,,\"" +
             Replace(Plain(), "\"", "\"\"") + "\"");
  EXPECT_EQ(cable.subject(), "AT&T <AND> \"PORTS\"");
  ASSERT_EQ(cable.signers_size(), 1);
  EXPECT_EQ(cable.signers(0), "ROE");
  EXPECT_EQ(cable.coverage(), 1.0);
}

TEST(TranscriptTest, LeavesWhatOnlyLooksLikeANotation) {
  for (std::string_view words :
       {"R&D; AT&T;", "<b> first <c> second", "a < b > c", "&#0; &#xD800;", "\\n and \\t", "\"\"",
        "<<END>>", "&bogus;", "=====", "x=20 y", "\x01\x02"}) {
    const auto cable = Record(CableWith("SUBJECT: X\n\n1. Of " + std::string(words) + " much.\n"));
    EXPECT_EQ(cable.paragraphs(0).text(), "Of " + std::string(words) + " much.");
  }
}

TEST(TranscriptTest, KnowsAPilcrowInAnyEncoding) {
  for (std::string_view pilcrow : {"\xC2\xB6", "\xB6", "\xC3\x82\xC2\xB6", "&para;"}) {
    const std::string mark(pilcrow);
    const auto cable = Record(CableWith("SUBJECT: X\n\n" + mark + "1. (U) One.\n\n" + mark +
                                        "2. (U) Two:\n" + mark + "A. this.\n"));
    ASSERT_EQ(cable.paragraphs_size(), 2) << mark;
    EXPECT_EQ(cable.paragraphs(1).number(), 2U) << mark;
    EXPECT_EQ(cable.paragraphs(1).text(),
              "Two:\n\xC2\xB6"
              "A. this.")
        << mark;
    EXPECT_EQ(cable.invalid_bytes_size(), 0) << mark;
    EXPECT_EQ(cable.coverage(), 1.0) << mark;
  }
  // An umlaut ends in the same byte; a lone one in the text is no pilcrow.
  EXPECT_EQ(Record(CableWith("1. H\xC3\xB6he.\n")).paragraphs(0).text(), "H\xC3\xB6he.");
  EXPECT_EQ(Record(CableWith("1. A \xB6 B.\n")).invalid_bytes_size(), 1);
}

TEST(TranscriptTest, ReadsAHeadingInLowerCase) {
  const std::string plain = Plain();
  const size_t text = std::string(testing::kHeading).size();
  std::string lower = plain;
  std::transform(lower.begin(), lower.begin() + static_cast<ptrdiff_t>(text), lower.begin(),
                 [](char c) { return IsUpper(c) ? static_cast<char>(c + 32) : c; });
  EXPECT_EQ(ContentOf(lower), ContentOf(plain));
  EXPECT_EQ(ContentOf(Replace(plain, " ", "\xC2\xA0").substr(0, plain.size())).substr(0, 28),
            ContentOf(plain).substr(0, 28));
}

TEST(TranscriptTest, TakesNoBreakSpacesForBlanksAboveTheText) {
  const auto cable =
      Record(CableWith("SUBJECT: X\n").substr(0, testing::kHeading.size()) +
             "UNCLAS VALLETTA 000417 SIPDIS REF: OSLO 0012 TAGS:\xC2\xA0PGOV,\xC2\xA0MT\n"
             "SUBJECT:\xC2\xA0NO\xC2\xA0"
             "BREAK\n\n1. (U)\xC2\xA0Text\xC2\xA0stays.\n");
  EXPECT_EQ(cable.tags_size(), 2);
  EXPECT_EQ(cable.subject(), "NO BREAK");
  EXPECT_EQ(cable.paragraphs(0).text(), "Text\xC2\xA0stays.");
  EXPECT_EQ(cable.coverage(), 1.0);
}

TEST(TranscriptTest, ReadsAHeadingThatIsOneLine) {
  const std::string plain = Plain();
  const size_t end = plain.find("SENSITIVE");
  const std::string joined =
      Replace(Replace(plain.substr(0, end), "\n\n", "\n"), "\n", " ") + "\n" + plain.substr(end);
  const auto cable = Record(joined);
  EXPECT_EQ(cable.message_id(), "09VALLETTA417");
  EXPECT_EQ(cable.originator(), "AMEMBASSY VALLETTA");
  EXPECT_EQ(cable.action_addressees_size(), 1);
  EXPECT_EQ(cable.info_addressees_size(), 2);
  EXPECT_EQ(cable.transmission().security_line(), "ZNR UUUUU ZZH");
  EXPECT_EQ(cable.coverage(), 1.0);
}

TEST(TranscriptTest, AccountsForTheMessageAsItCame) {
  for (const Notation& notation : Notations()) {
    const std::string message = Replace(notation.message, "SENSITIVE", "gravel &amp; umbrella");
    cable::v1::Cable cable;
    Spans spans;
    ASSERT_TRUE(Parse(message, cable, &spans)) << notation.name;
    testing::ExpectAccount(message, cable, spans);
    ASSERT_EQ(cable.unparsed_size(), 1) << notation.name;
    EXPECT_EQ(cable.unparsed(0).bytes(), "gravel &amp; umbrella") << notation.name;
    EXPECT_EQ(cable.unparsed(0).offset(), message.find("gravel")) << notation.name;
  }
}

TEST(TranscriptTest, KnowsWhereAByteComesFrom) {
  const Transcript transcript("a&amp;b<br>c&lt;");
  EXPECT_EQ(transcript.text(), "a&b\nc<");
  const size_t begins[] = {0, 1, 6, 7, 11, 12, 16};
  for (size_t at = 0; at < std::size(begins); ++at) {
    EXPECT_EQ(transcript.BeginInMessage(at), begins[at]) << at;
    EXPECT_EQ(transcript.EndInMessage(at), begins[at]) << at;
  }
  const Transcript removed("<pre>a</pre>b");
  EXPECT_EQ(removed.text(), "ab");
  EXPECT_EQ(removed.BeginInMessage(0), 5U);
  EXPECT_EQ(removed.EndInMessage(1), 6U);
  EXPECT_EQ(removed.BeginInMessage(1), 12U);
}

}  // namespace
}  // namespace cablestream
