// The text of one field while its lines come in.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace cablestream {

// A view while there is one line; copied only when a second comes.
class FieldText {
 public:
  void Start(std::string_view first) {
    first_ = first;
    last_ = first;
    many_ = false;
  }

  void Add(std::string_view line) {
    if (first_.empty() && !many_) return Start(line);
    if (!many_) joined_.assign(first_);
    many_ = true;
    joined_.push_back('\n');
    joined_.append(line);
    last_ = line;
  }

  [[nodiscard]] std::string_view view() const { return many_ ? std::string_view(joined_) : first_; }
  [[nodiscard]] std::string_view last_line() const { return last_; }
  [[nodiscard]] bool empty() const { return view().empty(); }

 private:
  std::string_view first_;
  std::string_view last_;
  std::string joined_;
  bool many_ = false;
};

}  // namespace cablestream
