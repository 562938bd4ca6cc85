#include "parser/classification_line.h"

#include <gtest/gtest.h>

#include "parser/posts.h"

namespace cablestream {
namespace {

TEST(ClassificationLineTest, ReadsWhatTheLinePrints) {
  struct Case {
    std::string_view line;
    cable::v1::ClassificationLevel level;
    std::string_view post;
    std::string_view serial;
    uint32_t section;
    uint32_t total;
  };
  const auto unclassified = cable::v1::CLASSIFICATION_LEVEL_UNCLASSIFIED;
  const auto confidential = cable::v1::CLASSIFICATION_LEVEL_CONFIDENTIAL;
  const auto secret = cable::v1::CLASSIFICATION_LEVEL_SECRET;
  const Case cases[] = {
      {"UNCLAS VALLETTA 000417", unclassified, "VALLETTA", "000417", 0, 0},
      {"UNCLASSIFIED THE HAGUE 12", unclassified, "THE HAGUE", "12", 0, 0},
      {"UNCLAS E F T O LONDON 000417", unclassified, "LONDON", "000417", 0, 0},
      {"C O N F I D E N T I A L SECTION 01 OF 03 SUVA 000123", confidential, "SUVA", "000123", 1,
       3},
      {"SS E C R E T SECTION 02 OF 04 SUVA 000123", secret, "SUVA", "000123", 2, 4},
      {"O N F I D E N T I A L SUVA 000123", confidential, "SUVA", "000123", 0, 0},
      {"S e c r e t suva 000123", secret, "suva", "000123", 0, 0},
      {"UNCLAS FINAL SECTION OF 2 SUVA 000123", unclassified, "SUVA", "000123", 2, 2},
      {"UNCLAS FINAL SECTION 1 OF 2 SUVA 000123", unclassified, "SUVA", "000123", 2, 2},
      {"UNCLAS SCTION 02GF03 SUVA 000123", unclassified, "SUVA", "000123", 2, 3},
      {"TOP SECRET SUVA 000123", cable::v1::CLASSIFICATION_LEVEL_TOP_SECRET, "SUVA", "000123", 0,
       0},
      {"LIMITED OFFICIAL USE SUVA 0123", cable::v1::CLASSIFICATION_LEVEL_LIMITED_OFFICIAL_USE,
       "SUVA", "0123", 0, 0},
      {"UNCLAS 75 LIBREVILLE 1895", unclassified, "LIBREVILLE", "1895", 0, 0},
      {"UNCLAS S E C T I O N 0 1 OF 02 SUVA 000123", unclassified, "SUVA", "000123", 1, 2},
      {"UNCLAS SECTION ONE OF TWO SUVA 000123", unclassified, "SUVA", "000123", 1, 2},
      {"UNCLAS SECTION 1/2 SUVA 000123", unclassified, "SUVA", "000123", 1, 2},
      {"UNCLAS FINAL SECTION OF SUVA 000123", unclassified, "SUVA", "000123", 0, 0},
      {"UNCLAS VALLETTA0123", unclassified, "VALLETTA", "0123", 0, 0},
      {"CONFIDENTIAL", confidential, "", "", 0, 0},
  };
  for (const Case& expected : cases) {
    ClassificationLine read;
    ASSERT_TRUE(ReadClassificationLine(expected.line, read)) << expected.line;
    EXPECT_EQ(read.level, expected.level) << expected.line;
    EXPECT_EQ(read.post, expected.post) << expected.line;
    EXPECT_EQ(read.serial, expected.serial) << expected.line;
    EXPECT_EQ(read.section.number, expected.section) << expected.line;
    EXPECT_EQ(read.section.total, expected.total) << expected.line;
  }
}

TEST(ClassificationLineTest, RefusesOtherLines) {
  for (std::string_view line : {"", "SUBJECT: SECRET TALKS", "SECRETARY RICE 12", "1. UNCLAS",
                                "CONFERENCE IN SUVA 000123", "UNCLE SUVA 12"}) {
    ClassificationLine read;
    EXPECT_FALSE(ReadClassificationLine(line, read)) << line;
  }
}

TEST(ClassificationLineTest, KeepsASecondNumberApart) {
  ClassificationLine read;
  ASSERT_TRUE(ReadClassificationLine("UNCLAS STATE 183691 TOSEC 140193", read));
  EXPECT_EQ(read.serial, "183691");
  EXPECT_EQ(read.secondary, "TOSEC 140193");
}

TEST(PostsTest, GivesOnePostOneName) {
  struct Case {
    std::string_view printed;
    std::string_view canonical;
  };
  const Case cases[] = {
      {"VALLETTA", "VALLETTA"},
      {"THE HAGUE", "THEHAGUE"},
      {"PORT-OF-SPAIN", "PORTOFSPAIN"},
      {"KIEV", "KIEV"},
      {"KYIV", "KYIV"},
      {"RIO DE JAN", "RIODEJANEIRO"},
      {"SECSTATE", "STATE"},
      {"SECTATE", "STATE"},
      {"UNVIE", "UNVIEVIENNA"},
      {"TRIPOLI LY", "TRIPOLI"},
      {"EFTO LONDON", "LONDON"},
      {"SETION OF BAKU", "BAKU"},
      {"AMEMBASSY HANOI", "HANOI"},
      {"SANTIAG0", "SANTIAGO"},
      {"REYKJAVK", "REYKJAVIK"},
      {"XANADU", "XANADU"},
      {"SANJSE", "SANJOSE"},
  };
  for (const Case& expected : cases) {
    EXPECT_EQ(CanonicalPost(expected.printed).view(), expected.canonical) << expected.printed;
  }
  EXPECT_EQ(PostOfOriginator("USMISSION USUN NEW YORK").view(), "USUNNEWYORK");
  EXPECT_EQ(PostOfOriginator("SECSTATE WASHDC").view(), "STATE");
}

}  // namespace
}  // namespace cablestream
