#include "app/admin/admin_server.h"

#include <httplib.h>

#include <cerrno>
#include <cstring>
#include <thread>
#include <utility>

#include "app/admin/health.h"
#include "app/admin/history.h"
#include "app/admin/metrics.h"
#include "app/admin/status_page.h"
#include "app/config/checks.h"

namespace cablestream {
namespace {

constexpr size_t kThreads = 4;
// What a client that says nothing can hold up the process's end by.
constexpr time_t kPatienceSeconds = 2;

// httplib's own choice, SO_REUSEPORT, would let two processes share the port unnoticed.
void ReuseAddressOnly(socket_t socket) {
  const int yes = 1;
  setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
}

void Answer(const HealthAnswer& answer, httplib::Response& response) {
  response.status = answer.good ? 200 : 503;
  response.set_content(answer.reason + "\n", "text/plain");
}

}  // namespace

class AdminServer::Impl {
 public:
  Impl(const Telemetry& telemetry, std::string config)
      : telemetry_(telemetry),
        config_(std::move(config)),
        metrics_(telemetry),
        health_(telemetry.stats, Now()),
        history_(telemetry.stats) {
    server_.new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
    server_.set_socket_options(ReuseAddressOnly);
    server_.set_keep_alive_timeout(kPatienceSeconds);
    server_.set_read_timeout(kPatienceSeconds);
    server_.set_write_timeout(kPatienceSeconds);
    AddPages();
  }

  ~Impl() {
    server_.stop();
    if (thread_.joinable()) thread_.join();
  }

  bool Open(const HostPort& address) {
    port_ = address.port;
    if (port_ == 0) {
      port_ = server_.bind_to_any_port(address.host.c_str());
      if (port_ < 0) return false;
    } else if (!server_.bind_to_port(address.host.c_str(), port_)) {
      return false;
    }
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    // stop() would pass a server by that does not run yet.
    while (!server_.is_running()) std::this_thread::yield();
    return true;
  }

  [[nodiscard]] int port() const { return port_; }

 private:
  static Health::Time Now() { return std::chrono::steady_clock::now(); }

  void AddPages() {
    server_.Get("/metrics", [this](const httplib::Request&, httplib::Response& response) {
      response.set_content(metrics_.Text(), "text/plain; version=0.0.4");
    });
    server_.Get("/healthz", [this](const httplib::Request&, httplib::Response& response) {
      Answer(health_.Alive(Now()), response);
    });
    server_.Get("/readyz", [this](const httplib::Request&, httplib::Response& response) {
      Answer(health_.Ready(), response);
    });
    server_.Get("/", [this](const httplib::Request&, httplib::Response& response) {
      response.set_content(StatusPage(View(), telemetry_.stats), "text/html");
    });
    server_.Get("/status.js", [](const httplib::Request&, httplib::Response& response) {
      response.set_content(StatusScript(), "text/javascript");
    });
    // Nothing but the page's own parts is loaded, whatever a topic is called.
    server_.set_default_headers({
        {"Cache-Control", "no-store"},
        {"Content-Security-Policy",
         "default-src 'none'; style-src 'unsafe-inline'; script-src 'self'; connect-src 'self'; "
         "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
        {"Referrer-Policy", "no-referrer"},
        {"X-Content-Type-Options", "nosniff"},
    });
  }

  [[nodiscard]] StatusView View() {
    return {health_.Alive(Now()), health_.Ready(), metrics_.Lags(), history_.Get(), config_};
  }

  const Telemetry& telemetry_;
  const std::string config_;
  Metrics metrics_;
  Health health_;
  HistoryThread history_;
  httplib::Server server_;
  std::thread thread_;
  int port_ = 0;
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
  errno = 0;
  if (!impl->Open(*parsed)) {
    const std::string reason = errno == 0 ? "no such address" : std::strerror(errno);
    return Fail(ErrorCode::kIo, "The admin address " + address + " can't be opened: " + reason +
                                    ". Set admin.address to another one, or to off.");
  }
  return std::unique_ptr<AdminServer>(new AdminServer(std::move(impl)));
}

}  // namespace cablestream
