#include "app/help_formatter.h"

#include <algorithm>
#include <sstream>

namespace cablestream {
namespace {

constexpr size_t kColumn = 30;
constexpr size_t kWidth = 100;

// A name and, in a column of its own, the text that explains it.
std::string Entry(const std::string& name, const std::string& text) {
  std::string out = "  " + name;
  size_t column = out.size();
  const auto new_line = [&] {
    out += "\n" + std::string(kColumn, ' ');
    column = kColumn;
  };
  if (column + 1 > kColumn) new_line();
  out += std::string(kColumn - column, ' ');
  column = kColumn;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    if (column > kColumn && column + 1 + word.size() > kWidth) new_line();
    if (column > kColumn) out += ' ';
    out += word;
    column += word.size() + 1;
  }
  return out + "\n";
}

}  // namespace

std::string HelpFormatter::make_option(const CLI::Option* option, bool is_positional) const {
  return Entry(make_option_name(option, is_positional) + make_option_opts(option),
               make_option_desc(option));
}

std::string HelpFormatter::make_option_opts(const CLI::Option* option) const {
  // CLI11 appends what its checks accept, in words of its own.
  const std::string type = option->get_type_name();
  return type.empty() ? "" : " " + type.substr(0, type.find(':'));
}

std::string HelpFormatter::make_subcommand(const CLI::App* command) const {
  return Entry(command->get_name(), command->get_description());
}

}  // namespace cablestream
