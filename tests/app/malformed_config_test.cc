// Each field given wrongly in each way that its kind allows, in each source; and files that are no
// configuration at all.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "app/config/fields.h"
#include "app/config/load.h"
#include "temp_folder.h"

namespace cablestream {
namespace {

using namespace std::string_literals;
using testing::HasSubstr;
using testing::SizeIs;

constexpr size_t kLongestAnswer = 400;
constexpr size_t kFewest = 200;

struct Malformed {
  std::string yaml = {};
  std::vector<std::string> environment = {};
  std::vector<Setting> flags = {};
  std::string source = "FILE:";  // what the answer begins with
  std::string named = "";        // the key, or what else has to be changed
};

// Texts that no field of the kind takes.
std::vector<std::string> WrongTexts(const Field& field) {
  switch (field.kind) {
    case FieldKind::kBool:
      return {"yes", "TRUE", "1", ""};
    case FieldKind::kInteger:
      return {"-1", "1.5", "0x10", "1e3", "99999999999999999999", " 5", ""};
    case FieldKind::kDuration:
      return {"5", "-1s", "1.5h", "5 days", "99999999999999d", "s", ""};
    case FieldKind::kChoice:
      return {"nonsense", "GROUP", ""};
    case FieldKind::kText:
    case FieldKind::kList:
      break;
  }
  if (field.key == "brokers") return {"", "a:0", "a:x", "a b:9092", "http://a/b", ","};
  if (field.key == "admin.address") return {"", "9464", "a:70000", "::1:9464", "on"};
  if (field.key == "records.pass_headers") return {"source", "a,,b"};
  if (field.key == "state.dir") return {"", std::string("a\0b", 3)};
  if (field.key == "instance_id") return {"a b", std::string(300, 'a')};
  if (field.key == "schema_registry.url") return {"a", "ftp://a", "http://u@a", "http://a b"};
  if (field.key.starts_with("schema_registry.")) return {std::string("a\0b", 3)};
  return {"", "a b", "a/b", "\x1b[2J", std::string(300, 'a')};
}

void AddField(const Field& field, std::vector<Malformed>& cases) {
  const std::string key(field.key);
  for (const char* value : {"", "{a: b}", "[[a]]", "[{a: b}]"}) {
    cases.push_back({.yaml = key + ": " + value + "\n", .named = key});
  }
  if (field.kind != FieldKind::kList) cases.push_back({.yaml = key + ": [a]\n", .named = key});
  cases.push_back({.yaml = key + "x: 1\n", .named = key + "x"});
  const std::string standard = "'" + std::string(field.standard) + "'";
  cases.push_back(
      {.yaml = key + ": " + standard + "\n" + key + ": " + standard + "\n", .named = key});
  const std::string variable = EnvironmentName(field.key);
  cases.push_back({.environment = {variable + "_FILE=/no/such/file"},
                   .source = variable + "_FILE:",
                   .named = "/no/such/file"});
  cases.push_back(
      {.environment = {variable + "_FILE=/"}, .source = variable + "_FILE:", .named = "'/'"});
  for (const std::string& text : WrongTexts(field)) {
    cases.push_back(
        {.environment = {variable + "=" + text}, .source = variable + ":", .named = key});
    cases.push_back({.flags = {{key, {text}, false, "--set"}}, .source = "--set:", .named = key});
  }
}

void AddProperties(std::vector<Malformed>& cases) {
  for (const char* line : {"linger.ms: soon",
                           "linger.ms: -1",
                           "linger.ms: [1]",
                           "linger.ms:",
                           "compression.type: zip",
                           "security.protocol: TLS",
                           "socket.keepalive.enable: maybe",
                           "fetch.min.bytes: 0",
                           "producer: {linger.ms: x}",
                           "consumer: {no.such: 1}",
                           "sasl.password: [a]",
                           "group.id: a",
                           "acks: 0",
                           "enable.idempotence: false",
                           "isolation.level: read_uncommitted",
                           "transactional.id: mine",
                           "bootstrap.servers: 'a:1'",
                           "log_level: 9",
                           "client.id: \"a\\0b\"",
                           "max.poll.interval.ms: 3600000",
                           "compression.type: \"\\e[2J\"",
                           "debug: everything"}) {
    const std::string text(line);
    cases.push_back({.yaml = "kafka:\n  " + text + "\n", .named = text.substr(0, text.find(':'))});
  }
}

// Short, and of 2^60 keys.
std::string Bomb() {
  std::string yaml = "kafka:\n  a: &a0 {}\n";
  for (int i = 1; i <= 60; ++i) {
    const std::string below = "*a" + std::to_string(i - 1);
    yaml += "  b" + std::to_string(i) + ": &a" + std::to_string(i) + " {x: " + below +
            ", y: " + below + "}\n";
  }
  return yaml;
}

void AddFiles(std::vector<Malformed>& cases) {
  const std::string junk =
      "\x7f"
      "ELF\x02\x01\x01\x00\xff\xfe\x80\x00group"s;
  for (const std::string& yaml : {"\xff\xfeg\x00r\x00o\x00u\x00p\x00:\x00 \x00a\x00\n\x00"s,
                                  junk,
                                  "group: \xc3\x28: \xff\n"s,
                                  "\tgroup: a\n"s,
                                  "group: 'a\n"s,
                                  "group: \"a\\q\"\n"s,
                                  "group: *nothing\n"s,
                                  "group: &a [*a]\n"s,
                                  Bomb(),
                                  "kafka: &a {b: *a}\n"s,
                                  "topics: &a\n  raw: *a\n"s,
                                  "{group: a\n"s,
                                  "group: a: b\n"s,
                                  "group\n"s,
                                  "- group\n"s,
                                  "42\n"s,
                                  "? [a, b]\n: c\n"s,
                                  "? {a: b}\n: c\n"s,
                                  "group: a\n...\n---\nbrokers: 'b:1'\n"s,
                                  "%YAML 9.9\n---\ngroup: [\n"s,
                                  "<<: {group: a}\n"s,
                                  "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: &d [*c, *c]\n"s,
                                  "group: !!map a:\n"s,
                                  std::string(10'000, '['),
                                  std::string(10'000, '{'),
                                  std::string(100'000, '-') + " a",
                                  "group: " + std::string(100'000, 'x'),
                                  std::string(100'000, 'k') + ": 1\n",
                                  "commit: {interval_ms: " + std::string(100'000, '9') + "}\n",
                                  "log: {level: " + std::string(100'000, 'v') + "}\n",
                                  "brokers: \"" + std::string(100'000, 'b') + " c\"\n",
                                  "topics: {raw: [" + std::string(100'000, 't') + "]}\n",
                                  "kafka: {compression.type: " + std::string(100'000, 'z') + "}\n",
                                  "log: {level: \"a\\e[2Jb\\nc\"}\n"s,
                                  "\"gr\\e[2J\\noup\": a\n"s,
                                  std::string(2'000'000, '#')}) {
    cases.push_back({.yaml = yaml});
  }
}

std::vector<Malformed> Cases() {
  std::vector<Malformed> cases;
  for (const Field& field : Fields()) AddField(field, cases);
  AddProperties(cases);
  AddFiles(cases);
  return cases;
}

TEST(MalformedConfigTest, IsRefusedInAFewWordsThatNameTheKeyAndItsSource) {
  const TempFolder folder;
  const std::vector<Malformed> cases = Cases();
  EXPECT_THAT(cases, SizeIs(testing::Ge(kFewest)));
  for (const Malformed& each : cases) {
    const std::string file = folder.Write("FILE", each.yaml);
    const auto loaded = LoadConfig({file, each.environment, each.flags});
    SCOPED_TRACE(testing::Message()
                 << each.source << " " << each.named << " in " << each.yaml.substr(0, 60));
    if (loaded) {
      ADD_FAILURE() << "is let in";
      continue;
    }
    EXPECT_EQ(loaded.error().code, ErrorCode::kInvalidArgument);
    const std::string answer = loaded.error().message.substr(
        loaded.error().message.find(each.source == "FILE:" ? "FILE" : each.source));
    EXPECT_THAT(answer, HasSubstr(each.named));
    EXPECT_LT(answer.size(), kLongestAnswer);
    EXPECT_TRUE(std::none_of(answer.begin(), answer.end(), [](unsigned char c) {
      return c < ' ' || c == 0x7f;
    })) << answer;
  }
}

}  // namespace
}  // namespace cablestream
