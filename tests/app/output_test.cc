#include "app/output.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <string>

namespace cablestream {
namespace {

class LineWriterTest : public testing::Test {
 protected:
  void SetUp() override {
    std::signal(SIGPIPE, SIG_IGN);
    ASSERT_EQ(pipe(ends_), 0);
  }
  void TearDown() override {
    for (const int end : ends_) {
      if (end >= 0) close(end);
    }
  }

  std::string ReadSome() {
    char bytes[256];
    const ssize_t count = read(ends_[0], bytes, sizeof bytes);
    return count < 0 ? "<error>" : std::string(bytes, static_cast<size_t>(count));
  }

  void LeaveReader() {
    close(ends_[0]);
    ends_[0] = -1;
  }

  int ends_[2] = {-1, -1};
};

TEST_F(LineWriterTest, WritesWhatItHoldsWhenAskedAndWhenItEnds) {
  LineWriter writer(ends_[1]);
  EXPECT_TRUE(writer.Write("a"));
  EXPECT_TRUE(writer.Write("b"));
  EXPECT_TRUE(writer.Flush());
  EXPECT_EQ(ReadSome(), "a\nb\n");
  { LineWriter(ends_[1]).Write("c"); }
  EXPECT_EQ(ReadSome(), "c\n");
}

TEST_F(LineWriterTest, NoticesThatItsReaderHasLeft) {
  LineWriter writer(ends_[1]);
  EXPECT_TRUE(writer.Flush());
  LeaveReader();
  EXPECT_FALSE(writer.Flush()) << "with nothing to write";
  EXPECT_EQ(writer.error(), EPIPE);
  EXPECT_EQ(FinishOutput(writer, 1), 1) << "that is no failure of its own";
}

TEST(LineWriterFailureTest, TellsOfADiskThatIsFull) {
  const int full = open("/dev/full", O_WRONLY);
  ASSERT_GE(full, 0);
  LineWriter writer(full);
  writer.Write("a");
  testing::internal::CaptureStderr();
  EXPECT_EQ(FinishOutput(writer, 0), 1);
  EXPECT_THAT(testing::internal::GetCapturedStderr(), testing::HasSubstr("No space left"));
  close(full);
}

}  // namespace
}  // namespace cablestream
