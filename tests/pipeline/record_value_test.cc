#include "pipeline/record_value.h"

#include <gmock/gmock.h>

#include <array>

#include "cable/v1/cable.pb.h"
#include "pipeline/harness.h"

namespace cablestream {
namespace {

using std::string_literals::operator""s;

std::string Serialized() {
  cable::v1::Cable cable;
  cable.set_message_id("08ASTANA1111");
  return cable.SerializeAsString();
}

TEST(RecordValueTest, FramesWithMagicByteBigEndianIdAndTheFirstMessagesIndex) {
  EXPECT_EQ(ConfluentFrame(1), "\0\0\0\0\1\0"s);
  EXPECT_EQ(ConfluentFrame(0x01020304), "\0\1\2\3\4\0"s);
  EXPECT_EQ(ConfluentFrame(0x7FFFFFFF), "\0\x7F\xFF\xFF\xFF\0"s);
}

TEST(RecordValueTest, WritesIndexesAsZigzagVarints) {
  EXPECT_EQ(EncodeMessageIndexes(std::array{0}), "\0"s);
  EXPECT_EQ(EncodeMessageIndexes(std::array{1}), "\2\2"s);
  EXPECT_EQ(EncodeMessageIndexes(std::array{1, 0}), "\4\2\0"s);
  EXPECT_EQ(EncodeMessageIndexes(std::array{64}), "\2\x80\1"s);
}

TEST(RecordValueTest, ReadsBothFormats) {
  for (const std::string& frame : {""s, ConfluentFrame(7), "\0\0\0\0\7\2\0"s}) {
    cable::v1::Cable cable;
    EXPECT_TRUE(ParseRecord(frame + Serialized(), cable));
    EXPECT_EQ(cable.message_id(), "08ASTANA1111");
  }
}

TEST(RecordValueTest, RefusesAnotherMessageAndACutOffFrame) {
  cable::v1::Cable cable;
  for (const std::string& value :
       {"\0"s, "\0\0\0\0"s, "\0\0\0\0\7"s, "\0\0\0\0\7\2\2"s + Serialized(), "\1"s,
        ConfluentFrame(7) + ConfluentFrame(7)}) {
    EXPECT_FALSE(ParseRecord(value, cable));
  }
}

class FramedRecordTest : public PipelineHarness {};

TEST_F(FramedRecordTest, HoldsTheSameBytesBehindTheFrame) {
  settings.record_frame = ConfluentFrame(7);
  Feed(CableText(1, "Text."));
  ASSERT_TRUE(Run());
  EXPECT_EQ(kafka.Visible("records").at(0).value,
            ConfluentFrame(7) + Records().at(0).SerializeAsString());
}

}  // namespace
}  // namespace cablestream
