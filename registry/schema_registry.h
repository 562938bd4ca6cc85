// A schema registry that speaks Confluent's API: version 1 of `/subjects` and `/compatibility`.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/result.h"
#include "registry/http_post.h"

namespace cablestream {

struct SchemaRegistryOptions {
  std::string url;  // what `/subjects` follows: `https://registry:8081`
  HttpAccess access;
  bool auto_register = true;  // else the schema has to be there
};

// The subject of a topic's values.
[[nodiscard]] std::string ValueSubjectOf(const std::string& topic);

// All calls ask the registry, and nothing is kept. Any thread.
//
// They fail as PostJson and by what is answered: kRetry (5xx, 408, 429: not now), kUnavailable
// (401, 403: not this user), kRefused (409, 422: not this schema, with the registry's reason),
// kInvalidArgument (no schema registry's answer: is the URL right?). The message names the URL.
class SchemaRegistry {
 public:
  explicit SchemaRegistry(SchemaRegistryOptions options) : options_(std::move(options)) {}

  // The ID of a protobuf schema under a subject, where it is registered if it is not there and may
  // be registered; it is the same whenever it is asked for. Fails as NotThere too.
  [[nodiscard]] Result<int32_t> IdOf(const std::string& subject, std::string_view schema,
                                     const std::atomic<bool>& stop) const;

  // The same, but registers nothing; nullopt: it is not there.
  [[nodiscard]] Result<std::optional<int32_t>> Find(const std::string& subject,
                                                    std::string_view schema,
                                                    const std::atomic<bool>& stop) const;

  // What IdOf fails with where the schema is not there, and may not be registered.
  [[nodiscard]] Error NotThere(const std::string& subject) const;

  // Why a schema could not be registered as the subject's next version; nullopt: it could.
  [[nodiscard]] Result<std::optional<std::string>> Incompatibility(
      const std::string& subject, std::string_view schema, const std::atomic<bool>& stop) const;

 private:
  [[nodiscard]] Result<PostAnswer> Ask(const std::string& url, std::string_view schema,
                                       const std::atomic<bool>& stop) const;
  [[nodiscard]] std::string UrlOf(const std::string& subject) const;

  const SchemaRegistryOptions options_;
};

}  // namespace cablestream
