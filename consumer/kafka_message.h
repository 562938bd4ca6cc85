// librdkafka's message as a Message, without a copy.
#pragma once

#include "consumer/message.h"
#include "kafka/handles.h"

namespace cablestream {

// Takes over a message without error.
[[nodiscard]] Message WrapMessage(MessageHandle message);

}  // namespace cablestream
