#include "storage/state_folder.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <optional>
#include <string>

#include "folder_content.h"
#include "storage/instance_file.h"
#include "temp_folder.h"

namespace cablestream {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;
using testing::Not;

const StoreIdentity kIdentity{.group = "cables", .shards = 8, .scope = DedupScope::kGroup};

// As another user than root, whom no permission stops.
class Unprivileged {
 public:
  Unprivileged() : root_(geteuid() == 0) {
    if (root_ && seteuid(65534) != 0) throw std::runtime_error("can't become another user");
  }
  ~Unprivileged() {
    if (root_ && seteuid(0) != 0) std::abort();
  }
  Unprivileged(const Unprivileged&) = delete;
  Unprivileged& operator=(const Unprivileged&) = delete;

 private:
  const bool root_;
};

class StateFolderTest : public testing::Test {
 protected:
  Result<StateFolder> Open(const std::string& id = "",
                           const StoreIdentity& identity = kIdentity) const {
    return StateFolder::Open(dir_, identity, id);
  }
  // Makes the folder, and tells its ID.
  std::string Make(const std::string& id = "") const {
    const Result<StateFolder> state = Open(id);
    if (!state) throw std::runtime_error(state.error().message);
    return state->instance_id();
  }
  void Edit(const std::string& line, const std::string& instead) const {
    std::string text = ContentOf(dir_).at("instance");
    text.replace(text.find(line), text.find('\n', text.find(line)) - text.find(line), instead);
    std::ofstream(dir_ / "instance", std::ios::trunc) << text;
  }
  static unsigned ModeOf(const fs::path& path) {
    struct stat info {};
    return stat(path.c_str(), &info) == 0 ? info.st_mode & 07777 : 0;
  }
  void ExpectRefused(const Result<StateFolder>& state, const std::string& part,
                     ErrorCode code = ErrorCode::kRefused) const {
    ASSERT_FALSE(state);
    EXPECT_EQ(state.error().code, code);
    EXPECT_THAT(state.error().message,
                AllOf(HasSubstr(dir_.string()), HasSubstr(part), HasSubstr("another")));
  }

