// The home topic keeps only what is still to be read.
#include "pipeline/fake_trimmer.h"
#include "pipeline/harness.h"

namespace cablestream {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class HomeTrimTest : public PipelineHarness {
 protected:
  static Assigned Member(std::vector<TopicPartition> partitions) {
    return {std::move(partitions), {"membership", 1, "member"}};
  }
  Status RunWith(const Assigned& assigned) {
    source.Push(assigned);
    Pipeline pipeline(settings, source, sink, store, log, stats, nullptr, &trimmer);
    return pipeline.Run();
  }
  // Reads raw and owns no shard but 0, so that home[1] fills.
  Status Forward() { return RunWith(Member({{"home", 0}, {"raw", 0}})); }
  [[nodiscard]] size_t Kept() { return kafka.logs[{"home", 1}].entries.size(); }

  FakeTrimmer trimmer{kafka};
};

TEST_F(HomeTrimTest, DeletesWhatAnEarlierOwnerHasCommitted) {
  for (int i = 0; i < 8; ++i) Feed(CableText(i, "Anybody's."));
  ASSERT_TRUE(Forward());
  ASSERT_GT(Kept(), 0U);
  ASSERT_TRUE(RunWith(Member({{"home", 1}})));
  EXPECT_GT(Kept(), 0U) << "few: not worth a request yet";
  EXPECT_EQ(trimmer.requests, 0);
  const size_t records = Records().size();
  ASSERT_TRUE(RunWith(Member({{"home", 1}})));
  EXPECT_EQ(Kept(), 0U);
  EXPECT_EQ(Records().size(), records);
  ASSERT_TRUE(RunWith(Member({{"home", 1}})));
  EXPECT_EQ(trimmer.requests, 1) << "nothing was left to delete";
}

TEST_F(HomeTrimTest, DeletesWhereEnoughHasBeenRead) {
  const int64_t large = 900'000;
  for (int i = 0; i < 45; ++i) {
    Feed(CableText(i, std::string(static_cast<size_t>(large), 'x')));
  }
  ASSERT_TRUE(Forward());
  ASSERT_GT(static_cast<int64_t>(Kept()) * large, 16 << 20);
  ASSERT_TRUE(RunWith(Member({{"home", 1}})));
  EXPECT_EQ(trimmer.requests, 1);
  EXPECT_EQ(Kept(), 0U);
}

TEST_F(HomeTrimTest, DeletesNothingOfALostTransaction) {
  for (int i = 0; i < 8; ++i) Feed(CableText(i, "Anybody's."));
  ASSERT_TRUE(Forward());
  const size_t kept = Kept();
  sink.FailNext("Commit", ErrorCode::kUnavailable);
  ASSERT_FALSE(RunWith(Member({{"home", 1}})));
  EXPECT_EQ(Kept(), kept);
  EXPECT_EQ(trimmer.requests, 0);
}

TEST_F(HomeTrimTest, LeavesRawTopicsAlone) {
  for (int i = 0; i < 8; ++i) Feed(CableText(i, "Good."));
  ASSERT_TRUE(RunWith(All()));
  ASSERT_TRUE(RunWith(All()));
  EXPECT_EQ((kafka.logs[{"raw", 0}].entries.size()), 8U);
}

}  // namespace
}  // namespace cablestream
