#include "app/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include "app/config/checks.h"
#include "app/config/sources.h"
#include "app/config_flags.h"
#include "app/exit_status.h"
#include "app/help_formatter.h"
#include "app/version.h"
#include "pipeline/stats.h"
#include "replay/bound.h"

namespace cablestream {
namespace {

constexpr const char* kStatuses =
    "Exit status: 0 done, 1 the work failed, 2 wrong usage or configuration, 3 Kafka or the "
    "schema\nregistry can't be reached or refuses.";

// Takes the name of a value, and nothing else: CLI11's own transformer takes the number behind it
// too, and shows it in its errors.
template <typename T>
CLI::Validator OneOf(std::map<std::string, T> values) {
  return CLI::Validator(
      [values = std::move(values)](std::string& text) -> std::string {
        const auto found = values.find(text);
        if (found != values.end()) {
          text = std::to_string(static_cast<int>(found->second));
          return "";
        }
        std::string names;
        for (const auto& [name, value] : values) names += (names.empty() ? "" : " or ") + name;
        return "expected " + names + ", found '" + text + "'";
      },
      "");
}

class Parser {
 public:
  Parser() {
    app_.set_version_flag("--version", VersionText(), "Print the version and leave");
    app_.set_help_flag("-h,--help", "Print this help and leave");
    app_.require_subcommand(0, 1);  // Read() asks for it in better words
    app_.formatter(std::make_shared<HelpFormatter>());
    app_.footer(std::string("A command's own options: cablestream COMMAND --help\n") + kStatuses);
    config_.AddTo(app_);
    AddFeed();
    AddParse();
    AddRun();
    AddTail();
    AddReplay();
    AddRedrive();
    AddAudit();
    AddState();
    AddCommand<ConfigOptions>("config",
                              "Print the effective configuration and where each value comes from, "
                              "secrets masked; needs no Kafka",
                              std::make_shared<ConfigOptions>());
  }

  CommandLine Read(int argc, const char* const* argv) {
    app_.parse(argc, argv);
    for (const CLI::App* command = &app_; command != nullptr;) {
      config_.Collect(*command, line_.flags);
      const std::vector<CLI::App*> named = command->get_subcommands();
      if (named.empty() && !runnable_.contains(command)) {
        throw CLI::ParseError(command == &app_ ? "name a command"
                                               : command->get_name() + ": name one of its commands",
                              kExitUsage);
      }
      command = named.empty() ? nullptr : named.front();
    }
    line_.config_file = config_.file();
    line_.quiet = config_.quiet();
    return line_;
  }

  Farewell Say(const CLI::ParseError& error) {
    if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr) {
      return {kExitUsage, "cablestream: " + Unknown() + "\n"};
    }
    std::ostringstream out;
    const int status = app_.exit(error, out, out);
    return {status == 0 ? kExitDone : kExitUsage, (status == 0 ? "" : "cablestream: ") + out.str()};
  }

 private:
  static std::vector<const CLI::App*> Commands(const CLI::App& app) {
    return app.get_subcommands([](const CLI::App*) { return true; });
  }

  // Names the first word that nothing takes. What stands behind its = may be a secret.
  [[nodiscard]] std::string Unknown() const {
    const CLI::App* command = &app_;
    std::string path = app_.get_name();
    while (!command->get_subcommands().empty()) {
      command = command->get_subcommands().front();
      path += " " + command->get_name();
    }
    const std::string word = app_.remaining(/*recurse=*/true).front();
    if (command->get_option_no_throw(word) != nullptr) {
      return "'" + word + "' belongs behind the command: " + path + " " + word;
    }
    const std::string name = word.substr(0, word.find('='));
    std::vector<std::string> known;
    for (const CLI::App* sub : Commands(*command)) known.push_back(sub->get_name());
    for (const CLI::Option* option : command->get_options()) known.push_back(option->get_name());
    return "'" + name + "' is not known here" + DidYouMean(Nearest(name, known)) + "\n" +
           "Options and commands: " + path + " --help";
  }

