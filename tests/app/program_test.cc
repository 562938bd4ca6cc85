#include "program.h"

#include <gmock/gmock.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <sstream>

#include "temp_folder.h"

namespace cablestream {
namespace {

using google::protobuf::Struct;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

constexpr const char* kCable = R"(VZCZCXRO0001
OO RUEHC
DE RUEHNY #0217/01 0521030
ZNR UUUUU ZZH
O 211030Z FEB 06
FM AMEMBASSY OSLO
TO RUEHC/SECSTATE WASHDC IMMEDIATE 2606
BT
UNCLAS OSLO 000217

SIPDIS

E.O. 12958: N/A
TAGS: ETRD, NO
SUBJECT: THE HERRING LOAN

1. (U) The loan will be repaid in kind.

ALDERSHAW
)";

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

Struct Json(const std::string& line) {
  Struct json;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(line, &json).ok()) << line;
  return json;
}

std::string Text(const Struct& json, const std::string& member) {
  const auto found = json.fields().find(member);
  return found == json.fields().end() ? "<absent>" : found->second.string_value();
}

TEST(ParseCommandTest, PrintsARecordALineWithItsFile) {
  const TempFolder folder;
  const std::string file = folder.Write("oslo.txt", kCable);
  const Outcome outcome = RunProgram({"parse", file});
  EXPECT_EQ(outcome.exit_status, 0) << outcome.err;
  EXPECT_THAT(outcome.err, IsEmpty());
  const std::vector<std::string> lines = Lines(outcome.out);
  ASSERT_EQ(lines.size(), 1U);
  const Struct record = Json(lines[0]);
  EXPECT_EQ(Text(record, "file"), file);
  EXPECT_EQ(Text(record, "message_id"), "06OSLO217");
  EXPECT_EQ(Text(record, "message_id_basis"), "MESSAGE_ID_BASIS_MRN");
  EXPECT_EQ(Text(record, "originator"), "AMEMBASSY OSLO");
  EXPECT_EQ(record.fields().count("revision"), 0U) << "no empty fields";
}

TEST(ParseCommandTest, PrintsErrorsInTheirPlaceAndFailsAtTheEnd) {
  const TempFolder folder;
  const std::string file = folder.Write("a.txt", std::string("\x1E") + kCable +
                                                     "\x1E"
                                                     "lamp oil");
  const Outcome outcome = RunProgram({"parse", file});
  EXPECT_EQ(outcome.exit_status, 1);
  const std::vector<std::string> lines = Lines(outcome.out);
  ASSERT_EQ(lines.size(), 3U);
  const Struct empty = Json(lines[0]);
  EXPECT_EQ(Text(empty, "file"), file);
  EXPECT_EQ(Text(empty.fields().at("error").struct_value(), "code"), "empty");
  EXPECT_TRUE(empty.fields().at("error").struct_value().fields().contains("line"));
  EXPECT_EQ(Text(Json(lines[1]), "file"), file + "#2");
  const Struct no_cable = Json(lines[2]);
  EXPECT_EQ(Text(no_cable, "file"), file + "#3");
  EXPECT_EQ(Text(no_cable.fields().at("error").struct_value(), "code"), "no_identity");
  EXPECT_THAT(Text(no_cable.fields().at("error").struct_value(), "detail"), Not(IsEmpty()));
}

TEST(ParseCommandTest, ReadsStandardInput) {
  const Outcome outcome = RunProgram({"parse", "-"}, kCable);
  EXPECT_EQ(outcome.exit_status, 0);
  EXPECT_EQ(Text(Json(outcome.out), "file"), "-");
}

TEST(ParseCommandTest, KeepsAFileNameThatIsNotUtf8Printable) {
  const TempFolder folder;
  const std::string file = folder.Write("caf\xE9 \"1\".txt", kCable);
  const Outcome outcome = RunProgram({"parse", file});
  EXPECT_EQ(Text(Json(outcome.out), "file"), folder.Path("caf\xEF\xBF\xBD \"1\".txt"));
}

TEST(ParseCommandTest, GoesOnBehindAPathThatCannotBeRead) {
  const TempFolder folder;
  const Outcome outcome =
      RunProgram({"parse", folder.Path("missing"), folder.Write("a.txt", kCable)});
  EXPECT_EQ(outcome.exit_status, 1);
  EXPECT_EQ(Lines(outcome.out).size(), 1U);
  EXPECT_THAT(outcome.err, HasSubstr(folder.Path("missing")));
}

TEST(ParseCommandTest, TakesPathsOfWhichNoneExistsForWrongUsage) {
  const Outcome outcome = RunProgram({"parse", "/no/such/file"});
  EXPECT_EQ(outcome.exit_status, 2);
  EXPECT_THAT(outcome.err, HasSubstr("/no/such/file"));
}

TEST(ParseCommandTest, AddsATableToStandardError) {
  const Outcome outcome =
      RunProgram({"parse", "--stats", "-"}, std::string(kCable) + "\x1Elamp oil\x1E");
  EXPECT_EQ(Lines(outcome.out).size(), 2U);
  EXPECT_THAT(outcome.err, AllOf(StartsWith("records "), HasSubstr("\nerror no_identity ")));
}

