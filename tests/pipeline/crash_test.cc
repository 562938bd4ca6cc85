// Messages that ended the process while they were parsed, in its earlier lives.
#include <filesystem>

#include "pipeline/harness.h"
#include "storage/crash_notes.h"

namespace cablestream {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class CrashTest : public PipelineHarness {
 protected:
  CrashTest() {
    std::string folder = (std::filesystem::temp_directory_path() / "cablestream-XXXXXX").string();
    folder_ = mkdtemp(folder.data());
  }
  ~CrashTest() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::unique_ptr<CrashNotes> Notes() const {
    return std::move(CrashNotes::Open(folder_ / "crashes", ParserVersion()).value());
  }
  // As many lives that ended while they parsed this message of raw[0].
  void Crash(int times, int64_t offset, const std::string& text) {
    for (int i = 0; i < times; ++i) {
      const auto notes = Notes();
      notes->Enter({"raw", 0, offset, text});
      notes->NoteCrash();
    }
  }
  [[nodiscard]] int CrashesOf(int64_t offset, const std::string& text) const {
    const auto notes = Notes();
    const std::optional<size_t> slot = notes->Find({"raw", 0, offset, text});
    return slot ? notes->CrashesIn(*slot) : 0;
  }
  Status RunWithNotes(const Assigned& assigned = All()) {
    const auto notes = Notes();
    source.Push(assigned);
    Pipeline pipeline(settings, source, sink, store, log, stats, notes.get());
    return pipeline.Run();
  }

 private:
  std::filesystem::path folder_;
};

TEST_F(CrashTest, ParsesAMessageForTheThirdTime) {
  Feed(CableText(1, "Twice."));
  Crash(2, 0, CableText(1, "Twice."));
  ASSERT_TRUE(RunWithNotes());
  EXPECT_THAT(PublishedIds(), ElementsAre("08ASTANA1001"));
  EXPECT_EQ(CrashesOf(0, CableText(1, "Twice.")), 0) << "it went through";
}

TEST_F(CrashTest, KeepsAMessageThatCrashedThreeTimesAndGoesOn) {
  Feed(CableText(1, "Good."));
  Feed(CableText(2, "Thrice."));
  Feed(CableText(3, "Good."));
  Crash(3, 1, CableText(2, "Thrice."));
  ASSERT_TRUE(RunWithNotes());
  EXPECT_THAT(PublishedIds(), ElementsAre("08ASTANA1001", "08ASTANA1003"));
  const std::vector<LogEntry> letters = kafka.Visible("letters");
  ASSERT_THAT(letters, SizeIs(1));
  EXPECT_EQ(letters[0].value, CableText(2, "Thrice."));
  EXPECT_EQ(HeadersOf(letters[0])["cablestream.reason"], "crashed_parser");
  EXPECT_EQ(HeadersOf(letters[0])["cablestream.offset"], "1");
  EXPECT_THAT(HeadersOf(letters[0])["cablestream.detail"], HasSubstr("3 times"));
  EXPECT_EQ(CrashesOf(1, CableText(2, "Thrice.")), 0);
}

TEST_F(CrashTest, TakesNoOtherMessageForTheGuiltyOne) {
  Feed(CableText(1, "At the same offset of a topic made anew."));
  Crash(3, 0, CableText(1, "Thrice."));
  ASSERT_TRUE(RunWithNotes());
  EXPECT_THAT(PublishedIds(), ElementsAre("08ASTANA1001"));
  EXPECT_EQ(CrashesOf(0, CableText(1, "Thrice.")), 3);
}

// Uncommitted, it comes again; it may crash again.
TEST_F(CrashTest, ForgetsNothingBeforeTheCommit) {
  Feed(CableText(1, "Thrice."));
  Crash(3, 0, CableText(1, "Thrice."));
  sink.FailNext("Commit", ErrorCode::kUnavailable);
  ASSERT_FALSE(RunWithNotes());
  EXPECT_EQ(CrashesOf(0, CableText(1, "Thrice.")), 3);
  ASSERT_TRUE(RunWithNotes());
  EXPECT_THAT(Records(), IsEmpty());
  EXPECT_THAT(kafka.Visible("letters"), SizeIs(1));
  EXPECT_EQ(CrashesOf(0, CableText(1, "Thrice.")), 0);
}

TEST_F(CrashTest, ForgetsNothingOfADroppedTransaction) {
  Feed(CableText(1, "Thrice."));
  Crash(3, 0, CableText(1, "Thrice."));
  // The partition is taken away while the letter is not committed.
  sink.refuses = [this](OutputTopic, const LogEntry&) -> std::optional<std::string> {
    source.Push(Assigned{{{"home", 0}, {"home", 1}, {"raw", 1}}, {"membership", 2, "member"}});
    return std::nullopt;
  };
  ASSERT_TRUE(RunWithNotes());
  EXPECT_THAT(kafka.Visible("letters"), IsEmpty());
  EXPECT_EQ(CrashesOf(0, CableText(1, "Thrice.")), 3);
}

// The note names the raw message, wherever it was read.
TEST_F(CrashTest, KnowsAForwardedMessageByItsRawPlace) {
  for (int i = 0; i < 8; ++i) Feed(CableText(i, "Anybody's."));
  ASSERT_TRUE(RunWithNotes({{{"home", 0}, {"raw", 0}}, {"membership", 1, "member"}}));
  const size_t here = Records().size();
  for (int i = 0; i < 8; ++i) Crash(3, i, CableText(i, "Anybody's."));
  ASSERT_TRUE(RunWithNotes({{{"home", 1}}, {"membership", 2, "member"}}));
  EXPECT_EQ(Records().size(), here);
  const std::vector<LogEntry> letters = kafka.Visible("letters");
  ASSERT_EQ(letters.size(), 8 - here);
  ASSERT_THAT(letters, testing::Not(IsEmpty()));
  EXPECT_EQ(HeadersOf(letters[0])["cablestream.reason"], "crashed_parser");
  EXPECT_EQ(HeadersOf(letters[0])["cablestream.topic"], "raw");
}

}  // namespace
}  // namespace cablestream
