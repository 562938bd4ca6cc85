// The client against a server of the test that answers as Confluent's API is documented to.
#include "registry/schema_registry.h"

#include <gmock/gmock.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <httplib.h>
#include <stdlib.h>

#include <fstream>
#include <future>
#include <iterator>
#include <thread>

#include "registry/cable_schema.h"

namespace cablestream {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kSubject = "cables.records-value";
constexpr const char* kVersions = "/subjects/cables.records-value/versions";
constexpr const char* kLookUp = "/subjects/cables.records-value";

class SchemaRegistryTest : public testing::Test {
 protected:
  SchemaRegistryTest() {
    setenv("no_proxy", "*", 1);
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::yield();
    options_.url = "http://127.0.0.1:" + std::to_string(port_);
  }
  ~SchemaRegistryTest() override {
    server_.stop();
    thread_.join();
  }

  void Answer(const std::string& path, int status, const std::string& body) {
    server_.Post(path, [this, status, body](const auto& request, auto& answer) {
      asked_.push_back(request);
      answer.status = status;
      answer.set_content(body, "application/vnd.schemaregistry.v1+json");
    });
  }

  Result<int32_t> Id() { return SchemaRegistry(options_).IdOf(kSubject, "syntax;", stop_); }
  Error IdError() {
    const Result<int32_t> id = Id();
    EXPECT_FALSE(id);
    return id ? Error{} : id.error();
  }

  httplib::Server server_;
  int port_ = 0;
  std::thread thread_;
  std::vector<httplib::Request> asked_;  // read only once it is answered
  SchemaRegistryOptions options_;
  std::atomic<bool> stop_ = false;
};

TEST_F(SchemaRegistryTest, RegistersTheSchemaAndTakesItsId) {
  Answer(kVersions, 200, R"({"id": 7})");
  EXPECT_EQ(Id(), 7);
  ASSERT_EQ(asked_.size(), 1U);
  EXPECT_EQ(asked_[0].get_header_value("Content-Type"), "application/vnd.schemaregistry.v1+json");
  EXPECT_FALSE(asked_[0].has_header("Authorization"));
  google::protobuf::Struct body;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(asked_[0].body, &body).ok());
  EXPECT_EQ(body.fields().at("schemaType").string_value(), "PROTOBUF");
  EXPECT_EQ(body.fields().at("schema").string_value(), "syntax;");
}

TEST_F(SchemaRegistryTest, TakesAUrlThatEndsInASlashOrHasAPath) {
  Answer("/api/ccompat" + std::string(kVersions), 200, R"({"id": 7})");
  for (const char* path : {"/api/ccompat", "/api/ccompat/"}) {
    options_.url = "http://127.0.0.1:" + std::to_string(port_) + path;
    EXPECT_EQ(Id(), 7);
  }
}

TEST_F(SchemaRegistryTest, OnlyLooksUpWhereItMayNotRegister) {
  options_.auto_register = false;
  Answer(kLookUp, 200, R"({"subject": "cables.records-value", "id": 9, "version": 1})");
  EXPECT_EQ(Id(), 9);
}

TEST_F(SchemaRegistryTest, SaysWhatToDoWhereTheSchemaIsNotThere) {
  options_.auto_register = false;
  Answer(kLookUp, 404, R"({"error_code": 40403, "message": "Schema not found"})");
  const Error error = IdError();
  EXPECT_EQ(error.code, ErrorCode::kInvalidArgument);
  EXPECT_THAT(error.message, HasSubstr("not registered"));
  EXPECT_THAT(error.message, HasSubstr(kSubject));
}

TEST_F(SchemaRegistryTest, NamesUserAndPasswordAndKeepsThemToItself) {
  options_.access.user = "cables";
  options_.access.password = "s3cret:word";
  Answer(kVersions, 401, R"({"error_code": 401, "message": "Unauthorized"})");
  const Error error = IdError();
  EXPECT_EQ(asked_.at(0).get_header_value("Authorization"), "Basic Y2FibGVzOnMzY3JldDp3b3Jk");
  EXPECT_THAT(error.message, Not(HasSubstr("s3cret")));
}

