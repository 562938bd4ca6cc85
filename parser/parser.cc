#include "parser/parser.h"

#include <memory>

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
#include "parser/transcript.h"

namespace cablestream {
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

struct MessageParser::State {
  State(std::string_view message, cable::v1::Cable& cable, Spans* spans)
      : transcript(message), context(transcript, cable, spans) {}

  Transcript transcript;
  ParseContext context;
  size_t body = 0;  // where the text begins, behind the message lines
};

MessageParser::MessageParser(Spans* spans) : spans_(spans) {}
MessageParser::~MessageParser() = default;

tl::expected<void, ParseError> MessageParser::ReadHead(std::string_view message,
                                                       cable::v1::Cable& cable) {
  state_.reset();
  if (spans_ != nullptr) spans_->clear();
  cable.Clear();
  if (Trim(message).empty()) {
    return tl::unexpected(ParseError{ParseErrorCode::kEmpty, 0, "The message has no text."});
  }
  state_ = std::make_unique<State>(message, cable, spans_);
  ParseContext& context = state_->context;
  const TextStart& start = state_->transcript.start();
  const UpperHeadings upper = FindUpperHeadings(context.message(), start);
  const HeadingFacts facts = ReadHeading(start, upper, context);
  const uint64_t hash = HashTextV1(message);
  if (!Identify(start, facts, hash, context)) {
    state_.reset();
    return tl::unexpected(ParseError{
        ParseErrorCode::kNoIdentity, 0,
        "Neither a message reference number, a station's serial and filing time, nor an originator "
        "and a date-time group was found."});
  }
  SetClassification(start, context);
  cable.set_content_hash(hash);
  cable.set_content_hash_version(kContentHashVersion);
  cable.mutable_parser_version()->assign(ParserVersion());
  state_->body = ReadMessageLines(start, context);
  SetDisposition(context);
  return {};
}

void MessageParser::ReadText() {
  if (!state_) return;
  ParseContext& context = state_->context;
  context.ListInvalidBytes(context.message().substr(0, state_->body));
  ReadBody(state_->body, state_->transcript.start(), context);
  TakeSignature(context);
  FindClassifiedBy(context);
  SetExtracts(context);
  context.CloseAccount();
  state_.reset();
}

tl::expected<void, ParseError> Parse(std::string_view message, cable::v1::Cable& cable,
                                     Spans* spans) {
  MessageParser parser(spans);
  auto parsed = parser.ReadHead(message, cable);
  if (parsed) parser.ReadText();
  return parsed;
}

}  // namespace cablestream
