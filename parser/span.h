// The account of a message's bytes: each belongs to exactly one span.
#pragma once

#include <cstddef>
#include <vector>

namespace cablestream {

enum class SpanKind {
  kField,      // stands in a field of the record
  kTransport,  // a page line, a seam, an end mark, an archive's own line, white space
  kUnparsed,   // in `unparsed`
};

struct Span {
  SpanKind kind;
  size_t offset;
  size_t length;
};

// In the order of the message, without gaps.
using Spans = std::vector<Span>;

}  // namespace cablestream
