// What KafkaSource tells of batches, stops, errors and brokers that are away. A mock cluster is
// enough.
#include "consumer/kafka_source.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <optional>
#include <stdexcept>

#include "mock_cluster.h"

namespace cablestream {
namespace {

using namespace std::chrono_literals;

constexpr auto kNever = std::chrono::milliseconds(1h);
constexpr int kMessages = 25;

class KafkaSourceTest : public testing::Test {
 protected:
  void SetUp() override {
    cluster_.CreateTopic("raw", 1);
    Result<ConfHandle> conf = MakeConf(cluster_.config(), RD_KAFKA_PRODUCER, {}, {});
    ASSERT_TRUE(conf) << conf.error().message;
    const Result<ClientHandle> writer = NewClient(RD_KAFKA_PRODUCER, std::move(*conf));
    ASSERT_TRUE(writer) << writer.error().message;
    for (int i = 0; i < kMessages; ++i) {
      ASSERT_EQ(
          rd_kafka_producev(writer->get(), RD_KAFKA_V_TOPIC("raw"), RD_KAFKA_V_PARTITION(0),
                            RD_KAFKA_V_VALUE(const_cast<char*>("0123456789"), 10), RD_KAFKA_V_END),
          RD_KAFKA_RESP_ERR_NO_ERROR);
    }
    ASSERT_EQ(rd_kafka_flush(writer->get(), 30'000), RD_KAFKA_RESP_ERR_NO_ERROR);

    options_.client = cluster_.config();
    options_.client.common = {{"log_level", "0"}};
    options_.group = "group";
    options_.topics = {"raw"};
    options_.commit_interval = kNever;
    // The mock cluster knows no such request, and librdkafka's assertion meets whoever asks.
    options_.coverage_interval = kNever;
  }

  std::unique_ptr<KafkaSource> Created() {
    Result<std::unique_ptr<KafkaSource>> source = KafkaSource::Create(options_, stop_);
    if (!source) throw std::runtime_error(source.error().message);
    return *std::move(source);
  }

  // A source that reads from the start.
  std::unique_ptr<KafkaSource> Started() {
    auto source = Created();
    (void)Await<Assigned>(*source);
    Start(*source, 0);
    return source;
  }

  static void Start(Source& source, int64_t offset) {
    const StartPosition start{{"raw", 0}, offset, -1};
    const Status started = source.Start({&start, 1});
    if (!started) throw std::runtime_error(started.error().message);
  }

  // The next event that is neither Idle nor an end.
  static SourceEvent Next(Source& source) {
    const auto deadline = std::chrono::steady_clock::now() + 30s;
    while (std::chrono::steady_clock::now() < deadline) {
      Result<SourceEvent> event = source.Next(Wait::kForEvent);
      if (!event) throw std::runtime_error(event.error().message);
      if (!std::holds_alternative<Idle>(*event) && !std::holds_alternative<PartitionEnd>(*event)) {
        return *std::move(event);
      }
    }
    throw std::runtime_error("Waited in vain for an event");
  }

  template <typename Event>
  static Event Await(Source& source) {
    SourceEvent event = Next(source);
    return std::get<Event>(std::move(event));
  }

  // The next error, whatever comes before it.
  static Error AwaitError(Source& source) {
    const auto deadline = std::chrono::steady_clock::now() + 30s;
    while (std::chrono::steady_clock::now() < deadline) {
      Result<SourceEvent> event = source.Next(Wait::kForEvent);
      if (!event) return event.error();
    }
    throw std::runtime_error("Waited in vain for an error");
  }

  // How many messages come before a batch is due.
  static int ReadBatch(Source& source) {
    int messages = 0;
    while (std::holds_alternative<Message>(Next(source))) ++messages;
    return messages;
  }

  MockCluster cluster_;
  KafkaSourceOptions options_;
  std::atomic<bool> stop_ = false;
};

TEST_F(KafkaSourceTest, ClosesABatchAtItsMostMessages) {
  options_.max_batch_messages = 10;
  const auto source = Started();
  EXPECT_EQ(ReadBatch(*source), 10);
  EXPECT_EQ(ReadBatch(*source), 10);
}

TEST_F(KafkaSourceTest, ClosesABatchAtItsMostBytes) {
  options_.max_batch_bytes = 35;
  const auto source = Started();
  EXPECT_EQ(ReadBatch(*source), 4) << "the one that passes the limit is in it";
}

TEST_F(KafkaSourceTest, ClosesABatchWhenItsTimeHasCome) {
  options_.commit_interval = 1ms;
  const auto source = Started();
  int messages = 0;
  while (messages < kMessages) messages += ReadBatch(*source);
  EXPECT_EQ(messages, kMessages);
}

TEST_F(KafkaSourceTest, CountsABatchFromItsStart) {
  options_.max_batch_messages = 10;
  const auto source = Started();
  (void)Await<Message>(*source);
  ASSERT_TRUE(source->Halt());
  Start(*source, 0);
  EXPECT_EQ(ReadBatch(*source), 10);
}

TEST_F(KafkaSourceTest, TellsOnceThatItIsToStop) {
  const auto source = Started();
  stop_ = true;
  (void)Await<StopRequested>(*source);
  (void)Await<Message>(*source);
}

TEST_F(KafkaSourceTest, WaitsForBrokersThatAreAway) {
  const auto source = Started();
  for (int i = 0; i < kMessages; ++i) (void)Await<Message>(*source);
  cluster_.SetDown();
  for (int turn = 0; turn < 5; ++turn) {
    const Result<SourceEvent> event = source->Next(Wait::kForEvent);
    ASSERT_TRUE(event) << event.error().message;
    EXPECT_FALSE(std::holds_alternative<Message>(*event));
  }
  cluster_.SetUp();
}

TEST_F(KafkaSourceTest, RefusesAConfigurationThatLibrdkafkaRefuses) {
  options_.client.consumer = {{"session.timeout.ms", "soon"}};
  const auto source = KafkaSource::Create(options_, stop_);
  ASSERT_FALSE(source);
  EXPECT_EQ(source.error().code, ErrorCode::kInvalidArgument);
}

// One request of the group's protocol that is answered with an error.
struct Answered {
  Api api;
  rd_kafka_resp_err_t error;
};

void PrintTo(const Answered& answered, std::ostream* out) {
  *out << static_cast<int>(answered.api) << " " << rd_kafka_err2name(answered.error);
}

// What the group waits for is short.
class KafkaGroupTest : public KafkaSourceTest {
 protected:
  KafkaGroupTest() {
    options_.client.consumer = {{"session.timeout.ms", "2000"}, {"heartbeat.interval.ms", "100"}};
  }
};

class JoiningTest : public KafkaGroupTest, public testing::WithParamInterface<Answered> {};

TEST_P(JoiningTest, GoesOnAfterWhatPasses) {
  cluster_.FailNext(GetParam().api, GetParam().error);
  const auto source = Started();
  (void)Await<Message>(*source);
}

INSTANTIATE_TEST_SUITE_P(
    KafkaSourceTest, JoiningTest,
    testing::Values(Answered{Api::kFindCoordinator, RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE},
                    Answered{Api::kJoinGroup, RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS},
                    Answered{Api::kJoinGroup, RD_KAFKA_RESP_ERR_NOT_COORDINATOR},
                    Answered{Api::kJoinGroup, RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID},
                    Answered{Api::kJoinGroup, RD_KAFKA_RESP_ERR__TRANSPORT},
                    Answered{Api::kSyncGroup, RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS},
                    Answered{Api::kSyncGroup, RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID},
                    Answered{Api::kSyncGroup, RD_KAFKA_RESP_ERR__TRANSPORT},
                    Answered{Api::kFetch, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION},
                    Answered{Api::kFetch, RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE},
                    Answered{Api::kFetch, RD_KAFKA_RESP_ERR_UNKNOWN},
                    Answered{Api::kFetch, RD_KAFKA_RESP_ERR__TRANSPORT}));

TEST_F(KafkaGroupTest, KeepsItsMembershipThroughWhatPasses) {
  const auto source = Started();
  for (int i = 0; i < kMessages; ++i) (void)Await<Message>(*source);
  for (const auto error :
       {RD_KAFKA_RESP_ERR_NOT_COORDINATOR, RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE,
        RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS}) {
    cluster_.FailNext(Api::kHeartbeat, error);
  }
  EXPECT_FALSE(Await<Revoked>(*source).lost) << "the last of them calls for a rebalance";
}

class MembershipTest : public KafkaGroupTest,
                       public testing::WithParamInterface<rd_kafka_resp_err_t> {};

TEST_P(MembershipTest, IsLostAndRegained) {
  const auto source = Started();
  for (int i = 0; i < kMessages; ++i) (void)Await<Message>(*source);
  cluster_.FailNext(Api::kHeartbeat, GetParam());
  EXPECT_EQ(Await<Revoked>(*source).lost, GetParam() != RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS);
  ASSERT_TRUE(source->Release());
  EXPECT_FALSE(Await<Assigned>(*source).membership.member_id.empty());
  Start(*source, kMessages - 1);
  (void)Await<Message>(*source);
}

INSTANTIATE_TEST_SUITE_P(KafkaSourceTest, MembershipTest,
                         testing::Values(RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS,
                                         RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION,
                                         RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID));

TEST_F(KafkaGroupTest, TellsThatTheGroupIsDenied) {
  cluster_.FailNext(Api::kJoinGroup, RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED);
  EXPECT_EQ(AwaitError(*Created()).code, ErrorCode::kUnavailable);
}

TEST_F(KafkaSourceTest, TellsThatATopicIsDenied) {
  const auto source = Started();
  cluster_.FailNext(Api::kFetch, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
  EXPECT_EQ(AwaitError(*source).code, ErrorCode::kUnavailable);
}

TEST_F(KafkaSourceTest, TellsThatAnOffsetIsGone) {
  const auto source = Created();
  (void)Await<Assigned>(*source);
  Start(*source, kMessages + 1);
  EXPECT_EQ(AwaitError(*source).code, ErrorCode::kRefused);
}

class FencedTest : public KafkaGroupTest {
 protected:
  FencedTest() { options_.instance_id = "one"; }

  void FenceNext(Source& source) {
    (void)Await<Assigned>(source);
    cluster_.FailNext(Api::kHeartbeat, RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID);
    EXPECT_EQ(AwaitError(source).code, ErrorCode::kFenced);
  }
};

TEST_F(FencedTest, RefusesToLoseItsSeatTwiceWithinAMinute) {
  const auto source = Created();
  FenceNext(*source);
  ASSERT_TRUE(source->Renew());
  FenceNext(*source);
  const Status renewed = source->Renew();
  ASSERT_FALSE(renewed);
  EXPECT_EQ(renewed.error().code, ErrorCode::kRefused);
}

// The client goes on with heartbeats although it has forgotten its member ID.
TEST_F(FencedTest, TakesNoSessionWithoutAnswersForAnotherProcess) {
  const auto source = Created();
  for (int session = 0; session < 2; ++session) {
    (void)Await<Assigned>(*source);
    cluster_.SetDown();
    EXPECT_TRUE(Await<Revoked>(*source).lost);
    cluster_.FailNext(Api::kHeartbeat, RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID);
    cluster_.SetUp();
    EXPECT_EQ(AwaitError(*source).code, ErrorCode::kFenced);
    EXPECT_TRUE(source->Renew());
  }
}

}  // namespace
}  // namespace cablestream
