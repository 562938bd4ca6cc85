#include "parser/content_hash.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "content_hash_golden.h"
#include "parser_fixture.h"

namespace cablestream {
namespace {

uint64_t Hash(std::string_view message) {
  return ContentHash(message, 1).value_or(0);
}

std::string Replaced(std::string text, std::string_view from, std::string_view to) {
  for (size_t at = text.find(from); at != text.npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

// One cable by one route after another.
std::vector<std::string> Transports() {
  const std::string plain(kHashedCable);
  const std::string text = plain.substr(plain.find("UNCLAS"));
  std::vector<std::string> routes;
  routes.push_back(plain);
  routes.push_back(Replaced(plain, "\n", "\r\n"));
  routes.push_back(Replaced(plain, "\n", " \\\n"));
  routes.push_back(
      Replaced(plain, "VZCZCXYZ0417\nOO RUEHWEB RUEHLO\n", "VZCZCXRO9001\nOO RUEHOS\n"));
  routes.push_back(text);
  routes.push_back(Replaced(plain, "harbour by",
                            "harbour\n\nCONFIDENTIAL\n\nPAGE 02   VALLETTA  "
                            "000417 041412Z\n\nCONFIDENTIAL\n\nby"));
  routes.push_back(Replaced(plain, "harbour by", "harbour\nVALLETTA 00000417 002 OF 002\nby"));
  routes.push_back(Replaced(plain, "harbour by", "harbour Valletta 00000417  001.2 of 002 by"));
  routes.push_back(
      Replaced(Replaced(plain, "came into\nthe", "came into the"), "harbour by", "harbour\nby"));
  routes.push_back(plain + "\nBT\n#0417\n\nNNNN\n");
  routes.push_back(Replaced(Replaced(plain, "\n1. ",
                                     "\n\xC2\xB6"
                                     "1. "),
                            "\n2. ",
                            "\n\xC2\xB6"
                            "2. "));
  routes.push_back(Replaced(plain, " ships", "\xC2\xA0\t ships"));
  routes.push_back("From: ARCHIVE\nSent: today\n\n" + plain);
  return routes;
}

TEST(ContentHashTest, IsFrozen) {
  for (const HashGolden& golden : kHashGoldens) {
    EXPECT_EQ(Hash(golden.message), golden.hash) << golden.message;
  }
}

TEST(ContentHashTest, IsOneForOneCableByAnyTransport) {
  for (const std::string& message : Transports()) {
    EXPECT_EQ(Hash(message), kHashGoldens[0].hash) << message;
  }
}

TEST(ContentHashTest, IsAnotherForEachEditedWord) {
  const std::string plain(kHashedCable);
  const size_t text = plain.find("UNCLAS");
  std::set<uint64_t> hashes = {Hash(plain)};
  size_t edits = 0;
  for (size_t at = text; at < plain.size(); ++at) {
    const bool word_begins = at == text || plain[at - 1] == ' ' || plain[at - 1] == '\n';
    if (!word_begins || plain[at] == ' ' || plain[at] == '\n') continue;
    std::string edited = plain;
    edited[at] = edited[at] == 'q' ? 'z' : 'q';
    hashes.insert(Hash(edited));
    ++edits;
  }
  EXPECT_GE(edits, 30U);
  EXPECT_EQ(hashes.size(), edits + 1);
}

TEST(ContentHashTest, FoldsNeitherCaseNorQuotesNorDashes) {
  const std::string plain(kHashedCable);
  const std::set<uint64_t> hashes = {
      Hash(plain), Hash(Replaced(plain, "Ships", "SHIPS")), Hash(Replaced(plain, "'", "\"")),
      Hash(Replaced(plain, "-", "--")), Hash(Replaced(plain, "SENSITIVE\n", ""))};
  EXPECT_EQ(hashes.size(), 5U);
}

TEST(ContentHashTest, LeavesWhatOnlyLooksLikeTransport) {
  const std::string plain(kHashedCable);
  EXPECT_NE(Hash(plain), Hash(Replaced(plain, "harbour by", "harbour 00000417 by")));
  EXPECT_NE(Hash(plain), Hash(Replaced(plain, "harbour by", "harbour 002 OF 003 by")));
  EXPECT_NE(Hash(plain), Hash(Replaced(plain, "harbour by", "harbour\nPAGE of history\nby")));
  EXPECT_NE(Hash(plain), Hash(Replaced(plain, "harbour by", "harbour \xC2\xB6 by")));
}

TEST(ContentHashTest, IsTheRecords) {
  EXPECT_EQ(testing::Record(kHashedCable).content_hash(), Hash(kHashedCable));
}

TEST(ContentHashTest, KnowsItsVersions) {
  EXPECT_TRUE(ContentHash(kHashedCable, kContentHashVersion).has_value());
  EXPECT_FALSE(ContentHash(kHashedCable, 0).has_value());
  EXPECT_FALSE(ContentHash(kHashedCable, 2).has_value());
}

}  // namespace
}  // namespace cablestream
