#include "parser/transport_lines.h"

#include "parser/classification_line.h"
#include "parser/text.h"
#include "parser/wrapper.h"

namespace cablestream {

bool TransportLines::Takes(std::string_view line) {
  if (page_lines_.Takes(line)) return true;
  switch (line.front()) {
    case 'B':
    case 'N':
    case 'b':
    case 'n':
    case '#':
      if (!IsEndLine(line)) break;
      CheckEndLine(line);
      return true;
    case '=':
    case '>':
    case '"':
      if (IsArchiveEnd(line)) return true;
      break;
    default:
      if (IsDigit(line.front()) && IsArchiveEnd(line)) return true;
      break;
  }
  if (IsGarbledSeam(line, post_.view())) return true;
  return line == "SIPDIS" || ((IsBareClassification(line) && !HasLower(line)));
}

// `#1111` names the station's serial again.
void TransportLines::CheckEndLine(std::string_view line) {
  if (EqualsFolded(line, "BT")) ended_ = true;
  const std::string& serial = context_.cable().transmission().station_serial();
  if (line.front() == '#' && !serial.empty() && line.substr(1) != serial) {
    context_.Warn("end-serial-mismatch", line);
  }
}

// Line 15, after the text's end: `C PARA 2 LINE 3 ...`, `C7 - PROXU`; of a page at its foot.
bool TransportLines::TakesCorrection(std::string_view line) {
  if (line.front() != 'C' || line.size() < 2) return false;
  const bool numbered = IsDigit(line[1]) || line[1] == ' ';
  const bool of_a_page = StartsWithWord(line, "C LINE") || StartsWithWord(line, "C PAGE");
  if (!numbered || HasLower(line) || !(ended_ || of_a_page)) return false;
  context_.Assign(line, context_.cable().add_corrections());
  return true;
}

}  // namespace cablestream
