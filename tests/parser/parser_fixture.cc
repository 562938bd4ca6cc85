#include "parser_fixture.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "parser/parser.h"

namespace cablestream::testing {

std::string CableWith(std::string_view lines) {
  return std::string(kHeading).append(kClassificationLine).append(lines);
}

cable::v1::Cable Record(std::string_view message) {
  cable::v1::Cable cable;
  const auto parsed = Parse(message, cable);
  EXPECT_TRUE(parsed.has_value()) << message;
  return cable;
}

bool Warns(const cable::v1::Cable& cable, std::string_view code) {
  return std::any_of(cable.warnings().begin(), cable.warnings().end(),
                     [&](const auto& warning) { return warning.code() == code; });
}

}  // namespace cablestream::testing
