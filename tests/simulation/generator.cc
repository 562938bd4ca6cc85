#include "simulation/generator.h"

#include <algorithm>
#include <iterator>
#include <map>

namespace cablestream::sim {
namespace {

constexpr int64_t kTime = 1'213'358'160'000;
constexpr int kVariants = 4;

// A short cable from Astana. Variants 0 to 2 differ in their text; 3 cancels variant 0.
std::string CableText(int serial, int variant, const std::string& token, bool again) {
  const std::string number = std::to_string(1000 + serial);
  const std::string signal = variant == 3 ? " ZFR" : again ? " ZDK" : "";
  return "RR RUEHC\nDE RUEHTA #" + number + " 1651156\nZNR UUUUU ZZH\nR 131156Z JUN 08" + signal +
         "\nFM AMEMBASSY ASTANA\nTO RUEHC/SECSTATE WASHDC\nBT\nUNCLAS ASTANA " + number +
         "\n\nSUBJECT: A VISIT\n\n1. (U) Word " + token + ".\n\nDOE\nBT\n#" + number + "\nNNNN\n";
}

std::string TokenOf(int serial, int variant) {
  return "S" + std::to_string(serial) + "V" + std::to_string(variant % 3);
}

void MakePoison(int number, Random& random, RawText& text) {
  text.destiny = Destiny::kDeadLetter;
  switch (random.Below(5)) {
    case 0:
      text.value = std::nullopt;
      break;
    case 1:
      text.value = "";
      break;
    case 2:
      text.value = "only words";
      break;
    case 3:  // a dead letter in parts
      text.value = "only words " + std::string(static_cast<size_t>(2 * kOutputLimit), 'x');
      break;
    default:  // its record is too large
      text.value =
          CableText(5000 + number, 0, std::string(static_cast<size_t>(kOutputLimit), 'x'), false);
  }
}

// With a window a message a second, some of them late, and a few before the first one's time.
int64_t TimeOf(int number, const Scenario& scenario, Random& random) {
  if (random.OneIn(25)) return kLatestTimestamp + number + 1;
  if (!scenario.window_ms) return kTime + number;
  if (random.OneIn(30)) return -1;
  const int64_t late = random.OneIn(5) ? random.Between(1, 30) : 0;
  return kTime + 1000 * (number - late);
}

}  // namespace

std::vector<RawText> MakeTexts(const Scenario& scenario, Random& random) {
  std::vector<TopicPartition> partitions;
  for (const auto& [topic, count] : scenario.raw) {
    for (int32_t i = 0; i < count; ++i) partitions.push_back({topic, i});
  }
  const int ids = std::max(1, scenario.messages / random.Between(2, 4));
  std::vector<RawText> texts;
  for (int i = 0; i < scenario.messages; ++i) {
    RawText& text = texts.emplace_back();
    text.partition = random.Pick(partitions);
    text.timestamp_ms = TimeOf(i, scenario, random);
    if (random.OneIn(12)) {
      MakePoison(i, random, text);
      continue;
    }
    const int serial = static_cast<int>(random.Below(static_cast<size_t>(ids)));
    // Under this scope a raw topic is keyed by ID.
    if (scenario.partition_scope) {
      text.partition = partitions[static_cast<size_t>(serial) % partitions.size()];
    }
    text.variant = random.OneIn(2) ? 0 : static_cast<int>(random.Below(kVariants));
    text.id = "08ASTANA" + std::to_string(1000 + serial);
    text.token = TokenOf(serial, text.variant);
    text.value = CableText(serial, text.variant, text.token, random.OneIn(8));
  }
  return texts;
}

}  // namespace cablestream::sim
