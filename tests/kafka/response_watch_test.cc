#include "kafka/response_watch.h"

#include <gtest/gtest.h>

#include <string>

#include "mock_cluster.h"

namespace cablestream {
namespace {

constexpr int kTimeoutMs = 20'000;

// What is silent about all this: every call of librdkafka answers ok.
void ExpectOk(const rd_kafka_error_t* error) {
  EXPECT_EQ(error, nullptr) << (error == nullptr ? "" : rd_kafka_error_string(error));
}

class ResponseWatchTest : public testing::Test {
 protected:
  void SetUp() override {
    cluster_.CreateTopic("records", 1);
    Result<ConfHandle> conf = MakeConf(cluster_.config(), RD_KAFKA_PRODUCER, {{"linger.ms", "0"}},
                                       {{"transactional.id", "test"}, {"log_level", "0"}});
    ASSERT_TRUE(conf) << conf.error().message;
    ASSERT_TRUE(watch_.AddTo(conf->get()));
    Result<ClientHandle> client = NewClient(RD_KAFKA_PRODUCER, std::move(*conf));
    ASSERT_TRUE(client) << client.error().message;
    client_ = std::move(*client);
  }

  void Init() {
    const ErrorHandle error(rd_kafka_init_transactions(client_.get(), kTimeoutMs));
    ExpectOk(error.get());
  }

  // One with a message and an offset.
  void RunTransaction() {
    const ErrorHandle begun(rd_kafka_begin_transaction(client_.get()));
    ExpectOk(begun.get());
    EXPECT_EQ(rd_kafka_producev(client_.get(), RD_KAFKA_V_TOPIC("records"), RD_KAFKA_V_PARTITION(0),
                                RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                                RD_KAFKA_V_VALUE(const_cast<char*>("x"), 1), RD_KAFKA_V_END),
              RD_KAFKA_RESP_ERR_NO_ERROR);
    EXPECT_EQ(rd_kafka_flush(client_.get(), kTimeoutMs), RD_KAFKA_RESP_ERR_NO_ERROR);
    const PartitionListHandle offsets = NewPartitionList(1);
    AddPartition(offsets.get(), {"raw", 0})->offset = 1;
    const GroupMetadataHandle group(rd_kafka_consumer_group_metadata_new("group"));
    const ErrorHandle sent(rd_kafka_send_offsets_to_transaction(client_.get(), offsets.get(),
                                                                group.get(), kTimeoutMs));
    ExpectOk(sent.get());
    const ErrorHandle committed(rd_kafka_commit_transaction(client_.get(), kTimeoutMs));
    ExpectOk(committed.get());
  }

  MockCluster cluster_;
  ResponseWatch watch_;  // outlives the client
  ClientHandle client_;
};

TEST_F(ResponseWatchTest, IsSilentAboutAPlainTransaction) {
  Init();
  for (int i = 0; i < 5; ++i) RunTransaction();
  EXPECT_FALSE(watch_.failed());
}

TEST_F(ResponseWatchTest, IsSilentAboutAnAnswerThatNamesAnError) {
  Init();
  cluster_.FailNext(Api::kAddOffsetsToTxn, RD_KAFKA_RESP_ERR_CONCURRENT_TRANSACTIONS);
  RunTransaction();
  EXPECT_FALSE(watch_.failed()) << "nothing of it is still on its way";
}

TEST_F(ResponseWatchTest, SeesACutUnderTheFirstRequestOfAll) {
  cluster_.CutNext(Api::kInitProducerId);
  Init();
  EXPECT_TRUE(watch_.failed());
}

class ResponseWatchCutTest : public ResponseWatchTest, public testing::WithParamInterface<Api> {};

TEST_P(ResponseWatchCutTest, SeesWhatIsSentAgainWithoutAWord) {
  Init();
  RunTransaction();
  ASSERT_FALSE(watch_.failed());
  cluster_.CutNext(GetParam());
  RunTransaction();
  EXPECT_TRUE(watch_.failed());
  watch_.Reset();
  RunTransaction();
  EXPECT_FALSE(watch_.failed()) << "the cut is forgotten at Reset";
}

std::string NameOf(const testing::TestParamInfo<Api>& tested) {
  switch (tested.param) {
    case Api::kProduce:
      return "Produce";
    case Api::kAddPartitionsToTxn:
      return "AddPartitionsToTxn";
    case Api::kAddOffsetsToTxn:
      return "AddOffsetsToTxn";
    case Api::kTxnOffsetCommit:
      return "TxnOffsetCommit";
    case Api::kEndTxn:
      return "EndTxn";
    default:
      return "Other";
  }
}

INSTANTIATE_TEST_SUITE_P(, ResponseWatchCutTest,
                         testing::Values(Api::kProduce, Api::kAddPartitionsToTxn,
                                         Api::kAddOffsetsToTxn, Api::kTxnOffsetCommit,
                                         Api::kEndTxn),
                         NameOf);

}  // namespace
}  // namespace cablestream
