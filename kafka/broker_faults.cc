#include "kafka/broker_faults.h"

#include <string_view>

#include "kafka/error_class.h"

namespace cablestream {
namespace {

// A handshake that is cut off has the same code as one that is refused.
bool IsDenial(rd_kafka_resp_err_t error, std::string_view reason) {
  const bool is_cut_off = error == RD_KAFKA_RESP_ERR__SSL || error == RD_KAFKA_RESP_ERR__TRANSPORT;
  return is_cut_off ? reason.find("certificate") != std::string_view::npos : IsDenied(error);
}

}  // namespace

std::shared_ptr<BrokerFaults> BrokerFaults::AddTo(rd_kafka_conf_t* conf) {
  auto faults = std::make_shared<BrokerFaults>();
  rd_kafka_conf_set_opaque(conf, faults.get());
  rd_kafka_conf_set_error_cb(conf, &BrokerFaults::OnError);
  return faults;
}

void BrokerFaults::OnError(rd_kafka_t* /*client*/, int error, const char* reason, void* opaque) {
  if (error == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) return;  // says nothing of why
  auto& faults = *static_cast<BrokerFaults*>(opaque);
  if (faults.is_denial_) return;
  faults.last_ = reason;
  faults.is_denial_ = IsDenial(static_cast<rd_kafka_resp_err_t>(error), faults.last_);
}

}  // namespace cablestream
