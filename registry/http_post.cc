#include "registry/http_post.h"

#include <curl/curl.h>

#include <array>
#include <memory>

namespace cablestream {
namespace {

constexpr long kConnectSeconds = 5;
constexpr long kAnswerSeconds = 15;
constexpr size_t kMostBytes = 1 << 20;

// Taken up once, and never given back: librdkafka may use libcurl too.
CURLcode StartCurl() {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  return started;
}

size_t TakeBytes(const char* bytes, size_t, size_t count, void* taken) {
  auto& body = *static_cast<std::string*>(taken);
  if (body.size() + count > kMostBytes) return CURL_WRITEFUNC_ERROR;
  body.append(bytes, count);
  return count;
}

int LookAtStop(void* stop, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const std::atomic<bool>*>(stop)->load() ? 1 : 0;
}

ErrorCode CodeOf(CURLcode failure) {
  switch (failure) {
    case CURLE_WRITE_ERROR:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return ErrorCode::kInvalidArgument;
    case CURLE_PEER_FAILED_VERIFICATION:
      return ErrorCode::kUnavailable;
    default:
      return ErrorCode::kRetry;
  }
}

std::string ReasonOf(CURLcode failure, const char* detail) {
  if (failure == CURLE_WRITE_ERROR) return "answers with more than 1 MiB";
  if (failure == CURLE_ABORTED_BY_CALLBACK) return "was not waited for: stopped";
  return std::string("can't be asked: ") + (*detail != '\0' ? detail : curl_easy_strerror(failure));
}

}  // namespace

Result<PostAnswer> PostJson(const HttpAccess& access, const std::string& url,
                            const std::string& body, const std::atomic<bool>& stop) {
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(
      StartCurl() == CURLE_OK ? curl_easy_init() : nullptr, curl_easy_cleanup);
  if (!curl) return Fail(ErrorCode::kInternal, "can't be asked: libcurl does not start");
  const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers(
      curl_slist_append(nullptr, "Content-Type: application/vnd.schemaregistry.v1+json"),
      curl_slist_free_all);
  PostAnswer answer;
  std::array<char, CURL_ERROR_SIZE> detail{};
  const auto set = [&](CURLoption option, auto value) {
    curl_easy_setopt(curl.get(), option, value);
  };
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_HTTPHEADER, headers.get());
  set(CURLOPT_POSTFIELDS, body.c_str());
  set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  set(CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  set(CURLOPT_TIMEOUT, kAnswerSeconds);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_QUICK_EXIT, 1L);  // a name that is not resolved holds up no stop
  set(CURLOPT_WRITEFUNCTION, &TakeBytes);
  set(CURLOPT_WRITEDATA, static_cast<void*>(&answer.body));
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_XFERINFOFUNCTION, &LookAtStop);
  set(CURLOPT_XFERINFODATA, static_cast<const void*>(&stop));
  set(CURLOPT_ERRORBUFFER, detail.data());
  if (!access.user.empty()) {
    set(CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
    set(CURLOPT_USERNAME, access.user.c_str());
    set(CURLOPT_PASSWORD, access.password.c_str());
  }
  if (!access.ca_file.empty()) {
    set(CURLOPT_CAINFO, access.ca_file.c_str());
    set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));  // else the system's count as well
  }
  if (const CURLcode failure = curl_easy_perform(curl.get()); failure != CURLE_OK) {
    return Fail(CodeOf(failure), ReasonOf(failure, detail.data()));
  }
  long status = 0;
  const char* location = nullptr;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(curl.get(), CURLINFO_REDIRECT_URL, &location);
  answer.status = static_cast<int>(status);
  if (location != nullptr) answer.location = location;
  return answer;
}

}  // namespace cablestream
