#include "registry/schema_registry.h"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include <cmath>

#include "common/log.h"

namespace cablestream {
namespace {

using Json = google::protobuf::Struct;

constexpr int kOk = 200;
constexpr size_t kLongestReason = 2000;

std::optional<Json> ParseJson(const std::string& text) {
  Json json;
  if (!google::protobuf::util::JsonStringToMessage(text, &json).ok()) return std::nullopt;
  return json;
}

const google::protobuf::Value* Member(const Json& json, const std::string& name) {
  const auto found = json.fields().find(name);
  return found == json.fields().end() ? nullptr : &found->second;
}

std::optional<int32_t> Number(const Json& json, const std::string& name) {
  const google::protobuf::Value* value = Member(json, name);
  if (value == nullptr || !value->has_number_value()) return std::nullopt;
  const double number = value->number_value();
  if (number < 0 || number > INT32_MAX || number != std::floor(number)) return std::nullopt;
  return static_cast<int32_t>(number);
}

std::string Text(const Json& json, const std::string& name) {
  const google::protobuf::Value* value = Member(json, name);
  return value == nullptr ? "" : value->string_value();
}

// The registry's own words; of an answer that has none, that it has none.
std::string ReasonIn(const PostAnswer& answer) {
  const std::optional<Json> json = ParseJson(answer.body);
  const std::string reason = json ? Text(*json, "message") : "";
  return reason.empty() ? "it gives no reason" : reason.substr(0, kLongestReason);
}

Error NoRegistry(const std::string& url, const std::string& what) {
  return {ErrorCode::kInvalidArgument,
          url + " " + what + ", not as a schema registry does. Is schema_registry.url right?"};
}

// What an answer other than 200 means.
Error ErrorOf(const std::string& url, const PostAnswer& answer) {
  const int status = answer.status;
  const std::string answers = url + " answers with status " + std::to_string(status);
  const std::string reason = ": " + ReasonIn(answer);
  if (status >= 500 || status == 408 || status == 429) {
    return {ErrorCode::kRetry, answers + reason};
  }
  if (status >= 300 && status < 400) {
    return {ErrorCode::kInvalidArgument,
            answers + ", a redirect to " + answer.location +
                ", which is not followed. Set schema_registry.url to where the registry is."};
  }
  switch (status) {
    case 401:
      return {ErrorCode::kUnavailable, answers + reason +
                                           ". Check schema_registry.user and "
                                           "schema_registry.password."};
    case 403:
      return {ErrorCode::kUnavailable,
              answers + reason + ". The user needs the right to do this on the subject."};
    case 409:
      return {ErrorCode::kRefused,
              answers + ", the schema is incompatible with the one that is there" + reason};
    case 422:
      return {ErrorCode::kRefused, answers + ", the schema is refused" + reason};
    default:
      return NoRegistry(url, "answers with status " + std::to_string(status) + reason);
  }
}

// 404 with one of the registry's own codes: there is no such subject, version or schema. Without
// one there is no such path.
bool SaysNotFound(const PostAnswer& answer) {
  if (answer.status != 404) return false;
  const std::optional<Json> json = ParseJson(answer.body);
  const std::optional<int32_t> code = json ? Number(*json, "error_code") : std::nullopt;
  return code && *code / 100 == 404;
}

Result<int32_t> IdIn(const std::string& url, const PostAnswer& answer) {
  if (answer.status != kOk) return Fail(ErrorOf(url, answer));
  const std::optional<Json> json = ParseJson(answer.body);
  const std::optional<int32_t> id = json ? Number(*json, "id") : std::nullopt;
  if (!id) return Fail(NoRegistry(url, "answers without the ID of a schema"));
  return *id;
}

}  // namespace

std::string ValueSubjectOf(const std::string& topic) {
  return topic + "-value";
}

// A topic's name, and so its subject, holds nothing that a URL would need escaped.
std::string SchemaRegistry::UrlOf(const std::string& subject) const {
  return options_.url + (options_.url.ends_with('/') ? "" : "/") + subject;
}

Result<PostAnswer> SchemaRegistry::Ask(const std::string& url, std::string_view schema,
                                       const std::atomic<bool>& stop) const {
  const std::string body = R"({"schemaType": "PROTOBUF", "schema": )" + JsonString(schema) + "}";
  Result<PostAnswer> answer = PostJson(options_.access, url, body, stop);
  if (answer) return answer;
  return Fail(answer.error().code, url + " " + answer.error().message);
}

Result<int32_t> SchemaRegistry::IdOf(const std::string& subject, std::string_view schema,
                                     const std::atomic<bool>& stop) const {
  if (options_.auto_register) {
    const std::string url = UrlOf("subjects/" + subject + "/versions");
    const Result<PostAnswer> answer = Ask(url, schema, stop);
    if (!answer) return Fail(answer.error());
    return IdIn(url, *answer);
  }
  const Result<std::optional<int32_t>> found = Find(subject, schema, stop);
  if (!found) return Fail(found.error());
  if (*found) return **found;
  return Fail(NotThere(subject));
}

Error SchemaRegistry::NotThere(const std::string& subject) const {
  return {ErrorCode::kInvalidArgument,
          "The schema of the records is not registered at " + options_.url + " under subject " +
              subject +
              ", and schema_registry.auto_register is false. Register the cable.proto of this "
              "version there, as it is."};
}

Result<std::optional<int32_t>> SchemaRegistry::Find(const std::string& subject,
                                                    std::string_view schema,
                                                    const std::atomic<bool>& stop) const {
  const std::string url = UrlOf("subjects/" + subject);
  const Result<PostAnswer> answer = Ask(url, schema, stop);
  if (!answer) return Fail(answer.error());
  if (SaysNotFound(*answer)) return std::optional<int32_t>();
  const Result<int32_t> id = IdIn(url, *answer);
  if (!id) return Fail(id.error());
  return std::optional(*id);
}

Result<std::optional<std::string>> SchemaRegistry::Incompatibility(
    const std::string& subject, std::string_view schema, const std::atomic<bool>& stop) const {
  const std::string url = UrlOf("compatibility/subjects/" + subject + "/versions/latest");
  const Result<PostAnswer> answer = Ask(url + "?verbose=true", schema, stop);
  if (!answer) return Fail(answer.error());
  if (SaysNotFound(*answer)) return std::optional<std::string>();  // it would be the first
  if (answer->status != kOk) return Fail(ErrorOf(url, *answer));
  const std::optional<Json> json = ParseJson(answer->body);
  const google::protobuf::Value* compatible = json ? Member(*json, "is_compatible") : nullptr;
  if (compatible == nullptr || !compatible->has_bool_value()) {
    return Fail(NoRegistry(url, "does not say whether the schema is compatible"));
  }
  if (compatible->bool_value()) return std::optional<std::string>();
  std::string reasons = Text(*json, "reason");
  if (const auto* messages = Member(*json, "messages"); messages != nullptr) {
    for (const google::protobuf::Value& message : messages->list_value().values()) {
      reasons += (reasons.empty() ? "" : "; ") + message.string_value();
    }
  }
  return std::optional(reasons.empty() ? "it gives no reason" : reasons.substr(0, kLongestReason));
}

}  // namespace cablestream
