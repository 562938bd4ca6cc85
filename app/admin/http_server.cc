#include "app/admin/http_server.h"

#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

namespace cablestream {
namespace {

constexpr int kAtOnce = 32;
constexpr std::string_view kEndOfHead = "\r\n\r\n";
// How long a client may go on sending behind its answer. To close before it has read the answer
// would take that from it.
constexpr std::chrono::seconds kFarewellPatience{1};
constexpr std::chrono::milliseconds kPauseWithoutDescriptors{100};

tl::unexpected<Error> Refused(const std::string& reason) {
  return Fail(ErrorCode::kIo, reason);
}

Result<Descriptor> Listen(const addrinfo& address) {
  const int kind = address.ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC;
  Descriptor listener(socket(address.ai_family, kind, address.ai_protocol));
  // Without SO_REUSEPORT, by which two processes would share the port unnoticed.
  const int yes = 1;
  if (listener.get() < 0 ||
      setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0 ||
      bind(listener.get(), address.ai_addr, address.ai_addrlen) != 0 ||
      listen(listener.get(), SOMAXCONN) != 0) {
    return Refused(std::strerror(errno));
  }
  return listener;
}

Result<Descriptor> Listen(const HostPort& address) {
  addrinfo wanted{};
  wanted.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int error =
      getaddrinfo(address.host.c_str(), std::to_string(address.port).c_str(), &wanted, &found);
  if (error != 0) return Refused(gai_strerror(error));
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> addresses(found, freeaddrinfo);
  for (const addrinfo* each = found; each != nullptr; each = each->ai_next) {
    Result<Descriptor> listener = Listen(*each);
    if (listener || each->ai_next == nullptr) return listener;
  }
  return Refused("no such address");
}

int PortOf(int socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) return -1;
  return ntohs(address.ss_family == AF_INET6
                   ? reinterpret_cast<const sockaddr_in6&>(address).sin6_port
                   : reinterpret_cast<const sockaddr_in&>(address).sin_port);
}

bool WouldBlock() {
  return errno == EAGAIN || errno == EINTR;
}

}  // namespace

Descriptor::~Descriptor() {
  if (number_ >= 0) close(number_);
}

Result<std::unique_ptr<HttpServer>> HttpServer::Start(const HostPort& address, Handler handler) {
  Result<Descriptor> listener = Listen(address);
  if (!listener) return Fail(listener.error());
  Descriptor wake(eventfd(0, EFD_CLOEXEC));
  if (wake.get() < 0) return Refused(std::strerror(errno));
  const int port = PortOf(listener->get());
  return std::unique_ptr<HttpServer>(
      new HttpServer(std::move(*listener), std::move(wake), port, std::move(handler)));
}

HttpServer::HttpServer(Descriptor listener, Descriptor wake, int port, Handler handler)
    : listener_(std::move(listener)),
      wake_(std::move(wake)),
      port_(port),
      handler_(std::move(handler)),
      thread_([this] { Run(); }) {}

HttpServer::~HttpServer() {
  eventfd_write(wake_.get(), 1);
  thread_.join();
}

void HttpServer::Run() {
  while (Wait()) {
    Accept();
    for (auto each = connections_.begin(); each != connections_.end();) {
      each = Serve(*each) ? std::next(each) : connections_.erase(each);
    }
  }
}

bool HttpServer::Wait() {
  std::vector<pollfd> wanted = {{wake_.get(), POLLIN, 0}, {listener_.get(), POLLIN, 0}};
  auto until = Clock::time_point::max();
  for (const Connection& each : connections_) {
    const bool writing = each.state == Connection::State::kAnswering;
    wanted.push_back({each.socket.get(), static_cast<int16_t>(writing ? POLLOUT : POLLIN), 0});
    until = std::min(until, each.deadline);
  }
  int timeout_ms = -1;
  if (!connections_.empty()) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
    timeout_ms = static_cast<int>(std::max<int64_t>(left.count(), 0));
  }
  (void)poll(wanted.data(), wanted.size(), timeout_ms);
  return wanted.front().revents == 0;
}

void HttpServer::Accept() {
  // Few at a time, so that one is read from before it has to make room.
  for (int i = 0; i < kAtOnce; ++i) {
    Descriptor socket(accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (socket.get() < 0) {
      // Nobody waits, or he has left.
      if (errno == EAGAIN || errno == EINTR || errno == ECONNABORTED) return;
      if (connections_.empty()) std::this_thread::sleep_for(kPauseWithoutDescriptors);
      if (!connections_.empty()) connections_.pop_front();
      return;
    }
    if (connections_.size() == kMostConnections) connections_.pop_front();
    connections_.push_back({std::move(socket), Clock::now() + kRequestPatience});
  }
}

bool HttpServer::Serve(Connection& connection) {
  using State = Connection::State;
  bool stays = true;
  if (connection.state == State::kReading) stays = Read(connection);
  if (stays && connection.state == State::kAnswering) stays = Write(connection);
  if (stays && connection.state == State::kLeaving) stays = Drain(connection);
  if (stays && Clock::now() >= connection.deadline) stays = GiveUp(connection);
  return stays;
}

bool HttpServer::Read(Connection& connection) {
  std::array<char, kLargestHead> bytes{};
  const ssize_t count = recv(connection.socket.get(), bytes.data(), bytes.size(), 0);
  if (count < 0) return WouldBlock();
  if (count == 0) return false;
  // The end may stand across what was there and what has come.
  const size_t from = connection.request.size() < 3 ? 0 : connection.request.size() - 3;
  connection.request.append(bytes.data(), static_cast<size_t>(count));
  const size_t end = connection.request.find(kEndOfHead, from);
  if (std::min(end, connection.request.size()) > kLargestHead) {
    Answer(connection, HttpRefusal(431), false);
    return true;
  }
  if (end == std::string::npos) return true;
  const auto request = ReadHttpRequest(std::string_view(connection.request).substr(0, end + 2));
  if (request) {
    Answer(connection, handler_(*request), request->head_only);
  } else {
    Answer(connection, HttpRefusal(request.error()), false);
  }
  return true;
}

void HttpServer::Answer(Connection& connection, const HttpAnswer& answer, bool head_only) {
  connection.state = Connection::State::kAnswering;
  connection.request.clear();
  connection.answer = FormatHttpAnswer(answer, head_only);
  connection.deadline = Clock::now() + kAnswerPatience;
}

bool HttpServer::Write(Connection& connection) {
  const std::string_view left = std::string_view(connection.answer).substr(connection.sent);
  const ssize_t count = send(connection.socket.get(), left.data(), left.size(), MSG_NOSIGNAL);
  if (count < 0) return WouldBlock();
  connection.sent += static_cast<size_t>(count);
  if (connection.sent < connection.answer.size()) return true;
  shutdown(connection.socket.get(), SHUT_WR);
  connection.state = Connection::State::kLeaving;
  connection.deadline = Clock::now() + kFarewellPatience;
  return true;
}

bool HttpServer::Drain(const Connection& connection) {
  std::array<char, kLargestHead> unread{};
  const ssize_t count = recv(connection.socket.get(), unread.data(), unread.size(), 0);
  return count > 0 || (count < 0 && WouldBlock());
}

bool HttpServer::GiveUp(Connection& connection) {
  if (connection.state != Connection::State::kReading) return false;
  Answer(connection, HttpRefusal(408), false);
  return Write(connection);
}

}  // namespace cablestream
