#include "program.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "temp_folder.h"

namespace cablestream {
namespace {

std::string ReadAll(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

std::vector<char*> Pointers(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

// Runs the program with three open files as its standard ones; its exit status.
int Spawn(std::vector<std::string> arguments, std::vector<std::string> environment, int in, int out,
          int err) {
  arguments.insert(arguments.begin(), CABLESTREAM_PROGRAM);
  environment.emplace_back("PATH=/usr/bin:/bin");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, err, STDERR_FILENO);
  pid_t child = -1;
  const int error = posix_spawn(&child, CABLESTREAM_PROGRAM, &actions, nullptr,
                                Pointers(arguments).data(), Pointers(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  int status = 0;
  if (error != 0 || waitpid(child, &status, 0) != child) return -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int OpenToWrite(const std::string& path) {
  return open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
}

}  // namespace

Outcome RunProgram(const std::vector<std::string>& arguments, const std::string& input,
                   const std::vector<std::string>& environment) {
  const TempFolder folder;
  const int in = open(folder.Write("in", input).c_str(), O_RDONLY | O_CLOEXEC);
  const int out = OpenToWrite(folder.Path("out"));
  const int err = OpenToWrite(folder.Path("err"));
  Outcome outcome;
  outcome.exit_status = Spawn(arguments, environment, in, out, err);
  for (const int file : {in, out, err}) close(file);
  outcome.out = ReadAll(folder.Path("out"));
  outcome.err = ReadAll(folder.Path("err"));
  return outcome;
}

Outcome RunProgramUnread(const std::vector<std::string>& arguments) {
  const TempFolder folder;
  int out[2];
  if (pipe2(out, O_CLOEXEC) != 0) return {};
  close(out[0]);
  const int in = open("/dev/null", O_RDONLY | O_CLOEXEC);
  const int err = OpenToWrite(folder.Path("err"));
  Outcome outcome;
  outcome.exit_status = Spawn(arguments, {}, in, out[1], err);
  for (const int file : {in, out[1], err}) close(file);
  outcome.err = ReadAll(folder.Path("err"));
  return outcome;
}

}  // namespace cablestream
