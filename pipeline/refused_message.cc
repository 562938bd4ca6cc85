#include "pipeline/refused_message.h"

#include <utility>

namespace cablestream {
namespace {

tl::unexpected<Error> Stop(const Refusal& refusal, std::string_view source, std::string_view output,
                           std::string_view advice) {
  std::string text = "A broker refuses the " + std::string(output) + " of the message at ";
  text.append(source).append(" for topic ").append(refusal.topic_name);
  text.append(" (").append(refusal.error).append("): ").append(advice);
  return Fail(ErrorCode::kRefused, std::move(text));
}

}  // namespace

Result<RefusedMessage> Judge(const Refusal& refusal, std::string_view source,
                             RefusedMessage before) {
  if (refusal.timestamp) {
    const bool is_internal =
        refusal.topic == OutputTopic::kHome || refusal.topic == OutputTopic::kClaims;
    const bool had_one = !is_internal && !before.without_timestamp;
    if (!had_one) {
      return Stop(
          refusal, source, "output",
          "it carries the present time. Compare this machine's clock with the broker's, and "
          "look at the topic's message.timestamp.* settings (an internal topic is made with "
          "message.timestamp.type=LogAppendTime, which takes any).");
    }
    before.without_timestamp = true;
    return before;
  }
  if (refusal.topic == OutputTopic::kClaims) {
    return Stop(
        refusal, source, "claim",
        "this is an internal topic with settings of its own. Set its max.message.bytes back to "
        "the broker's default, and start again.");
  }
  if (refusal.topic == OutputTopic::kDeadLetters) {
    return Stop(
        refusal, source, "dead letter",
        "nothing else can be done with the message. Raise the topic's max.message.bytes and "
        "segment.bytes to those of the raw topic, leave its cleanup.policy at delete, and "
        "start again.");
  }
  before.rejected = refusal.error + " from topic " + refusal.topic_name;
  return before;
}

}  // namespace cablestream
