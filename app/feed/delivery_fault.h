// What to do about a file one of whose messages was not delivered.
#pragma once

#include <librdkafka/rdkafka.h>

namespace cablestream {

enum class DeliveryFault {
  kPassing,  // a timeout, a broker away, an error that Kafka calls retriable: another try may do
  kRefused,  // of the message, or unknown: by itself it fails, together with others it isn't
             // decided
  kEnds,     // no file can be sent: a right or the topic is missing, the producer is fenced
};

[[nodiscard]] DeliveryFault ClassifyDelivery(rd_kafka_resp_err_t error);

}  // namespace cablestream
