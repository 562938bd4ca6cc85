#include "parser/digests.h"

#include <gtest/gtest.h>

#include <string>

#include "parser_fixture.h"

namespace cablestream {
namespace {

TEST(DigestsTest, EachGroupSeesItsOwnChangeAlone) {
  const std::string plain = testing::CableWith(
      "SIPDIS\nE.O. 12958: N/A\nTAGS: PGOV MT\nSUBJECT: PORT CALLS\nREF: OSLO 12\n\n1. Text.\n\n"
      "ROE\n");
  struct Case {
    std::string_view from;
    std::string_view to;
    size_t group;
  };
  const Case cases[] = {{"O 041412Z", "P 041412Z", 0}, {"MAGHREB", "BALTIC", 1},
                        {"SIPDIS", "NOFORN", 2},       {"PGOV", "ECON", 3},
                        {"CALLS", "VISITS", 4},        {"OSLO 12", "OSLO 13", 5},
                        {"Text.", "Word.", 6},         {"\nROE", "\nDOE", 7}};
  const Digests before = ComputeDigests(testing::Record(plain));
  for (const Case& change : cases) {
    std::string message = plain;
    message.replace(message.find(change.from), change.from.size(), change.to);
    const Digests after = ComputeDigests(testing::Record(message));
    for (size_t group = 0; group < after.size(); ++group) {
      EXPECT_EQ(before[group] != after[group], group == change.group)
          << kDigestGroups[group] << " after " << change.to;
    }
  }
}

}  // namespace
}  // namespace cablestream