  // The chosen command's options become the line's.
  template <typename Options>
  CLI::App& AddCommand(const std::string& name, const std::string& help,
                       const std::shared_ptr<Options>& options) {
    return AddCommand(app_, name, help, options);
  }

  template <typename Options>
  CLI::App& AddCommand(CLI::App& parent, const std::string& name, const std::string& help,
                       const std::shared_ptr<Options>& options) {
    CLI::App& command = *parent.add_subcommand(name, help);
    config_.AddTo(command);
    command.footer(kStatuses);
    runnable_.insert(&command);
    command.callback([this, &command, options] {
      if (command.get_subcommands().empty()) line_.command = *options;
    });
    return command;
  }

  void AddFeed() {
    auto options = std::make_shared<FeedOptions>();
    CLI::App& command = AddCommand("feed", "Put cables into the raw topic", options);
    AddPaths(command, options->paths)->required();
    const std::map<std::string, FeedKey> keys = {{"id", FeedKey::kMessageId},
                                                 {"none", FeedKey::kNone}};
    command
        .add_option(
            "--key", options->key,
            "Key of each message: id, the message ID (no key where there is none), or none, "
            "which spreads the messages over the partitions (default: id)")
        ->transform(OneOf(keys))
        ->type_name("id|none");
    command.add_flag("--follow", options->follow,
                     "PATH is one folder that others drop files into: send each once it is closed "
                     "or renamed into it, then move it to done/ in it, or to failed/ with the "
                     "reason, until SIGTERM or SIGINT. Names that begin with . or end in .tmp or "
                     ".part are left alone");
  }

