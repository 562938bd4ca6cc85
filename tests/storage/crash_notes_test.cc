#include "storage/crash_notes.h"

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>
#include <thread>

#include "temp_folder.h"

namespace cablestream {
namespace {

using testing::Eq;
using testing::HasSubstr;
using testing::Optional;

class CrashNotesTest : public testing::Test {
 protected:
  CrashNotesTest() { Reopen(); }

  // As the next life of the process.
  void Reopen(std::string_view parser_version = "1.0") {
    notes_.reset();
    Result<std::unique_ptr<CrashNotes>> opened = CrashNotes::Open(file(), parser_version);
    ASSERT_TRUE(opened) << opened.error().message;
    notes_ = std::move(*opened);
  }
  // A life that ends while it parses this message.
  void CrashAt(const ParsedMessage& message) {
    notes_->Enter(message);
    notes_->NoteCrash();
    Reopen();
  }
  [[nodiscard]] int CrashesOf(const ParsedMessage& message) const {
    const std::optional<size_t> slot = notes_->Find(message);
    return slot ? notes_->CrashesIn(*slot) : 0;
  }
  [[nodiscard]] std::filesystem::path file() const { return folder_.path() / "crashes"; }
  [[nodiscard]] std::string Content() const {
    std::ifstream stream(file());
    return {std::istreambuf_iterator<char>(stream), {}};
  }

  const ParsedMessage message_{"cables.raw", 3, 4711, "some bytes"};
  const TempFolder folder_;
  std::unique_ptr<CrashNotes> notes_;
};

TEST_F(CrashNotesTest, CountsCrashesOfOneMessage) {
  EXPECT_EQ(CrashesOf(message_), 0);
  for (int crashes = 1; crashes <= 4; ++crashes) {
    CrashAt(message_);
    EXPECT_EQ(CrashesOf(message_), crashes);
  }
  EXPECT_THAT(Content(), HasSubstr("cables.raw/3/4711 10 "));
}

TEST_F(CrashNotesTest, CountsAnewForAnotherParserVersion) {
  for (int crashes = 1; crashes <= 3; ++crashes) CrashAt(message_);
  Reopen("1.1");
  EXPECT_EQ(CrashesOf(message_), 0);
  notes_->Enter(message_);
  notes_->NoteCrash();
  Reopen("1.1");
  EXPECT_EQ(CrashesOf(message_), 1);
}

TEST_F(CrashNotesTest, NotesNothingWhileNoMessageIsParsed) {
  notes_->NoteCrash();
  notes_->Enter(message_);
  notes_->Leave();
  notes_->NoteCrash();
  Reopen();
  EXPECT_EQ(CrashesOf(message_), 0);
}

// What crashes there has nothing to do with the message.
TEST_F(CrashNotesTest, NotesNothingOfAnotherThread) {
  notes_->Enter(message_);
  std::thread([this] { notes_->NoteCrash(); }).join();
  Reopen();
  EXPECT_EQ(CrashesOf(message_), 0);
}

TEST_F(CrashNotesTest, KnowsAMessageByItsPlaceAndItsBytes) {
  CrashAt(message_);
  const ParsedMessage others[] = {
      {"cables.raw2", 3, 4711, "some bytes"},
      {"cables.raw", 2, 4711, "some bytes"},
      {"cables.raw", 3, 4710, "some bytes"},
      {"cables.raw", 3, 4711, "some bytez"},  // of a topic that was made anew
      {"cables.raw", 3, 4711, "some bytes."},
  };
  for (const ParsedMessage& other : others) EXPECT_EQ(CrashesOf(other), 0);
  CrashAt(others[3]);
  EXPECT_EQ(CrashesOf(others[3]), 1);
  EXPECT_EQ(CrashesOf(message_), 1);
}

// Which of two guilty messages is read first may differ from start to start.
TEST_F(CrashNotesTest, KeepsMessagesApartThatCrashByTurns) {
  const ParsedMessage other{"cables.raw", 1, 12, "other bytes"};
  for (int i = 0; i < 3; ++i) {
    CrashAt(message_);
    CrashAt(other);
  }
  EXPECT_EQ(CrashesOf(message_), 3);
  EXPECT_EQ(CrashesOf(other), 3);
}

TEST_F(CrashNotesTest, ForgetsOneMessage) {
  const ParsedMessage other{"cables.raw", 1, 12, "other bytes"};
  CrashAt(message_);
  CrashAt(other);
  ASSERT_TRUE(notes_->Forget(notes_->Find(message_).value()));
  EXPECT_EQ(CrashesOf(message_), 0);
  Reopen();
  EXPECT_EQ(CrashesOf(message_), 0);
  EXPECT_EQ(CrashesOf(other), 1);
  CrashAt(message_);
  EXPECT_EQ(CrashesOf(message_), 1) << "it counts anew";
}

TEST_F(CrashNotesTest, GivesUpTheFewestCrashesWhereThereIsNoRoom) {
  for (int i = 0; i < 2; ++i) CrashAt(message_);
  for (int64_t offset = 0; offset < 50; ++offset) CrashAt({"cables.raw", 0, offset, "bytes"});
  EXPECT_EQ(CrashesOf(message_), 2);
  EXPECT_EQ(CrashesOf({"cables.raw", 0, 49, "bytes"}), 1);
  EXPECT_EQ(CrashesOf({"cables.raw", 0, 20, "bytes"}), 0);
}

TEST_F(CrashNotesTest, TakesTheLongestNames) {
  const std::string topic(249, 't');
  const ParsedMessage longest{topic, INT32_MAX, INT64_MAX, ""};
  CrashAt(longest);
  CrashAt(longest);
  EXPECT_EQ(CrashesOf(longest), 2);
}

TEST_F(CrashNotesTest, DropsLinesThatMakeNoSense) {
  CrashAt(message_);
  const std::string good = Content().substr(0, Content().find('\n') + 1);
  notes_.reset();
  for (const std::string bad :
       {"\n", "words\n", "cables.raw/3/4711\n", "cables.raw/3/4711 10 zz 1\n",
        "cables.raw/3/4711 10 1f 0\n", "/3/4711 10 1f 1\n", "cables.raw/3/47"}) {
    std::ofstream(file(), std::ios::trunc) << bad << good << bad;
    Reopen();
    EXPECT_EQ(CrashesOf(message_), bad.back() == '\n' ? 1 : 0) << bad;
    CrashAt(message_);
    EXPECT_GE(CrashesOf(message_), 1) << bad;
  }
}

// A handler must find room on a full disk.
TEST_F(CrashNotesTest, KeepsItsSize) {
  const size_t size = Content().size();
  for (int64_t offset = 0; offset < 20; ++offset) CrashAt({"cables.raw", 0, offset, "bytes"});
  EXPECT_EQ(Content().size(), size);
}

TEST_F(CrashNotesTest, SaysWhereItCantWrite) {
  const auto opened = CrashNotes::Open("/proc/no/such/folder/crashes", "1.0");
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::kIo);
}

}  // namespace
}  // namespace cablestream