TEST(ParseCommandTest, EndsQuietlyWhenItsReaderLeaves) {
  const TempFolder folder;
  const Outcome outcome = RunProgramUnread({"parse", folder.Write("a.txt", kCable)});
  EXPECT_EQ(outcome.exit_status, 0);
  EXPECT_THAT(outcome.err, IsEmpty());
}

TEST(ProgramTest, PrintsHelpAndVersionToStandardOutput) {
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"--help"}, {"run", "--help"}, {"--version"}}) {
    const Outcome outcome = RunProgram(arguments);
    EXPECT_EQ(outcome.exit_status, 0);
    EXPECT_THAT(outcome.out, Not(IsEmpty()));
    EXPECT_THAT(outcome.err, IsEmpty());
  }
}

TEST(ProgramTest, SaysWhatIsWrongWithItsUsage) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
      {{}, "command"},
      {{"prase"}, "prase"},
      {{"parse"}, "PATH"},
      {{"parse", "--fast", "x"}, "--fast"},
      {{"parse", "--set", "group", "x"}, "--set"},
      {{"tail"}, "TOPIC"},
      {{"feed", "--key", "all", "x"}, "--key"},
      {{"run", "--group"}, "--group"},
  };
  for (const auto& [arguments, named] : cases) {
    SCOPED_TRACE(named);
    const Outcome outcome = RunProgram(arguments);
    EXPECT_EQ(outcome.exit_status, 2);
    EXPECT_THAT(outcome.err, HasSubstr(named));
    EXPECT_THAT(outcome.out, IsEmpty());
  }
}

TEST(ProgramTest, RefusesABrokenConfigurationWhateverTheCommand) {
  const TempFolder folder;
  const std::string file = folder.Write("cables.yaml", "group: a\ngruop: b\n");
  for (const char* command : {"run", "config"}) {
    const Outcome outcome = RunProgram({command, "--config", file});
    EXPECT_EQ(outcome.exit_status, 2);
    EXPECT_EQ(outcome.err,
              "cablestream: " + file + ":2: gruop: unknown key; did you mean group?\n");
  }
}

TEST(ProgramTest, TakesConfigurationFlagsBeforeAndBehindTheCommand) {
  const Outcome outcome =
      RunProgram({"--group", "before", "--raw-topic", "east", "config", "--group=behind",
                  "--raw-topic", "west", "--set", "dedup.window=30d"},
                 "", {"CABLESTREAM_STATE_DIR=/s", "CABLESTREAM_GROUP=environment"});
  EXPECT_EQ(outcome.exit_status, 0) << outcome.err;
  EXPECT_THAT(
      outcome.out,
      AllOf(HasSubstr("group: behind  # --group\n"), HasSubstr("raw: east,west  # --raw-topic\n"),
            HasSubstr("window: 30d  # --set\n"), HasSubstr("dir: /s  # CABLESTREAM_STATE_DIR\n")));
}

TEST(ProgramTest, LogsJsonLinesWhereThereIsNoTerminal) {
  const Outcome outcome = RunProgram({"parse", "/no/such/file"});
  EXPECT_THAT(Text(Json(outcome.err), "event"), "command.failed");
  const Outcome text = RunProgram({"parse", "--log-format", "text", "/no/such/file"});
  EXPECT_THAT(text.err, HasSubstr(" error   command.failed "));
}

struct WrongLine {
  std::vector<std::string> arguments;
  const char* words;
};

TEST(CommandLineTest, SaysWhatIsWrong) {
  const WrongLine lines[] = {
      {{}, "name a command"},
      {{"state"}, "state: name one of its commands"},
      {{"state", "nonsense"}, "'nonsense' is not known here"},
      {{"run", "--stae-dir", "x"}, "'--stae-dir' is not known here; did you mean --state-dir?"},
      {{"run", "--secret=s3cr3t"}, "'--secret' is not known here"},
      {{"run", "--from", "end"}, "--from: expected beginning, found 'end'"},
      {{"run", "--from", "1"}, "--from: expected beginning, found '1'"},
      {{"audit", "--format", "xml"}, "--format: expected json or text, found 'xml'"},
      {{"run", "--partitions", "3"}, "--partitions requires --create-topics"},
      {{"run", "--config", ""}, "--config: names no file"},
      {{"run", "--config", "/dev/zero"},
       "/dev/zero: the configuration can't be read: it is larger"},
      {{"run", "--set", "gr\x1b[2Joup=a"}, "gr\\u001b[2Joup: unknown key"},
  };
  for (const WrongLine& line : lines) {
    const Outcome outcome = RunProgram(line.arguments);
    EXPECT_EQ(outcome.exit_status, 2) << line.words;
    EXPECT_THAT(outcome.err, AllOf(StartsWith("cablestream: "), HasSubstr(line.words),
                                   Not(HasSubstr("s3cr3t"))));
    EXPECT_THAT(outcome.out, IsEmpty());
  }
}

}  // namespace
}  // namespace cablestream