  void AddRun() {
    auto options = std::make_shared<RunOptions>();
    ServiceOptions& service = options->service;
    CLI::App& command = AddCommand(
        "run", "Consume, parse, deduplicate and publish, until SIGTERM or SIGINT", options);
    command.add_flag("--until-end", service.until_end,
                     "Stop once the end of the raw topics, as it stands at the start, is processed "
                     "and committed; prints the counts as JSON");
    CLI::Option* create = command.add_flag("--create-topics", service.create_topics,
                                           "Make missing topics, without retention");
    command
        .add_option("--partitions", service.partitions,
                    "Partitions of topics that --create-topics makes (default: the broker's)")
        ->check(CLI::Range(1, 100'000))
        ->needs(create)
        ->type_name("N");
    AddReplicationFactor(command, service.replication_factor);
    const std::map<std::string, bool> starts = {{"beginning", true}};
    command
        .add_option("--from", service.from_beginning,
                    "beginning: start a group that has lost its offsets, or whose raw topic has "
                    "lost messages unread, with what is there; what was published is dropped")
        ->transform(OneOf(starts))
        ->type_name("beginning");
    command.add_flag("--check", options->check,
                     "Only look: print the topics with their partitions and settings, the group, "
                     "the state folder, and what is amiss; reads no message and makes nothing. "
                     "Exit status 2: something has to be changed, 3: the brokers don't answer or "
                     "deny it");
    command.add_flag("--force", service.force,
                     "Publish records that the records topic's retention deletes on arrival");
  }

  static CLI::Option* AddScratchDir(CLI::App& command, std::string& folder,
                                    const std::string& what) {
    return command
        .add_option("--scratch-dir", folder,
                    "Folder for a temporary database " + what +
                        ", removed at the end (default: the state folder)")
        ->type_name("DIR");
  }

  static void AddReplicationFactor(CLI::App& command, int32_t& factor) {
    command
        .add_option("--replication-factor", factor,
                    "Replicas of topics that are made (default: the broker's)")
        ->check(CLI::Range(1, 100))
        ->type_name("N");
  }

  void AddReplay() {
    auto options = std::make_shared<ReplayOptions>();
    ReplayRequest& request = options->request;
    CLI::App& command = AddCommand(
        "replay",
        "Read a range of the raw topics once more, as a generation of its own beside the live one: "
        "with its own group, claims and state. The same command again resumes it, here or "
        "elsewhere, "
        "and several instances share one",
        options);
    AddGeneration(command, "--generation", request.generation,
                  "Name of the replay; its group is <group>-NAME");
    AddPlace(command, "--from", request.from,
             "Where to begin: beginning, an offset (1200), offsets of partitions (0:1200,1:900 or "
             "cables.raw/0:1200; of others nothing is read) or a time (2008-06-13T11:56:00Z) "
             "(default: beginning)");
    AddPlace(command, "--to", request.to,
             "Where to end, likewise, or end: as the topics end at the first start; what stands "
             "there is not read (default: end)");
    AddReplicationFactor(command, request.replication_factor);
    command.add_flag("--force", request.force,
                     "Publish records that the records topic's retention deletes on arrival");
    AddDiff(command, *options);

    command.require_subcommand(0, 1);
    AddCommand(command, "list", "List the replays of the group",
               std::make_shared<ReplayListOptions>());
    auto status = std::make_shared<ReplayStatusOptions>();
    CLI::App& show =
        AddCommand(command, "status", "Print a replay's plan and how far it has got", status);
    AddGeneration(show, "NAME", status->generation, "Name of the replay");
    AddFormat(show, status->json);
    auto drop = std::make_shared<ReplayDropOptions>();
    CLI::App& remove = AddCommand(
        command, "drop",
        "Delete a replay's group, internal topics and state folder; what it has published stays",
        drop);
    AddGeneration(remove, "NAME", drop->generation, "Name of the replay");
    remove.add_flag("--yes", drop->yes, "Don't ask");
  }

  static void AddPlace(CLI::App& command, const std::string& name, std::string& place,
                       const std::string& help) {
    command.add_option(name, place, help)
        ->check(CLI::Validator(
            [](std::string& text) {
              const Result<Bound> bound = ReadBound(text);
              return bound ? "" : bound.error().message;
            },
            ""))
        ->type_name("PLACE");
  }

  static void AddDiff(CLI::App& command, ReplayOptions& options) {
    CLI::Option* diff = command.add_flag(
        "--diff", options.diff,
        "Publish nothing: parse the range with this version and say how its records differ from "
        "those in the records topic; instead of --generation");
    command
        .add_option("--show", options.show,
                    "With --diff: print so many records that are changed, added or lost, each; "
                    "this prints text of cables (default: 0)")
        ->check(CLI::Range(0, 1'000'000))
        ->needs(diff)
        ->type_name("N");
    command
        .add_option("--fail-above", options.fail_above,
                    "With --diff: exit status 1 where more than this share of the records differs")
        ->check(CLI::Range(0.0, 100.0))
        ->needs(diff)
        ->type_name("PERCENT");
    AddFormat(command, options.json)->needs(diff);
    AddScratchDir(command, options.scratch_dir,
                  "of --diff, about as large as the records in the range")
        ->needs(diff);
  }

  void AddRedrive() {
    auto options = std::make_shared<RedriveOptions>();
    RedriveRequest& request = options->request;
    CLI::App& command = AddCommand(
        "redrive",
        "Put dead letters back into the raw topics that they came from, each once: what went is "
        "marked in <dead-letters>.redriven, in the same transaction. Exit status 1: some could not "
        "go",
        options);
    command
        .add_option("--reason", options->reasons,
                    "Only letters of this reason; several times for several: " + Reasons())
        ->check(CLI::Validator(
            [](std::string& text) {
              const bool known = std::find(kDeadLetterReasons.begin(), kDeadLetterReasons.end(),
                                           text) != kDeadLetterReasons.end();
              return known ? "" : "expected " + Reasons() + ", found '" + text + "'";
            },
            ""))
        ->allow_extra_args(false)
        ->type_name("REASON");
    command
        .add_option("--id", options->message_ids,
                    "Only letters of this message ID: their key, or what this version reads in "
                    "them; several times for several")
        ->allow_extra_args(false)
        ->type_name("ID");
    command
        .add_option("--since", options->since,
                    "Only messages of this time or later, by their own timestamp "
                    "(2008-06-13T11:56:00Z)")
        ->type_name("TIME");
    command.add_option("--until", options->until, "Only messages before this time, likewise")
        ->type_name("TIME");
    AddGeneration(command, "--generation", request.selection.generation,
                  "Letters of this replay (default: those of run)");
    command.add_option("--limit", request.limit, "Put back or park at most so many letters")
        ->type_name("N");
    command.add_option("--rate", options->rate, "At most so many letters a second")
        ->check(CLI::Range(1, 1'000'000))
        ->type_name("N");
    command
        .add_option("--max-attempts", request.max_attempts,
                    "A message that has become a dead letter so many times is parked in "
                    "<dead-letters>.parked instead (default: 3)")
        ->check(CLI::Range(1, 100))
        ->type_name("N");
    command.add_flag("--dry-run", request.dry_run,
                     "Print what would go, as JSON lines, and change nothing");
    AddReplicationFactor(command, request.replication_factor);
    AddScratchDir(command, options->scratch_dir, "of the letters");
  }

  static std::string Reasons() {
    std::string names;
    for (const std::string_view reason : kDeadLetterReasons) {
      names.append(names.empty() ? "" : ", ").append(reason);
    }
    return names;
  }

  // A name that a folder, a group and topics can bear.
  static void AddGeneration(CLI::App& command, const std::string& name, std::string& generation,
                            const std::string& help) {
    CLI::Option* option =
        command.add_option(name, generation, help)->type_name(name[0] == '-' ? "NAME" : "");
    option->check(CLI::Validator(
        [](std::string& text) {
          const std::string wrong = CheckGeneration(text);
          return wrong.empty() ? "" : "'" + text + "' " + wrong;
        },
        ""));
    if (name[0] != '-') option->required();
  }

  static CLI::Option* AddFormat(CLI::App& command, bool& json) {
    return command.add_option("--format", json, "text or json (default: text)")
        ->transform(OneOf(std::map<std::string, bool>{{"text", false}, {"json", true}}))
        ->type_name("text|json");
  }

  void AddTail() {
    auto options = std::make_shared<TailOptions>();
    CLI::App& command =
        AddCommand("tail", "Print records or dead letters as JSON lines, read_committed", options);
    command.add_option("TOPIC", options->topic, "Topic to read")->required()->type_name("");
    const std::map<std::string, TailFrom> starts = {{"beginning", TailFrom::kBeginning},
                                                    {"end", TailFrom::kEnd}};
    command.add_option("--from", options->from, "Where to start (default: beginning)")
        ->transform(OneOf(starts))
        ->type_name("beginning|end");
    command.add_flag("--until-end", options->until_end,
                     "Stop where the topic ended at the start; else at SIGINT or SIGTERM");
  }

  void AddAudit() {
    auto options = std::make_shared<AuditOptions>();
    CLI::App& command = AddCommand(
        "audit",
        "Say whether raw, records, dead letters, home and claims topics balance, and what does "
        "not; beside a running service too, at what its group has committed. Exit status 1: they "
        "do not",
        options);
    const std::map<std::string, AuditFormat> formats = {{"text", AuditFormat::kText},
                                                        {"json", AuditFormat::kJson}};
    command
        .add_option("--format", options->format,
                    "text: a table and a line for each imbalance; json: one line (default: text)")
        ->transform(OneOf(formats))
        ->type_name("text|json");
    AddGeneration(command, "--generation", options->generation,
                  "A replay: its own group, claims and range (default: what run publishes)");
    command
        .add_option("--show", options->show,
                    "Imbalances of each kind to name; all are counted (default: 20)")
        ->check(CLI::Range(0, 1'000'000))
        ->type_name("N");
    AddScratchDir(command, options->scratch_dir, "of some 200 bytes a message");
  }

  void AddStateView(CLI::App& state, StateView what, const std::string& name,
                    const std::string& help) {
    auto options = std::make_shared<StateViewOptions>();
    options->what = what;
    CLI::App& command = AddCommand(
        state, name, help + ". JSON lines; beside a running service too: what it has applied",
        options);
    CLI::Option* from_topic = command.add_flag(
        "--from-topic", options->from_topic,
        "Read the claims topic of the group instead of a state folder: what is committed now");
    CLI::Option* scratch =
        AddScratchDir(command, options->scratch_dir, "of --from-topic, as large as the state");
    scratch->needs(from_topic);
    if (what != StateView::kGet) return;
    command.add_option("ID", options->message_id, "Message ID to look for")
        ->required()
        ->type_name("");
    command.add_flag("--repeats", options->repeats,
                     "Print the copies that were dropped too: reads all records and raw messages");
  }

  void AddState() {
    CLI::App& state =
        *app_.add_subcommand("state", "Look into the deduplication state, or mend it");
    state.require_subcommand(0, 1);
    state.footer(kStatuses);
    AddStateView(state, StateView::kGet, "get",
                 "Print the claim on a message ID; exit status 1: there is none");
    AddStateView(state, StateView::kStats, "stats", "Count the claims of each shard");
    AddStateView(state, StateView::kDump, "dump", "Print every claim, by shard and ID");
    auto verify = std::make_shared<StateVerifyOptions>();
    CLI::App& check = AddCommand(
        state, "verify",
        "Hold the state folder against the claims topic, as far as the folder has read it; beside "
        "a running service too. Prints what differs, as JSON lines. Exit status 1: something does",
        verify);
    AddScratchDir(check, verify->scratch_dir, "of the topic's claims");
    auto rebuild = std::make_shared<RebuildOptions>();
    CLI::App& command = AddCommand(
        state, "rebuild",
        "Make the claims anew from the records topic, where the claims topic is gone or in doubt; "
        "the group must be stopped. Killed at any moment, it can be begun again, and no instance "
        "starts before it is whole",
        rebuild);
    command.add_flag("--yes", rebuild->yes, "Don't ask");
    AddScratchDir(command, rebuild->scratch_dir, "of some 100 bytes a record");
  }

  void AddParse() {
    auto options = std::make_shared<ParseOptions>();
    CLI::App& command = AddCommand(
        "parse",
        "Parse cables to JSON lines on standard output; needs no Kafka, but for --dead-letters",
        options);
    AddPaths(command, options->paths);
    command.add_flag("--dead-letters", options->dead_letters,
                     "Try this version on what redrive would put back, which is read from Kafka; "
                     "publishes nothing. Exit status 1: some still don't parse");
    AddScratchDir(command, options->scratch_dir, "of the dead letters");
    command.add_flag("--stats", options->stats, "Add a table of counts on standard error");
  }

  static CLI::Option* AddPaths(CLI::App& command, std::vector<std::string>& paths) {
    return command
        .add_option(
            "PATH", paths,
            "Files, folders (recursive, sorted, dot files skipped) or - for standard input. A "
            "file may hold several messages: one ends at byte 0x1E, or at a line NNNN before "
            "the next start of message")
        ->type_name("");
  }

  CLI::App app_{"Raw diplomatic cables in Kafka to deduplicated protobuf records, exactly once",
                "cablestream"};
  ConfigFlags config_;
  std::set<const CLI::App*> runnable_;  // the others are for their own commands alone
  CommandLine line_;
};

}  // namespace

std::variant<CommandLine, Farewell> ReadCommandLine(int argc, const char* const* argv) {
  Parser parser;
  try {
    return parser.Read(argc, argv);
  } catch (const CLI::ParseError& error) {
    return parser.Say(error);
  }
}

}  // namespace cablestream
