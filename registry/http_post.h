// One question over HTTP, by libcurl.
#pragma once

#include <atomic>
#include <string>

#include "common/result.h"

namespace cablestream {

struct HttpAccess {
  std::string user;  // empty: none is named
  std::string password;
  std::string ca_file;  // PEM; empty: the system's authorities
};

struct PostAnswer {
  int status = 0;
  std::string location;  // of a redirect
  std::string body;
};

// Posts `body` as Confluent's registry takes it, and returns whatever is answered: a redirect is
// not followed, since it would carry the password elsewhere. A proxy is used where libcurl's
// variables of the environment (`https_proxy`, `no_proxy`) name one. Takes 15 s at most; ends
// within a second or so once `stop` is true. Any thread.
//
// Fails with kRetry (nobody answers, or not in time; stopped), kUnavailable (a certificate that
// can't be trusted), kInvalidArgument (a CA file that can't be read; more than 1 MiB of an answer).
// The message is a clause, and holds no password.
[[nodiscard]] Result<PostAnswer> PostJson(const HttpAccess& access, const std::string& url,
                                          const std::string& body, const std::atomic<bool>& stop);

}  // namespace cablestream
