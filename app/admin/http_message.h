// Requests and answers of the admin address, as HTTP/1.1 writes them (RFC 9112). Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace cablestream {

struct HttpRequest {
  std::string path;  // begins with '/', without a query
  bool head_only = false;
};

struct HttpAnswer {
  int status = 200;
  std::string type = "text/plain";
  std::string body;
};

// Reads a request line and its headers, whose every line ends in CRLF; of the headers only the form
// matters. Fails with the status to refuse it by: 400, 405 (neither GET nor HEAD) or 505.
[[nodiscard]] tl::expected<HttpRequest, int> ReadHttpRequest(std::string_view head);

// A plain answer that says what the status means.
[[nodiscard]] HttpAnswer HttpRefusal(int status);

// The bytes of an answer behind which the connection ends.
[[nodiscard]] std::string FormatHttpAnswer(const HttpAnswer& answer, bool head_only);

}  // namespace cablestream
