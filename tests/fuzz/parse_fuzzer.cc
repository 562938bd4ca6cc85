// Any bytes: no crash, the same record twice, strings that are UTF-8, and every byte accounted for.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "cable/v1/cable.pb.h"
#include "parser/parser.h"
#include "parser/text.h"

namespace cablestream {
namespace {

void Require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", what);
  std::abort();
}

// The spans tile the message, and `unparsed` holds those that nobody read, word for word.
void RequireAccount(std::string_view message, const cable::v1::Cable& cable, const Spans& spans) {
  std::string by_record(message.size(), '.');
  size_t unparsed = 0;
  for (const auto& entry : cable.unparsed()) {
    Require(entry.offset() <= message.size() &&
                entry.bytes() == message.substr(entry.offset(), entry.length()),
            "unparsed holds the message's bytes");
    by_record.replace(entry.offset(), entry.length(), entry.length(), 'u');
    unparsed += entry.length();
  }
  size_t end = 0;
  for (const Span& span : spans) {
    Require(span.offset == end && span.length > 0, "spans tile the message");
    end += span.length;
    const char kind = span.kind == SpanKind::kUnparsed ? 'u' : '.';
    for (size_t i = span.offset; i < end; ++i) {
      Require(by_record[i] == kind || !IsInk(message[i]), "unparsed is what no reader took");
    }
  }
  Require(end == message.size(), "spans cover the message");
  const auto size = static_cast<double>(message.size());
  Require(cable.coverage() == (size - static_cast<double>(unparsed)) / size, "coverage");
}

}  // namespace
}  // namespace cablestream

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace cablestream;
  static cable::v1::Cable reused;
  const std::string_view message(reinterpret_cast<const char*>(data), size);
  cable::v1::Cable fresh;
  Spans spans;
  const bool parsed = Parse(message, fresh, &spans).has_value();
  Require(Parse(message, reused).has_value() == parsed, "the same bytes parse again");
  if (!parsed) return 0;
  Require(!fresh.message_id().empty(), "a record has an ID");
  RequireAccount(message, fresh, spans);
  std::string first;
  std::string second;
  Require(fresh.SerializeToString(&first) && reused.SerializeToString(&second),
          "strings are UTF-8");
  Require(first == second, "the same bytes give the same record");
  return 0;
}
