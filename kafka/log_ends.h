// Where a partition's log begins and ends.
#pragma once

#include <librdkafka/rdkafka.h>

#include <chrono>
#include <cstdint>

#include "kafka/types.h"

namespace cablestream {

struct LogEnds {
  int64_t low = 0;   // of the first message
  int64_t high = 0;  // behind the last
};

// As rd_kafka_query_watermark_offsets, which may take longer than `limit`. That asks for both ends
// at once, and where one answer is an error and the other comes right behind it, forgets the error
// and gives the one end for both: an empty log is asked for twice. Fails with __IN_PROGRESS where
// the second answer is another one: ask again.
[[nodiscard]] rd_kafka_resp_err_t QueryLogEnds(rd_kafka_t* client, const TopicPartition& partition,
                                               std::chrono::milliseconds limit, LogEnds& ends);

}  // namespace cablestream
