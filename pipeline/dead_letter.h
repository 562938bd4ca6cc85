// What becomes of a message that can't be published: kept whole, with the reason beside it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/result.h"
#include "pipeline/raw_message.h"
#include "pipeline/stats.h"
#include "producer/sink.h"

namespace cablestream {

// Produces the dead letter of a message: value, key, own headers and timestamp unchanged, and
// `cablestream.*` headers that say why and from where. One that is too large for its topic goes in
// numbered parts. `detail` names no text of the message.
//
// Fails as Sink::Produce, and with kRefused: not even a part fits.
[[nodiscard]] Status ProduceDeadLetter(const RawMessage& message, DeadLetterReason reason,
                                       std::string_view detail, std::string_view generation,
                                       Sink& sink);

// Produces a dead letter as it is, or in numbered parts where it is too large for its topic. Fails
// as Sink::Produce, and with kRefused before anything is produced: not even a part fits.
[[nodiscard]] Status ProduceWholeOrInParts(Output output, std::vector<Header> headers, Sink& sink);

}  // namespace cablestream
