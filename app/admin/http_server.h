// A server of small pages over HTTP/1.1, one request a connection, for people and probes that may
// be next to clients of any kind.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "app/admin/http_message.h"
#include "app/config/checks.h"
#include "common/result.h"

namespace cablestream {

// An open file descriptor, closed with it.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor();
  Descriptor(Descriptor&& other) noexcept : number_(other.number_) { other.number_ = -1; }
  Descriptor& operator=(Descriptor&&) = delete;
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  [[nodiscard]] int get() const { return number_; }

 private:
  int number_;  // -1: none
};

// One thread serves all connections and waits for none: a client that is slow, or silent, or sends
// no request is answered 4xx or cut off after a while and holds up nobody. What it keeps of clients
// is bounded: beyond kMostConnections the oldest makes room.
class HttpServer {
 public:
  using Clock = std::chrono::steady_clock;
  using Handler = std::function<HttpAnswer(const HttpRequest&)>;

  static constexpr size_t kMostConnections = 128;
  static constexpr size_t kLargestHead = 8192;  // bytes
  // From the connection to the whole request; from it to the last byte of the answer.
  static constexpr std::chrono::seconds kRequestPatience{2};
  static constexpr std::chrono::seconds kAnswerPatience{10};

  // Port 0: any free one. `handler` is called on the server's thread. Fails with kIo: the system's
  // reason.
  [[nodiscard]] static Result<std::unique_ptr<HttpServer>> Start(const HostPort& address,
                                                                 Handler handler);
  // Waits for no client.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  [[nodiscard]] int port() const { return port_; }

 private:
  struct Connection {
    enum class State { kReading, kAnswering, kLeaving };

    Descriptor socket;
    Clock::time_point deadline;
    State state = State::kReading;
    std::string request = {};
    std::string answer = {};
    size_t sent = 0;
  };

  HttpServer(Descriptor listener, Descriptor wake, int port, Handler handler);

  void Run();
  // Waits until there is something to do; whether there is a new client.
  [[nodiscard]] bool Wait();
  void Accept();
  // Each moves a connection on as far as it goes without waiting; whether it stays.
  [[nodiscard]] bool Serve(Connection& connection);
  [[nodiscard]] bool Read(Connection& connection);
  [[nodiscard]] bool Write(Connection& connection);
  [[nodiscard]] static bool Drain(const Connection& connection);
  void Answer(Connection& connection, const HttpAnswer& answer, bool head_only);
  [[nodiscard]] bool GiveUp(Connection& connection);

  const Descriptor listener_;
  const Descriptor wake_;  // readable once the server is to end
  const int port_;
  const Handler handler_;
  std::list<Connection> connections_;  // the oldest first
  std::thread thread_;
};

}  // namespace cablestream
