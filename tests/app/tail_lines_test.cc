#include "app/tail/tail_lines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "cable/v1/cable.pb.h"
#include "pipeline/record_value.h"

namespace cablestream {
namespace {

using std::string_literals::operator""s;

class FakeBuffer final : public MessageBuffer {
 public:
  explicit FakeBuffer(std::vector<Header> headers) : headers_(std::move(headers)) {}
  [[nodiscard]] std::vector<Header> headers() const override { return headers_; }

 private:
  const std::vector<Header> headers_;
};

Message MakeMessage(std::optional<std::string_view> key, std::optional<std::string_view> value,
                    std::vector<Header> headers = {}) {
  Message message;
  message.topic = "cables.raw";
  message.partition = 3;
  message.offset = 17;
  message.timestamp_ms = 1213358160000;
  message.key = key;
  message.value = value;
  message.buffer = std::make_unique<FakeBuffer>(std::move(headers));
  return message;
}

TEST(TailLineTest, ShowsARecordAsParseDoes) {
  cable::v1::Cable cable;
  cable.set_message_id("06OSLO217");
  cable.set_message_id_basis(cable::v1::MESSAGE_ID_BASIS_MRN);
  cable.set_revision(2);
  for (const std::string& frame : {std::string(), ConfluentFrame(7)}) {
    const std::string value = frame + cable.SerializeAsString();
    EXPECT_EQ(
        TailLine(MakeMessage(
            "06OSLO217", value,
            {{"content-type", "application/x-protobuf"}, {"message-type", "cable.v1.Cable"}})),
        R"({"message_id":"06OSLO217","message_id_basis":"MESSAGE_ID_BASIS_MRN","revision":2})");
  }
}

TEST(TailLineTest, ShowsADeadLetterWithWhatItsHeadersSay) {
  EXPECT_EQ(TailLine(MakeMessage("k", "lamp oil\n",
                                 {{"trace", "1"},
                                  {"cablestream.reason", "no_identity"},
                                  {"cablestream.detail", "No line says."},
                                  {"cablestream.topic", "east"},
                                  {"cablestream.partition", "1"},
                                  {"cablestream.offset", "42"},
                                  {"cablestream.timestamp", "1213358160000"},
                                  {"cablestream.parser-version", "1"},
                                  {"cablestream.attempts", "1"},
                                  {"cablestream.generation", "live"},
                                  {"cablestream.part", "2/3"}})),
            R"({"reason":"no_identity","detail":"No line says.","source":"east/1/42",)"
            R"("timestamp":"1213358160000","parser_version":"1","attempts":"1",)"
            R"("generation":"live","part":"2/3","key":"k","value":"lamp oil\n"})");
}

TEST(TailLineTest, TakesADeadLetterForOneWhateverItClaimsToBe) {
  const std::string line = TailLine(
      MakeMessage({}, "", {{"message-type", "cable.v1.Cable"}, {"cablestream.reason", "empty"}}));
  EXPECT_EQ(line, R"({"reason":"empty","source":"","value":""})");
}

TEST(TailLineTest, ShowsAnyOtherMessageByItsPlace) {
  EXPECT_EQ(TailLine(MakeMessage({}, "UNCLAS OSLO 217")),
            R"({"topic":"cables.raw","partition":3,"offset":17,"timestamp":1213358160000,)"
            R"("value":"UNCLAS OSLO 217"})");
}

TEST(TailLineTest, ShowsBytesThatAreNoTextInBase64AndLeavesNullOut) {
  EXPECT_EQ(TailLine(MakeMessage("\xFF\x00"s, std::nullopt)),
            R"({"topic":"cables.raw","partition":3,"offset":17,"timestamp":1213358160000,)"
            R"("key_base64":"/wA="})");
}

TEST(TailLineTest, ShowsARecordThatCannotBeReadByItsBytes) {
  EXPECT_THAT(TailLine(MakeMessage("k", "\xFF", {{"message-type", "cable.v1.Cable"}})),
              testing::HasSubstr(R"("value_base64":"/w==")"));
}

TEST(EncodeBase64Test, FollowsTheStandardsExamples) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", ""},
      {"f", "Zg=="},
      {"fo", "Zm8="},
      {"foo", "Zm9v"},
      {"foob", "Zm9vYg=="},
      {"fooba", "Zm9vYmE="},
      {"foobar", "Zm9vYmFy"},
  };
  for (const auto& [bytes, text] : cases) EXPECT_EQ(EncodeBase64(bytes), text);
}

}  // namespace
}  // namespace cablestream