  TempFolder folder_;
  const fs::path dir_ = folder_ / "var" / "state";
};

TEST_F(StateFolderTest, IsMadeForItsOwnerAlone) {
  const Result<StateFolder> state = Open();
  ASSERT_TRUE(state) << state.error().message;
  EXPECT_THAT(state->instance_id(), MatchesRegex("[0-9a-f]{16}"));
  EXPECT_EQ(state->claims_dir(), dir_ / "claims");
  EXPECT_EQ(ModeOf(dir_), 0700U);
  EXPECT_EQ(ModeOf(dir_ / "instance"), 0600U);
  EXPECT_EQ(ModeOf(dir_ / "LOCK"), 0600U);
}

TEST_F(StateFolderTest, IsClosedToOthersWhereItWasOpen) {
  fs::create_directories(dir_);
  ASSERT_EQ(chmod(dir_.c_str(), 0755), 0);
  ASSERT_TRUE(Open());
  EXPECT_EQ(ModeOf(dir_), 0700U);
}

TEST_F(StateFolderTest, KeepsItsId) {
  const std::string id = Make();
  const auto before = ContentOf(dir_);
  EXPECT_EQ(Make(), id);
  EXPECT_EQ(ContentOf(dir_), before);
}

TEST_F(StateFolderTest, HasAnIdOfItsOwn) {
  const std::string id = Make();
  fs::remove_all(dir_);
  EXPECT_NE(Make(), id);
}

TEST_F(StateFolderTest, TakesTheConfiguredId) {
  Make();
  EXPECT_EQ(Make("cablestream-0"), "cablestream-0");
  EXPECT_EQ(Make(), "cablestream-0");
}

TEST_F(StateFolderTest, IsLockedWhileItIsOpen) {
  Result<StateFolder> state = Open();
  ASSERT_TRUE(state);
  ExpectRefused(Open(), "in use");
  std::optional<StateFolder> moved(*std::move(state));
  state = Fail(ErrorCode::kInternal, "gone");
  ExpectRefused(Open(), "in use");
  moved.reset();
  EXPECT_TRUE(Open());
}

TEST_F(StateFolderTest, HoldsGenerationsWithLocksOfTheirOwn) {
  const auto replay = StateFolder::Open(dir_ / "generations" / "trial", kIdentity, "");
  ASSERT_TRUE(replay) << replay.error().message;
  const Result<StateFolder> live = Open();
  ASSERT_TRUE(live) << live.error().message;
  EXPECT_NE(live->instance_id(), replay->instance_id());
}

TEST_F(StateFolderTest, RefusesAnotherIdentity) {
  Make();
  const auto before = ContentOf(dir_);
  ExpectRefused(Open("", {.group = "other", .shards = 8, .scope = DedupScope::kGroup}),
                "group cables, 8 shards, scope group, not for group other",
                ErrorCode::kInvalidArgument);
  ExpectRefused(Open("", {.group = "cables", .shards = 9, .scope = DedupScope::kGroup}), "9 shards",
                ErrorCode::kInvalidArgument);
  ExpectRefused(Open("", {.group = "cables", .shards = 8, .scope = DedupScope::kPartition}),
                "scope partition", ErrorCode::kInvalidArgument);
  EXPECT_EQ(ContentOf(dir_), before);
}

TEST_F(StateFolderTest, RefusesAnotherFormat) {
  Make();
  Edit("format", "format 2");
  const auto before = ContentOf(dir_);
  ExpectRefused(Open(), "format 2", ErrorCode::kInvalidArgument);
  EXPECT_EQ(ContentOf(dir_), before);
}

TEST_F(StateFolderTest, RefusesAnInstanceFileCutShort) {
  Make();
  const auto size = fs::file_size(dir_ / "instance");
  for (const uintmax_t length : {size - 1, size / 2, uintmax_t{0}}) {
    fs::resize_file(dir_ / "instance", length);
    const auto before = ContentOf(dir_);
    ExpectRefused(Open(), "delete this folder");
    EXPECT_EQ(ContentOf(dir_), before);
  }
}

TEST_F(StateFolderTest, RefusesClaimsOfNobody) {
  Make();
  fs::create_directory(dir_ / "claims");
  fs::remove(dir_ / "instance");
  ExpectRefused(Open(), "has lost its file 'instance'");
}

TEST_F(StateFolderTest, RefusesAFolderOfOtherThings) {
  fs::create_directories(dir_);
  ASSERT_EQ(chmod(dir_.c_str(), 0755), 0);
  std::ofstream(dir_ / "thesis.txt") << "years of work";
  const auto before = ContentOf(dir_);
  ExpectRefused(Open(), "thesis.txt");
  EXPECT_EQ(ContentOf(dir_), before);
  EXPECT_EQ(ModeOf(dir_), 0755U);
}

TEST_F(StateFolderTest, TakesTheRootOfAVolume) {
  fs::create_directories(dir_ / "lost+found");
  fs::create_directories(dir_ / ".snapshot");
  EXPECT_TRUE(Open());
}

TEST_F(StateFolderTest, IsMadeAfterAnAttemptThatWasCutOff) {
  fs::create_directories(dir_);
  std::ofstream(dir_ / "LOCK").flush();
  std::ofstream(dir_ / "instance.tmp") << "format 1\ngro";
  EXPECT_TRUE(Open());
  EXPECT_FALSE(fs::exists(dir_ / "instance.tmp"));
}

TEST_F(StateFolderTest, GetsANewIdAsACopy) {
  const std::string id = Make();
  const fs::path copy = folder_ / "copy";
  fs::copy(dir_, copy, fs::copy_options::recursive);
  testing::internal::CaptureStderr();
  const Result<StateFolder> state = StateFolder::Open(copy, kIdentity, "");
  const std::string log = testing::internal::GetCapturedStderr();
  ASSERT_TRUE(state) << state.error().message;
  EXPECT_NE(state->instance_id(), id);
  EXPECT_THAT(
      log, AllOf(HasSubstr("state.folder_copied"), HasSubstr(id), HasSubstr(state->instance_id())));
  EXPECT_EQ(Make(), id) << "the original keeps its own";
}

TEST_F(StateFolderTest, GetsANewIdElsewhere) {
  for (const auto& [line, elsewhere] :
       {std::pair("machine", "machine another"), std::pair("path", "path /elsewhere"),
        std::pair("inode", "inode 1")}) {
    const std::string id = Make();
    Edit(line, elsewhere);
    const std::string new_id = Make();
    EXPECT_NE(new_id, id) << line;
    EXPECT_EQ(Make(), new_id) << line;
  }
}

TEST_F(StateFolderTest, KeepsTheConfiguredIdElsewhere) {
  Make("cablestream-0");
  Edit("machine", "machine another");
  testing::internal::CaptureStderr();
  EXPECT_EQ(Make("cablestream-0"), "cablestream-0");
  EXPECT_THAT(testing::internal::GetCapturedStderr(), IsEmpty());
}

TEST_F(StateFolderTest, CannotBeAFile) {
  fs::create_directories(dir_.parent_path());
  std::ofstream(dir_) << "a file";
  const Result<StateFolder> state = Open();
  EXPECT_EQ(state.error().code, ErrorCode::kInvalidArgument);
  EXPECT_THAT(state.error().message, HasSubstr("is a file"));
  const Result<StateFolder> below = StateFolder::Open(dir_ / "state", kIdentity, "");
  EXPECT_EQ(below.error().code, ErrorCode::kIo);
}

TEST_F(StateFolderTest, CannotHoldALineBreakInAName) {
  for (const Result<StateFolder>& state :
       {Open("a\nb"), Open("", {.group = "a\nb", .shards = 1, .scope = DedupScope::kGroup}),
        StateFolder::Open(folder_ / "a\nb", kIdentity, "")}) {
    EXPECT_EQ(state.error().code, ErrorCode::kInvalidArgument);
  }
  EXPECT_THAT(ContentOf(folder_.path()), IsEmpty());
}

TEST_F(StateFolderTest, SaysThatItCannotBeWritten) {
  fs::create_directories(dir_);
  ASSERT_EQ(chmod(folder_.path().c_str(), 0755), 0);
  ASSERT_EQ(chmod(dir_.c_str(), 0555), 0);
  const Unprivileged user;
  const Result<StateFolder> state = Open();
  ASSERT_FALSE(state);
  EXPECT_EQ(state.error().code, ErrorCode::kIo);
  EXPECT_THAT(state.error().message, AllOf(HasSubstr("Permission denied"), HasSubstr("writable")));
  const Result<StateFolder> below = StateFolder::Open(dir_ / "state", kIdentity, "");
  EXPECT_EQ(below.error().code, ErrorCode::kIo);
}

TEST_F(StateFolderTest, IsInspectedWithoutAChange) {
  EXPECT_EQ(StateFolder::Inspect(dir_, kIdentity, "").value(), "");
  EXPECT_FALSE(fs::exists(dir_));
  EXPECT_EQ(StateFolder::Inspect(dir_, kIdentity, "pod-1").value(), "pod-1");

  const Result<StateFolder> state = Open();
  ASSERT_TRUE(state);
  const auto before = ContentOf(dir_);
  EXPECT_EQ(StateFolder::Inspect(dir_, kIdentity, "").value(), state->instance_id());
  EXPECT_EQ(ContentOf(dir_), before);
}

TEST_F(StateFolderTest, IsInspectedForWhatOpenWouldRefuse) {
  (void)Make();
  StoreIdentity other = kIdentity;
  other.shards = 9;
  const auto made_for_another = StateFolder::Inspect(dir_, other, "");
  ASSERT_FALSE(made_for_another);
  EXPECT_EQ(made_for_another.error().code, ErrorCode::kInvalidArgument);

  const auto in_a_file = StateFolder::Inspect(dir_ / "instance" / "state", kIdentity, "");
  ASSERT_FALSE(in_a_file);
  EXPECT_THAT(in_a_file.error().message, HasSubstr("is a file"));

  const fs::path closed = dir_ / "closed";
  fs::create_directory(closed);
  fs::permissions(closed, fs::perms::none);
  const Unprivileged user;
  const auto unwritable = StateFolder::Inspect(closed / "state", kIdentity, "");
  ASSERT_FALSE(unwritable);
  EXPECT_EQ(unwritable.error().code, ErrorCode::kIo);
}

}  // namespace
}  // namespace cablestream
