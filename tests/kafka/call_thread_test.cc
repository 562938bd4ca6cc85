#include "kafka/call_thread.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <latch>
#include <memory>
#include <set>
#include <thread>
#include <vector>

namespace cablestream {
namespace {

constexpr std::chrono::milliseconds kEnough{30'000};  // never waited for where all is well
constexpr std::chrono::milliseconds kShort{1};

// Shared with a call that outlives its test.
struct Gate {
  std::latch open{1};
  std::latch passed{1};
};

TEST(CallThreadTest, RunsCallsInOrderOnOneOtherThread) {
  CallThread calls;
  std::vector<int> order;
  std::set<std::thread::id> threads;
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(calls.Run(
        [&, i] {
          order.push_back(i);
          threads.insert(std::this_thread::get_id());
        },
        kEnough));
  }
  EXPECT_EQ(order, (std::vector{0, 1, 2}));
  EXPECT_EQ(threads.size(), 1u);
  EXPECT_FALSE(threads.contains(std::this_thread::get_id()));
}

TEST(CallThreadTest, FreesWhatACallOwnsBeforeItHasEnded) {
  CallThread calls;
  auto owned = std::make_shared<int>(1);
  const std::weak_ptr<int> watched = owned;
  ASSERT_TRUE(calls.Run([owned = std::move(owned)] {}, kEnough));
  EXPECT_TRUE(watched.expired());
}

TEST(CallThreadTest, AbandonsACallThatDoesNotEndInTime) {
  const auto gate = std::make_shared<Gate>();
  CallThread calls;
  EXPECT_FALSE(calls.Run(
      [gate] {
        gate->open.wait();
        gate->passed.count_down();
      },
      kShort));
  EXPECT_TRUE(AnyCallAbandoned());
  std::atomic<bool> ran = false;
  EXPECT_FALSE(calls.Run([&ran] { ran = true; }, kEnough)) << "it runs nothing more";
  gate->open.count_down();
  gate->passed.wait();  // the abandoned call goes on to its end
  EXPECT_FALSE(ran);
}

// As the destructor of a Kafka client may.
TEST(CallThreadTest, AbandonsACallWhoseOwnershipsDoNotEndInTime) {
  const auto gate = std::make_shared<Gate>();
  std::promise<bool> ended;
  std::future<bool> answer = ended.get_future();
  std::thread caller([gate, &ended] {
    CallThread calls;
    std::shared_ptr<Gate> slow(gate.get(), [gate](Gate*) {
      gate->open.wait();
      gate->passed.count_down();
    });
    ended.set_value(calls.Run([slow = std::move(slow)] {}, kShort));
  });
  EXPECT_EQ(answer.wait_for(kEnough), std::future_status::ready);
  gate->open.count_down();
  gate->passed.wait();
  caller.join();
  EXPECT_FALSE(answer.get());
}

TEST(CallThreadTest, DoesNotWaitForACallWhenDestroyed) {
  const auto gate = std::make_shared<Gate>();
  {
    CallThread calls;
    EXPECT_FALSE(calls.Run(
        [gate] {
          gate->open.wait();
          gate->passed.count_down();
        },
        kShort));
  }
  gate->open.count_down();
  gate->passed.wait();
}

}  // namespace
}  // namespace cablestream
