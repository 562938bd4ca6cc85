// The admin address: /metrics, /healthz, /readyz and a status page at /.
#pragma once

#include <memory>
#include <string>

#include "app/service/telemetry.h"
#include "common/result.h"

namespace cablestream {

// Answers on threads of its own until it is destroyed. Reads the telemetry and nothing else: no
// request can hold up the loop.
class AdminServer {
 public:
  // Opens `address` (`127.0.0.1:9464`; port 0: any free one). `telemetry` must outlive the server;
  // `config` is shown as it is, so its secrets must be masked. Fails with kInvalidArgument (no
  // host:port) and kIo (taken, or not an address of this machine).
  [[nodiscard]] static Result<std::unique_ptr<AdminServer>> Start(const std::string& address,
                                                                  const Telemetry& telemetry,
                                                                  std::string config);
  ~AdminServer();
  AdminServer(const AdminServer&) = delete;
  AdminServer& operator=(const AdminServer&) = delete;

  [[nodiscard]] int port() const;

 private:
  class Impl;
  explicit AdminServer(std::unique_ptr<Impl> impl);

  const std::unique_ptr<Impl> impl_;
};

}  // namespace cablestream
