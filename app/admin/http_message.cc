#include "app/admin/http_message.h"

#include <algorithm>
#include <cctype>

namespace cablestream {
namespace {

constexpr std::string_view kLineEnd = "\r\n";

// Nothing but the page's own parts is loaded, whatever a topic is called.
constexpr std::string_view kHeaders =
    "Cache-Control: no-store\r\n"
    "Connection: close\r\n"
    "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; script-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "X-Content-Type-Options: nosniff\r\n";

std::string_view Reason(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 431:
      return "Request Header Fields Too Large";
    case 503:
      return "Service Unavailable";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "Bad Request";
  }
}

bool IsGraphic(unsigned char c) {
  return c > ' ' && c < 0x7F;
}

bool IsToken(std::string_view text) {
  static constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || kMarks.find(static_cast<char>(c)) != std::string_view::npos;
  });
}

bool IsHeader(std::string_view line) {
  const size_t colon = line.find(':');
  return colon != std::string_view::npos && IsToken(line.substr(0, colon)) &&
         std::all_of(line.begin(), line.end(),
                     [](unsigned char c) { return c >= ' ' || c == '\t'; });
}

// The next line, without its end, which is taken off `text` with it.
std::string_view TakeLine(std::string_view& text) {
  const size_t end = text.find(kLineEnd);
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + kLineEnd.size());
  return line;
}

}  // namespace

tl::expected<HttpRequest, int> ReadHttpRequest(std::string_view head) {
  const std::string_view line = TakeLine(head);
  const size_t first = line.find(' ');
  const size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return tl::unexpected(400);
  const std::string_view method = line.substr(0, first);
  const std::string_view target = line.substr(first + 1, last - first - 1);
  const std::string_view version = line.substr(last + 1);
  const bool graphic = std::all_of(target.begin(), target.end(), IsGraphic);
  if (!IsToken(method) || !graphic || !version.starts_with("HTTP/")) return tl::unexpected(400);
  while (!head.empty()) {
    if (!IsHeader(TakeLine(head))) return tl::unexpected(400);
  }
  if (version != "HTTP/1.1" && version != "HTTP/1.0") return tl::unexpected(505);
  if (method != "GET" && method != "HEAD") return tl::unexpected(405);
  if (!target.starts_with('/')) return tl::unexpected(400);
  return HttpRequest{std::string(target.substr(0, target.find('?'))), method == "HEAD"};
}

HttpAnswer HttpRefusal(int status) {
  return {.status = status, .body = std::string(Reason(status)) + "\n"};
}

std::string FormatHttpAnswer(const HttpAnswer& answer, bool head_only) {
  std::string text = "HTTP/1.1 " + std::to_string(answer.status) + " ";
  text.append(Reason(answer.status)).append(kLineEnd).append(kHeaders);
  if (answer.status == 405) text += "Allow: GET, HEAD\r\n";
  text += "Content-Type: " + answer.type + "\r\n";
  text += "Content-Length: " + std::to_string(answer.body.size()) + "\r\n\r\n";
  return head_only ? text : text + answer.body;
}

}  // namespace cablestream