TEST_F(SchemaRegistryTest, TellsAnswersApart) {
  struct Case {
    int status;
    const char* body;
    ErrorCode code;
    const char* says;
  };
  const Case cases[] = {
      {401, "{}", ErrorCode::kUnavailable, "schema_registry.password"},
      {403, R"({"message": "User is denied"})", ErrorCode::kUnavailable, "User is denied"},
      {404, R"({"error_code": 404, "message": "HTTP 404 Not Found"})", ErrorCode::kInvalidArgument,
       "schema_registry.url"},
      {404, "<html>", ErrorCode::kInvalidArgument, "schema_registry.url"},
      {409, R"({"message": "FIELD_SCALAR_KIND_CHANGED"})", ErrorCode::kRefused,
       "incompatible with the one that is there: FIELD_SCALAR_KIND_CHANGED"},
      {422, R"({"error_code": 42201, "message": "Invalid schema"})", ErrorCode::kRefused,
       "Invalid schema"},
      {429, "", ErrorCode::kRetry, "429"},
      {500, R"({"error_code": 50001, "message": "Error in the backend"})", ErrorCode::kRetry,
       "Error in the backend"},
      {503, "<html>away</html>", ErrorCode::kRetry, "503"},
      {418, "{}", ErrorCode::kInvalidArgument, "418"},
      {200, "<html>Log in</html>", ErrorCode::kInvalidArgument, "without the ID"},
      {200, "", ErrorCode::kInvalidArgument, "without the ID"},
      {200, "[7]", ErrorCode::kInvalidArgument, "without the ID"},
      {200, R"({"id": "7"})", ErrorCode::kInvalidArgument, "without the ID"},
      {200, R"({"id": 7.5})", ErrorCode::kInvalidArgument, "without the ID"},
      {200, R"({"id": -1})", ErrorCode::kInvalidArgument, "without the ID"},
      {200, R"({"id": 2147483648})", ErrorCode::kInvalidArgument, "without the ID"},
      {200, R"({"id": 7)", ErrorCode::kInvalidArgument, "without the ID"},
  };
  const Case* current = nullptr;
  server_.Post(kVersions, [&](const auto&, auto& answer) {
    answer.status = current->status;
    answer.set_content(current->body, "application/json");
  });
  for (const Case& each : cases) {
    current = &each;
    const Error error = IdError();
    EXPECT_EQ(error.code, each.code) << each.status << " " << each.body;
    EXPECT_THAT(error.message, HasSubstr(each.says));
    EXPECT_THAT(error.message, HasSubstr(options_.url));
  }
}

TEST_F(SchemaRegistryTest, FollowsNoRedirect) {
  bool followed = false;
  server_.Post(kVersions, [&](const auto&, auto& answer) { answer.set_redirect("/login", 307); });
  server_.Post("/login", [&](const auto&, auto&) { followed = true; });
  const Error error = IdError();
  EXPECT_EQ(error.code, ErrorCode::kInvalidArgument);
  EXPECT_THAT(error.message, HasSubstr(options_.url + "/login"));
  EXPECT_FALSE(followed);
}

TEST_F(SchemaRegistryTest, TakesNoAnswerWithoutAnEnd) {
  Answer(kVersions, 200, std::string(5 << 20, ' '));
  const Error error = IdError();
  EXPECT_EQ(error.code, ErrorCode::kInvalidArgument);
  EXPECT_THAT(error.message, HasSubstr("more than 1 MiB"));
}

TEST_F(SchemaRegistryTest, IsToBeAskedAgainWhereNobodyAnswers) {
  options_.url = "http://127.0.0.1:1";
  const Error error = IdError();
  EXPECT_EQ(error.code, ErrorCode::kRetry);
  EXPECT_THAT(error.message, HasSubstr("http://127.0.0.1:1"));
}

TEST_F(SchemaRegistryTest, WaitsNoLongerOnceItIsStopped) {
  std::promise<void> go_on;
  server_.Post(kVersions, [&](const auto&, auto&) {
    stop_ = true;
    go_on.get_future().wait();
  });
  EXPECT_THAT(IdError().message, HasSubstr("stopped"));
  go_on.set_value();
}

TEST_F(SchemaRegistryTest, RefusesACaFileThatIsNone) {
  options_.url = "https://127.0.0.1:" + std::to_string(port_);
  options_.access.ca_file = "/nowhere/ca.pem";
  const Error error = IdError();
  EXPECT_EQ(error.code, ErrorCode::kInvalidArgument);
  EXPECT_THAT(error.message, HasSubstr("/nowhere/ca.pem"));
}

TEST_F(SchemaRegistryTest, KnowsWhetherTheNextVersionWouldBeTaken) {
  std::string body;
  int status = 200;
  server_.Post("/compatibility/subjects/cables.records-value/versions/latest",
               [&](const auto&, auto& answer) {
                 answer.status = status;
                 answer.set_content(body, "application/json");
               });
  const auto reason = [&] {
    const auto asked = SchemaRegistry(options_).Incompatibility(kSubject, "s", stop_);
    return asked ? asked->value_or("none") : "error";
  };
  body = R"({"is_compatible": true})";
  EXPECT_EQ(reason(), "none");
  body = R"({"is_compatible": false, "messages": ["one", "two"]})";
  EXPECT_EQ(reason(), "one; two");
  body = R"({"is_compatible": false, "reason": "why"})";
  EXPECT_EQ(reason(), "why");
  body = R"({"is_compatible": "no"})";
  EXPECT_EQ(reason(), "error");
  status = 404;
  body = R"({"error_code": 40401, "message": "Subject not found"})";
  EXPECT_EQ(reason(), "none") << "it would be the first";
}

TEST(CableSchemaTest, IsTheInstalledFile) {
  std::ifstream file(SOURCE_FOLDER "/proto/cable/v1/cable.proto");
  EXPECT_EQ(CableSchema(), std::string(std::istreambuf_iterator<char>(file), {}));
}

}  // namespace
}  // namespace cablestream
