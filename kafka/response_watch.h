// Sees the responses that librdkafka retries without a word.
//
// A transactional request whose connection dies is sent again silently, and the first copy,
// arriving late, acts on the *next* transaction. The only sign is a failed response, which an
// interceptor sees: docs/architecture.md, "An uncertain end".
#pragma once

#include <librdkafka/rdkafka.h>

#include <atomic>

#include "common/result.h"

namespace cablestream {

// Set from the client's threads, read and reset by its owner.
class ResponseWatch {
 public:
  // Adds the watch to `conf`, for clients made of it. rd_kafka_conf_dup drops it: add it to each
  // conf that goes to rd_kafka_new. The watch must outlive the client.
  [[nodiscard]] Status AddTo(rd_kafka_conf_t* conf);

  void Reset() { failed_.store(false); }

  // Whether a request that is part of a transaction has failed since Reset.
  [[nodiscard]] bool failed() const { return failed_.load(); }

 private:
  static rd_kafka_resp_err_t OnNew(rd_kafka_t* client, const rd_kafka_conf_t* conf, void* opaque,
                                   char* reason, size_t reason_size);
  static rd_kafka_resp_err_t OnResponse(rd_kafka_t* client, int socket, const char* broker,
                                        int32_t broker_id, int16_t api_key, int16_t api_version,
                                        int32_t correlation_id, size_t size, int64_t round_trip_us,
                                        rd_kafka_resp_err_t error, void* opaque);

  std::atomic<bool> failed_ = false;
};

}  // namespace cablestream
