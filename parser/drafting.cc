#include "parser/drafting.h"

#include <array>

#include "parser/text.h"

namespace cablestream {
namespace {

struct RoleWord {
  std::string_view word;
  DraftingRole role;
};

constexpr auto kRoles = std::to_array<RoleWord>({
    {"DRAFTED BY", DraftingRole::kDrafted},
    {"DRAFTED", DraftingRole::kDrafted},
    {"APPROVED BY", DraftingRole::kApproved},
    {"APPROVED", DraftingRole::kApproved},
    {"CLEARED BY", DraftingRole::kCleared},
    {"CLEARED", DraftingRole::kCleared},
});

// The label that the line begins with, and how long it is with its colon.
DraftingRole RoleAtStart(std::string_view line, bool colon_needed, size_t& length) {
  for (const RoleWord& role : kRoles) {
    if (!line.starts_with(role.word)) continue;
    length = role.word.size();
    const bool colon = length < line.size() && line[length] == ':';
    const bool by = role.word.ends_with("BY") && length < line.size() && IsSpace(line[length]);
    if (colon) ++length;
    if (colon || (by && !colon_needed)) return role.role;
  }
  return DraftingRole::kNone;
}

void AddJoined(std::string_view names, std::string* field, ParseContext& context) {
  if (!field->empty()) field->push_back(' ');
  for (std::string_view token = TakeToken(names); !token.empty(); token = TakeToken(names)) {
    if (!field->empty() && field->back() != ' ') field->push_back(' ');
    context.Append(token, field);
  }
}

// Where the next one begins: behind a comma or semicolon, or at `NEA:WROE` behind `L/M:KDOE`.
size_t NextCleared(std::string_view names) {
  constexpr size_t kLongest = 256;
  names = names.substr(0, kLongest);
  const size_t mark = names.find_first_of(",;");
  const size_t colon = names.find(':');
  if (colon == names.npos || colon > mark) return mark;
  const size_t next = names.substr(0, mark).find(':', colon + 1);
  if (next == names.npos) return mark;
  const size_t space = names.find_last_of(" \t", next);
  return space == names.npos || space < colon ? mark : space;
}

void AddCleared(std::string_view names, cable::v1::Drafting* drafting, ParseContext& context) {
  while (!names.empty()) {
    const size_t end = NextCleared(names);
    const std::string_view name = Trim(names.substr(0, end));
    if (!name.empty()) context.AssignJoined(name, drafting->add_cleared_by());
    names = end == names.npos ? std::string_view() : names.substr(end + 1);
  }
}

void Add(DraftingRole role, std::string_view names, ParseContext& context) {
  cable::v1::Drafting* drafting = context.cable().mutable_drafting();
  if (role == DraftingRole::kDrafted) {
    AddJoined(names, drafting->mutable_drafted_by(), context);
  } else if (role == DraftingRole::kApproved) {
    AddJoined(names, drafting->mutable_approved_by(), context);
  } else {
    AddCleared(names, drafting, context);
  }
}

}  // namespace

bool ReadLabelledDraftingLine(std::string_view line, ParseContext& context) {
  size_t length = 0;
  const DraftingRole role = RoleAtStart(line, true, length);
  if (role == DraftingRole::kNone) return false;
  Add(role, Trim(line.substr(length)), context);
  return true;
}

DraftingRole ReadDraftingAbove(std::string_view line, DraftingRole last, ParseContext& context) {
  size_t length = 0;
  DraftingRole role = RoleAtStart(line, false, length);
  if (role == DraftingRole::kNone) {
    if (last == DraftingRole::kNone || HasLower(line)) return role;
    role = last == DraftingRole::kApproved ? DraftingRole::kCleared : last;
  }
  Add(role, Trim(line.substr(length)), context);
  return role;
}

}  // namespace cablestream
