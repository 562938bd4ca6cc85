// What holds for any bytes: no crash, an account of each byte, the same result twice.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "parser/parser.h"
#include "parser_fixture.h"

namespace cablestream {
namespace {

std::string WholeCable() {
  return testing::CableWith(
      "SENSITIVE\nSIPDIS\n\nEUR/SE FOR ROE\n\nE.O. 12958: DECL: 03/04/2019\n"
      "TAGS: [PGOV](#) [MT](#)\nSUBJECT: (SBU) PORT CALLS\n\nREF: A. OSLO 12 B. SUVA 13\n\n"
      "Classified By: Ambassador Jane Roe, Reason 1.4 (b)\n\n"
      "\xC2\xB6"
      "1. (SBU) Summary: Ships came. End Summary.\n\n"
      "VALLETTA 00000417 002 OF 002\n\n\xC2\xB6"
      "2. (U) XXXX left.\n\nROE\nBT\n#0417\nNNNN\n");
}

void ExpectSound(std::string_view input, cable::v1::Cable& reused) {
  // In memory of its own size, so that a read beyond its end is seen.
  const std::vector<char> memory(input.begin(), input.end());
  const std::string_view message(memory.data(), memory.size());
  cable::v1::Cable fresh;
  const auto first = Parse(message, reused);
  Spans spans;
  const auto second = Parse(message, fresh, &spans);
  ASSERT_EQ(first.has_value(), second.has_value());
  if (!first) {
    ASSERT_EQ(first.error().code, second.error().code);
    return;
  }
  ASSERT_FALSE(fresh.message_id().empty());
  std::string bytes;
  std::string again;
  ASSERT_TRUE(fresh.SerializeToString(&bytes));  // also: each string is UTF-8
  ASSERT_TRUE(reused.SerializeToString(&again));
  ASSERT_EQ(bytes, again);
  testing::ExpectAccount(message, fresh, spans);
}

std::vector<std::string> LinesOf(const std::string& text) {
  std::vector<std::string> lines;
  for (size_t at = 0; at < text.size();) {
    const size_t end = text.find('\n', at);
    lines.push_back(text.substr(at, end - at + 1));
    at = end + 1;
  }
  return lines;
}

std::string Join(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line;
  return text;
}

TEST(ParserPropertyTest, ReadsTheWholeCableWhole) {
  const auto cable = testing::Record(WholeCable());
  EXPECT_EQ(cable.coverage(), 1.0);
  EXPECT_EQ(cable.paragraphs_size(), 2);
}

TEST(ParserPropertyTest, SurvivesTruncationAtEachByte) {
  const std::string whole = WholeCable();
  cable::v1::Cable cable;
  for (size_t size = 0; size <= whole.size(); ++size) {
    ExpectSound(std::string_view(whole).substr(0, size), cable);
    ExpectSound(std::string_view(whole).substr(size), cable);
  }
}

TEST(ParserPropertyTest, SurvivesEachByteChanged) {
  const std::string whole = WholeCable();
  cable::v1::Cable cable;
  for (char c : {'\0', '\n', ' ', '0', 'A', '\xC2', '\xFF'}) {
    for (size_t at = static_cast<unsigned char>(c) % 3; at < whole.size(); at += 3) {
      std::string changed = whole;
      changed[at] = c;
      ExpectSound(changed, cable);
    }
  }
}

TEST(ParserPropertyTest, SurvivesEachLineRemovedDoubledOrMoved) {
  const std::vector<std::string> lines = LinesOf(WholeCable());
  cable::v1::Cable cable;
  for (size_t i = 0; i < lines.size(); ++i) {
    std::vector<std::string> without = lines;
    without.erase(without.begin() + static_cast<ptrdiff_t>(i));
    ExpectSound(Join(without), cable);
    std::vector<std::string> doubled = lines;
    doubled.insert(doubled.begin() + static_cast<ptrdiff_t>(i), lines[i]);
    ExpectSound(Join(doubled), cable);
    for (size_t j = 0; j < i; j += 7) {
      std::vector<std::string> swapped = lines;
      std::swap(swapped[i], swapped[j]);
      ExpectSound(Join(swapped), cable);
    }
  }
}

// The lines that the ID is made from: the heading's lines 3, 5 and 6, and the classification line.
bool MakesTheId(const std::string& line) {
  for (std::string_view begin : {"DE ", "O 0", "FM ", "UNCLAS"}) {
    if (line.starts_with(begin)) return true;
  }
  return false;
}

// Neither a changed byte nor a lost, doubled or moved line elsewhere changes the ID.
TEST(ParserPropertyTest, KeepsTheIdWhereItsLinesAreUntouched) {
  const std::vector<std::string> lines = LinesOf(WholeCable());
  const auto expect_id = [](const std::vector<std::string>& changed) {
    const std::string message = Join(changed);
    EXPECT_EQ(testing::Record(message).message_id(), "09VALLETTA417") << message;
  };
  for (size_t i = 0; i < lines.size(); ++i) {
    if (MakesTheId(lines[i])) continue;
    std::vector<std::string> changed = lines;
    changed[i] = {};
    expect_id(changed);
    changed[i] = lines[i] + lines[i];
    expect_id(changed);
    for (size_t at = 0; at + 1 < lines[i].size(); ++at) {
      for (char c : {'\0', ' ', '0', 'A', '\xC2', '\xFF'}) {
        changed[i] = lines[i];
        changed[i][at] = c;
        expect_id(changed);
      }
      changed[i] = lines[i].substr(0, at) + "\n";
      expect_id(changed);
    }
    for (size_t j = i + 1; j < lines.size() && !MakesTheId(lines[j]); ++j) {
      changed = lines;
      std::swap(changed[i], changed[j]);
      expect_id(changed);
    }
  }
}

// A parser that is not linear does not come back from these.
TEST(ParserPropertyTest, FinishesOnHostileInput) {
  const std::string_view pieces[] = {"REF: ",
                                     "REF: A. OSLO 1 ",
                                     "TAGS: ",
                                     "SUBJECT: X\n",
                                     "Classified By: ",
                                     "UNCLAS ",
                                     "00000417 002 OF 003 ",
                                     "\xC2\xB6"
                                     "11. ",
                                     "1. (C) ",
                                     "XXXX",
                                     "(",
                                     "\"",
                                     "\",\"",
                                     "DE RUEHVT #0417 0631412\n",
                                     "R 041412Z MAR 09\n",
                                     "FM AMEMBASSY OSLO\n",
                                     "CONFIDENTIAL\n",
                                     "PAGE 02 OSLO 0001\n",
                                     "UNCLAS OSLO 000001\n",
                                     "\xFF",
                                     "\n",
                                     " ",
                                     "PGOV",
                                     "zq ",
                                     "RUEHC/A ",
                                     "END SUMMARY ",
                                     "A. A) ",
                                     "VZCZC ",
                                     "BT\n"};
  constexpr size_t kBytes = 12'000;
  cable::v1::Cable cable;
  for (std::string_view piece : pieces) {
    for (std::string_view before : {std::string_view(), testing::kHeading}) {
      std::string message(before);
      if (!before.empty()) message.append(testing::kClassificationLine);
      while (message.size() < kBytes) message.append(piece);
      ExpectSound(message, cable);
    }
    for (std::string_view label : {"SUBJECT: ", "REF: ", "TAGS: ", "Classified By: ", "1. "}) {
      std::string message = testing::CableWith(label);
      while (message.size() < kBytes) message.append(piece);
      ExpectSound(message, cable);
    }
  }
}

}  // namespace
}  // namespace cablestream
