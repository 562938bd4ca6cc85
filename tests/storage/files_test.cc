#include "storage/files.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <fstream>

#include "folder_content.h"
#include "temp_folder.h"

namespace cablestream {
namespace {

using testing::ElementsAre;
using testing::Eq;
using testing::Optional;
using testing::Pair;

TEST(FilesTest, ReadsWhatWasWritten) {
  const TempFolder folder;
  const std::string large(10'000, 'x');
  for (const std::string& content : {std::string("short"), large, std::string("\0\n", 2)}) {
    ASSERT_TRUE(WriteFileAtomically(folder / "file", content));
    EXPECT_THAT(*ReadWholeFile(folder / "file"), Optional(Eq(content)));
    EXPECT_THAT(ContentOf(folder.path()), ElementsAre(Pair("file", content)));
  }
}

TEST(FilesTest, IsForItsOwnerAlone) {
  const TempFolder folder;
  ASSERT_TRUE(WriteFileAtomically(folder / "file", "secret"));
  struct stat info {};
  ASSERT_EQ(stat((folder / "file").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777, 0600U);
}

TEST(FilesTest, FindsNoFile) {
  const TempFolder folder;
  EXPECT_EQ(*ReadWholeFile(folder / "file"), std::nullopt);
}

TEST(FilesTest, LeavesAllAsItWasOnFailure) {
  const TempFolder folder;
  std::filesystem::create_directory(folder / "taken");
  std::ofstream(folder / "taken" / "file") << "here";
  const auto before = ContentOf(folder.path());
  EXPECT_EQ(WriteFileAtomically(folder / "taken", "new").error().code, ErrorCode::kIo);
  EXPECT_EQ(WriteFileAtomically(folder / "missing" / "file", "new").error().code, ErrorCode::kIo);
  EXPECT_EQ(ReadWholeFile(folder / "taken").error().code, ErrorCode::kIo);
  EXPECT_EQ(ContentOf(folder.path()), before);
}

}  // namespace
}  // namespace cablestream
