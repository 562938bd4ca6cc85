#include "parser_fixture.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "parser/parser.h"
#include "parser/text.h"

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

void ExpectAccount(std::string_view message, const cable::v1::Cable& cable, const Spans& spans) {
  // What each byte is, by the spans and by the record.
  std::string by_spans;
  for (const Span& span : spans) {
    ASSERT_EQ(span.offset, by_spans.size());
    by_spans.append(span.length, span.kind == SpanKind::kUnparsed ? 'u' : '.');
  }
  ASSERT_EQ(by_spans.size(), message.size());
  std::string by_record(message.size(), '.');
  size_t sum = 0;
  for (const auto& unparsed : cable.unparsed()) {
    ASSERT_EQ(unparsed.bytes(), message.substr(unparsed.offset(), unparsed.length()));
    std::fill_n(by_record.begin() + static_cast<ptrdiff_t>(unparsed.offset()), unparsed.length(),
                'u');
    sum += unparsed.length();
  }
  // White space between two neighbours is in their entry.
  for (size_t i = 0; i < message.size(); ++i) {
    if (!IsInk(message[i])) by_spans[i] = by_record[i];
  }
  ASSERT_EQ(by_spans, by_record);
  const auto size = static_cast<double>(message.size());
  ASSERT_EQ(cable.coverage(), (size - static_cast<double>(sum)) / size);
}

bool Warns(const cable::v1::Cable& cable, std::string_view code) {
  return std::any_of(cable.warnings().begin(), cable.warnings().end(),
                     [&](const auto& warning) { return warning.code() == code; });
}

}  // namespace cablestream::testing
