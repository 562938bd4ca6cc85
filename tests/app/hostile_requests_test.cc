// Clients of the admin address that are broken, hostile or slow: each is refused or cut off, and
// nobody else notices.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>
#include <sys/socket.h>

#include <array>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "app/admin/admin_server.h"
#include "app/admin/http_server.h"

namespace cablestream {
namespace {

using namespace std::string_literals;
using testing::IsEmpty;
using testing::StartsWith;

constexpr int kProbeEvery = 100;
constexpr const char* kSecret = "confidential";

// HOSTILE_REQUESTS asks for another number.
int Requests() {
  const char* wanted = std::getenv("HOSTILE_REQUESTS");
  return wanted == nullptr ? 10'000 : std::stoi(wanted);
}

// A connection of bytes.
class Client {
 public:
  explicit Client(int port) : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(connect(socket_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    // A reset at the end, which leaves no port in TIME_WAIT.
    const linger reset{1, 0};
    setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  }

  // As far as the server takes it.
  void Send(std::string_view text) const {
    while (!text.empty()) {
      const ssize_t sent = send(socket_.get(), text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      text.remove_prefix(static_cast<size_t>(sent));
    }
  }

  void SendNoMore() const { shutdown(socket_.get(), SHUT_WR); }

  // All that comes until the server ends it.
  [[nodiscard]] std::string Receive() const {
    std::string text;
    std::array<char, 4096> bytes{};
    while (true) {
      const ssize_t count = recv(socket_.get(), bytes.data(), bytes.size(), 0);
      if (count <= 0) return text;
      text.append(bytes.data(), static_cast<size_t>(count));
    }
  }

 private:
  const Descriptor socket_;
};

class Malformed {
 public:
  explicit Malformed(uint64_t seed) : random_(seed) {}

  std::string Next() {
    switch (Below(11)) {
      case 0:
        return Bytes(Below(300)) + "\r\n\r\n";
      case 1:
        return Bytes(Below(300));
      case 2:
        return Word({"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PRI", "get",
                     "GETS", "\x16\x03\x01", "G T", ""}) +
               " /metrics HTTP/1.1\r\n\r\n";
      case 3:
        return "GET " +
               Word({"/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "//metrics", "/metrics/",
                     "/./metrics", "/metrics/../healthz", "/metrics%00", "/state", "/.git/config",
                     "/%6detrics", "/metrics;a", "/METRICS", "/status.js/x"}) +
               " HTTP/1.1\r\nHost: a\r\n\r\n";
      case 4:
        return "GET " +
               Word({"metrics", "http://127.0.0.1/metrics", "127.0.0.1:9464", "*", "", "\\metrics",
                     "/met\0rics"s, "/metrics\x7f", "/metrics\xff", "/met\trics", "/a /metrics"}) +
               " HTTP/1.1\r\n\r\n";
      case 5:
        return "GET /metrics" +
               Word({" HTTP/2.0", " HTTP/0.9", " HTTP/1.1x", " HTTP/11", " http/1.1", " HTTP/ 1.1",
                     "", " ", "  ", "\tHTTP/1.1"}) +
               "\r\n\r\n";
      case 6:
        return "GET /metrics HTTP/1.1\r\n" +
               Word({"no colon", ": no name", "na me: a", "name : a", " folded: a", "a: \x01",
                     "a: b\0c"s, "a: b\nc: d", "a: b\rc: d", "\xff: a"}) +
               "\r\n\r\n";
      case 7:
        return "GET /metrics HTTP/1.1\r\nCookie: " + std::string(HttpServer::kLargestHead, 'a') +
               "\r\n\r\n";
      case 8:
        return "POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\nGET /metrics "
               "HTTP/1.1\r\n\r\n" +
               Bytes(Below(3000));
      case 9: {
        const std::string whole = "GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
        return whole.substr(0, Below(whole.size()));
      }
      default: {
        std::string request = "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n";
        char& changed = request[Below(std::string_view("GET /metrics").size())];
        changed = static_cast<char>(changed ^ (1 << Below(8)));
        return request;
      }
    }
  }

 private:
  size_t Below(size_t limit) { return random_() % limit; }

  std::string Word(const std::vector<std::string>& words) { return words[Below(words.size())]; }

  std::string Bytes(size_t count) {
    std::string bytes(count, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random_());
    return bytes;
  }

  std::mt19937_64 random_;
};

class HostileRequestsTest : public testing::Test {
 protected:
  void SetUp() override {
    auto started = AdminServer::Start("127.0.0.1:0", telemetry_, kSecret);
    ASSERT_TRUE(started) << started.error().message;
    server_ = *std::move(started);
  }

  [[nodiscard]] bool IsAlive() const {
    httplib::Client client("127.0.0.1", server_->port());
    const auto answer = client.Get("/healthz");
    return answer && answer->status == 200;
  }

  const Telemetry telemetry_;
  std::unique_ptr<AdminServer> server_;
};

TEST_F(HostileRequestsTest, AreRefusedAndLetNothingOut) {
  Malformed malformed(9464);
  const int requests = Requests();
  for (int i = 0; i < requests && !HasFailure(); ++i) {
    if (i % kProbeEvery == 0) {
      EXPECT_TRUE(IsAlive());
    }
    const std::string request = malformed.Next();
    const Client client(server_->port());
    client.Send(request);
    client.SendNoMore();
    const std::string answer = client.Receive();
    const bool refused =
        answer.empty() || answer.starts_with("HTTP/1.1 4") || answer.starts_with("HTTP/1.1 505 ");
    const bool tells = answer.find("cablestream") != std::string::npos ||
                       answer.find(kSecret) != std::string::npos;
    EXPECT_TRUE(refused && !tells) << testing::PrintToString(request) << answer;
  }
  EXPECT_TRUE(IsAlive());
}

TEST_F(HostileRequestsTest, AreToldWhatIsWrong) {
  const std::pair<std::string, std::string> cases[] = {
      {"nonsense\r\n\r\n", "HTTP/1.1 400 Bad Request\r\n"},
      {"GET /metrics HTTP/1.1\r\nno colon\r\n\r\n", "HTTP/1.1 400 Bad Request\r\n"},
      {"GET /state HTTP/1.1\r\n\r\n", "HTTP/1.1 404 Not Found\r\n"},
      {"POST / HTTP/1.1\r\n\r\n", "HTTP/1.1 405 Method Not Allowed\r\n"},
      {"GET /" + std::string(HttpServer::kLargestHead, 'a'), "HTTP/1.1 431 Request Header"},
      {"GET / HTTP/2.0\r\n\r\n", "HTTP/1.1 505 HTTP Version Not Supported\r\n"},
  };
  for (const auto& [request, answer] : cases) {
    const Client client(server_->port());
    client.Send(request);
    EXPECT_THAT(client.Receive(), StartsWith(answer));
  }
}

TEST_F(HostileRequestsTest, MayComeInPieces) {
  const Client client(server_->port());
  for (const char c : "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"s) client.Send({&c, 1});
  EXPECT_THAT(client.Receive(), StartsWith("HTTP/1.1 200 OK\r\n"));
}

TEST_F(HostileRequestsTest, AskForTheHeadAlone) {
  const Client client(server_->port());
  client.Send("HEAD /metrics?a=b HTTP/1.0\r\n\r\n");
  const std::string answer = client.Receive();
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_TRUE(answer.ends_with("\r\n\r\n"));
}

TEST_F(HostileRequestsTest, HoldUpNobodyWhileTheySaySlowlyOrNothing) {
  std::vector<std::unique_ptr<Client>> slow;
  for (size_t i = 0; i < HttpServer::kMostConnections * 2; ++i) {
    slow.push_back(std::make_unique<Client>(server_->port()));
    slow.back()->Send(i % 2 == 0 ? "GET /me" : "");
  }
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(IsAlive());
  // The oldest made room; the last are told that they took too long.
  EXPECT_THAT(slow.front()->Receive(), IsEmpty());
  EXPECT_THAT(slow.back()->Receive(), StartsWith("HTTP/1.1 408 Request Timeout\r\n"));
}

TEST_F(HostileRequestsTest, DoNotHoldUpTheEnd) {
  const Client silent(server_->port());
  EXPECT_TRUE(IsAlive());
  server_.reset();
  EXPECT_THAT(silent.Receive(), IsEmpty());
}

}  // namespace
}  // namespace cablestream
