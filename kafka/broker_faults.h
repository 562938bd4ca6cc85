// Why a client's connections fail, as its brokers or its TLS library say.
#pragma once

#include <librdkafka/rdkafka.h>

#include <memory>
#include <string>

namespace cablestream {

// Takes the error callback and the opaque pointer of a configuration. What comes is seen by
// rd_kafka_poll, on its thread. Must outlive the client.
class BrokerFaults {
 public:
  [[nodiscard]] static std::shared_ptr<BrokerFaults> AddTo(rd_kafka_conf_t* conf);

  // The last one; empty: none yet.
  [[nodiscard]] const std::string& last() const { return last_; }
  // Credentials or a certificate are refused, by either side: no waiting mends it.
  [[nodiscard]] bool is_denial() const { return is_denial_; }

 private:
  static void OnError(rd_kafka_t* client, int error, const char* reason, void* opaque);

  std::string last_;
  bool is_denial_ = false;
};

}  // namespace cablestream
