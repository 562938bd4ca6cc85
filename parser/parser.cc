#include "parser/parser.h"

#include "parser/body.h"
#include "parser/classification.h"
#include "parser/classified_by.h"
#include "parser/content_hash.h"
#include "parser/context.h"
#include "parser/extracts.h"
#include "parser/heading.h"
#include "parser/identity.h"
#include "parser/message_lines.h"
#include "parser/signature.h"
#include "parser/text.h"
#include "parser/text_hash.h"
#include "parser/text_start.h"

namespace cablestream {
namespace {

void SetCoverage(ParseContext& context) {
  const auto total = static_cast<double>(context.message().size());
  const auto unparsed = static_cast<double>(context.unparsed_bytes());
  context.cable().set_coverage((total - unparsed) / total);
}

}  // namespace

std::string_view ParseErrorName(ParseErrorCode code) {
  switch (code) {
    case ParseErrorCode::kEmpty:
      return "empty";
    case ParseErrorCode::kNoIdentity:
      return "no_identity";
  }
  return "unknown";
}

std::string_view ParserVersion() {
  return "1";
}

tl::expected<void, ParseError> Parse(std::string_view message, cable::v1::Cable& cable) {
  cable.Clear();
  if (Trim(message).empty()) {
    return tl::unexpected(ParseError{ParseErrorCode::kEmpty, 0, "The message has no text."});
  }
  ParseContext context(message, cable);
  const TextStart start = FindTextStart(message);
  const UpperHeadings upper = FindUpperHeadings(message, start);
  const HeadingFacts facts = ReadHeading(start, upper, context);
  const uint64_t hash = HashTextV1(message);
  if (!Identify(start, facts, hash, context)) {
    return tl::unexpected(ParseError{
        ParseErrorCode::kNoIdentity, 0,
        "Neither a message reference number, a station's serial and filing time, nor an originator "
        "and a date-time group was found."});
  }
  SetClassification(start, context);
  cable.set_content_hash(hash);
  cable.set_content_hash_version(kContentHashVersion);
  cable.mutable_parser_version()->assign(ParserVersion());
  const size_t body = ReadMessageLines(start, context);
  context.ListInvalidBytes(message.substr(0, body));
  ReadBody(body, start, context);
  TakeSignature(context);
  FindClassifiedBy(context);
  SetExtracts(context);
  SetDisposition(context);
  SetCoverage(context);
  return {};
}

}  // namespace cablestream
