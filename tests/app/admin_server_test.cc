#include "app/admin/admin_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <string>

namespace cablestream {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class AdminServerTest : public testing::Test {
 protected:
  void SetUp() override {
    auto started = AdminServer::Start("127.0.0.1:0", telemetry_, "group: <b>");
    ASSERT_TRUE(started) << started.error().message;
    server_ = *std::move(started);
  }

  httplib::Result Get(const char* path) {
    return httplib::Client("127.0.0.1", server_->port()).Get(path);
  }

  Telemetry telemetry_;
  Stats& stats_ = telemetry_.stats;
  std::unique_ptr<AdminServer> server_;
};

TEST_F(AdminServerTest, ShowsEachCounterWithItsLabels) {
  stats_.counts.messages = 12;
  stats_.counts.duplicates[static_cast<size_t>(DuplicateKind::kRetransmission)] = 3;
  stats_.counts.dead_letters[static_cast<size_t>(DeadLetterReason::kTooLarge)] = 2;
  stats_.transactions_committed = 5;
  const auto answer = Get("/metrics");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_THAT(answer->get_header_value("Content-Type"), HasSubstr("text/plain"));
  EXPECT_THAT(
      answer->body,
      AllOf(
          HasSubstr("\n# TYPE cablestream_messages_total counter\ncablestream_messages_total 12\n"),
          HasSubstr("\ncablestream_duplicates_total{kind=\"retransmission\"} 3\n"),
          HasSubstr("\ncablestream_dead_letters_total{reason=\"too_large\"} 2\n"),
          HasSubstr("\ncablestream_dead_letters_total{reason=\"conflict\"} 0\n"),
          HasSubstr("\ncablestream_transactions_committed_total 5\n"),
          HasSubstr("\n# TYPE cablestream_ready gauge\ncablestream_ready 0\n"),
          HasSubstr("\n# HELP cablestream_message_bytes_total "),
          HasSubstr("cablestream_build_info{version=\"")));
}

TEST_F(AdminServerTest, IsReadyOnceAssignedAndRestored) {
  auto answer = Get("/readyz");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 503);
  EXPECT_THAT(answer->body, HasSubstr("assigned"));

  stats_.owned_partitions = 4;
  stats_.restore_records_left = 17;
  answer = Get("/readyz");
  EXPECT_EQ(answer->status, 503);
  EXPECT_THAT(answer->body, AllOf(HasSubstr("restoring"), HasSubstr("17 left")));
  stats_.restore_records_per_second = 5;
  stats_.restore_seconds_left = 4;
  answer = Get("/readyz");
  EXPECT_THAT(answer->body, HasSubstr("5 a second, about 4 s to go"));

  stats_.ready = true;
  EXPECT_EQ(Get("/readyz")->status, 200);
}

TEST_F(AdminServerTest, IsAliveFromTheStart) {
  const auto answer = Get("/healthz");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
}

TEST_F(AdminServerTest, ShowsAPageToPeople) {
  stats_.counts.records = 4711;
  const auto answer = Get("/");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_THAT(answer->get_header_value("Content-Type"), HasSubstr("text/html"));
  EXPECT_THAT(answer->body, AllOf(HasSubstr("4,711"), HasSubstr("group: &lt;b&gt;")));
  EXPECT_THAT(answer->get_header_value("Content-Security-Policy"),
              AllOf(HasSubstr("default-src 'none'"), HasSubstr("script-src 'self'")));
  EXPECT_EQ(Get("/status.js")->status, 200);
}

TEST_F(AdminServerTest, KnowsNoOtherPath) {
  const auto answer = Get("/state");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 404);
}

TEST_F(AdminServerTest, IsRefusedAnAddressThatIsTaken) {
  const std::string address = "127.0.0.1:" + std::to_string(server_->port());
  const auto second = AdminServer::Start(address, telemetry_, "");
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::kIo);
  EXPECT_THAT(second.error().message,
              AllOf(HasSubstr(address), HasSubstr("in use"), HasSubstr("admin.address")));
}

TEST_F(AdminServerTest, GivesTheAddressBackWhenItEnds) {
  const std::string address = "127.0.0.1:" + std::to_string(server_->port());
  ASSERT_TRUE(Get("/healthz"));
  server_.reset();
  EXPECT_TRUE(AdminServer::Start(address, telemetry_, ""));
}

TEST(AdminAddressTest, IsRefusedWhereItIsNone) {
  const Telemetry telemetry;
  EXPECT_EQ(AdminServer::Start("9464", telemetry, "").error().code, ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace cablestream
