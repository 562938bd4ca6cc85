#include "app/admin/admin_server.h"

#include <utility>

#include "app/admin/health.h"
#include "app/admin/history.h"
#include "app/admin/http_server.h"
#include "app/admin/metrics.h"
#include "app/admin/status_page.h"
#include "app/config/checks.h"

namespace cablestream {
namespace {

HttpAnswer Probed(const HealthAnswer& answer) {
  return {.status = answer.good ? 200 : 503, .body = answer.reason + "\n"};
}

}  // namespace

class AdminServer::Impl {
 public:
  Impl(const Telemetry& telemetry, std::string config)
      : telemetry_(telemetry),
        config_(std::move(config)),
        metrics_(telemetry),
        health_(telemetry.stats, Now()),
        history_(telemetry.stats) {}

  Status Open(const HostPort& address) {
    Result<std::unique_ptr<HttpServer>> started = HttpServer::Start(
        address, [this](const HttpRequest& request) { return Answer(request.path); });
    if (!started) return Fail(started.error());
    server_ = std::move(*started);
    return {};
  }

  [[nodiscard]] int port() const { return server_->port(); }

 private:
  static Health::Time Now() { return std::chrono::steady_clock::now(); }

  HttpAnswer Answer(const std::string& path) {
    if (path == "/metrics") return {.type = "text/plain; version=0.0.4", .body = metrics_.Text()};
    if (path == "/healthz") return Probed(health_.Alive(Now()));
    if (path == "/readyz") return Probed(health_.Ready());
    if (path == "/") return {.type = "text/html", .body = StatusPage(View(), telemetry_.stats)};
    if (path == "/status.js") return {.type = "text/javascript", .body = StatusScript()};
    return HttpRefusal(404);
  }

  [[nodiscard]] StatusView View() {
    return {health_.Alive(Now()), health_.Ready(), metrics_.Lags(), history_.Get(), config_};
  }

  const Telemetry& telemetry_;
  const std::string config_;
  Metrics metrics_;
  Health health_;
  HistoryThread history_;
  std::unique_ptr<HttpServer> server_;
};

AdminServer::AdminServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
AdminServer::~AdminServer() = default;

int AdminServer::port() const {
  return impl_->port();
}

Result<std::unique_ptr<AdminServer>> AdminServer::Start(const std::string& address,
                                                        const Telemetry& telemetry,
                                                        std::string config) {
  const auto parsed = ParseHostPort(address);
  if (!parsed) {
    return Fail(ErrorCode::kInvalidArgument, "admin.address: '" + address + "' is no host:port");
  }
  auto impl = std::make_unique<Impl>(telemetry, std::move(config));
  if (Status opened = impl->Open(*parsed); !opened) {
    return Fail(ErrorCode::kIo, "The admin address " + address +
                                    " can't be opened: " + opened.error().message +
                                    ". Set admin.address to another one, or to off.");
  }
  return std::unique_ptr<AdminServer>(new AdminServer(std::move(impl)));
}

}  // namespace cablestream
