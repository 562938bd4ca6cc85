// Between what the pipeline reads and writes and what stands in a simulated log.
#pragma once

#include "consumer/message.h"
#include "producer/sink.h"
#include "simulation/broker/log.h"

namespace cablestream::sim {

// The entry must stay where it is, as those of Log do.
[[nodiscard]] Message ToMessage(const TopicPartition& partition, int64_t offset,
                                const Entry& entry);

[[nodiscard]] Entry ToEntry(const Output& output);

}  // namespace cablestream::sim
