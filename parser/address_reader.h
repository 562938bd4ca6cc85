// Lines 6 to 9 of a heading: from whom, and to whom.
#pragma once

#include <string_view>

#include "parser/addressees.h"
#include "parser/context.h"
#include "parser/heading_state.h"

namespace cablestream {

class AddressReader {
 public:
  AddressReader(HeadingState& state, ParseContext& context)
      : state_(state), context_(context), cable_(context.cable()) {}

  // Line 6. `rest` is a `TO` that follows on the line, where its end was lost.
  [[nodiscard]] bool ReadOriginator(std::string_view line, std::string_view& rest);
  // Lines 7 to 9, and the lines of their lists.
  [[nodiscard]] bool ReadAddress(std::string_view line);
  // The rest of an address that was too long; `last_length` is the line's before.
  [[nodiscard]] bool ReadContinuation(std::string_view line, size_t last_length);
  // Whether a line of one of the lists came last.
  [[nodiscard]] bool in_list() const {
    return state_.list == HeadingList::kAction || state_.list == HeadingList::kInfo ||
           state_.list == HeadingList::kExempt;
  }
  // A line of the list that is open.
  void ReadListLine(std::string_view line);

 private:
  void Add(std::string_view line) { AddAddressees(line, ListOf(state_.list), context_); }
  [[nodiscard]] std::string_view FindOriginator(std::string_view line);
  [[nodiscard]] bool below_date() const {
    return state_.list == HeadingList::kNone && state_.date_line.data() != nullptr &&
           !state_.facts.date_group.empty() && cable_.originator().empty();
  }
  void JoinNextLine(std::string_view line, std::string_view& name);
  bool ReadGarbledLabel(std::string_view line);
  bool BeginsAsTheLast(std::string_view line);
  AddresseeList* ListOf(HeadingList list);

  HeadingState& state_;
  ParseContext& context_;
  cable::v1::Cable& cable_;
};

}  // namespace cablestream
