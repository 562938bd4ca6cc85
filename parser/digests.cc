#include "parser/digests.h"

// The state lives on the stack: no allocation, and no need of one.
#define XXH_STATIC_LINKING_ONLY
#include <xxhash.h>

#include <string>

#include "cable/v1/cable.pb.h"

namespace cablestream {
namespace {

// Serialized messages and plain strings, one after another; each with its length, so that no two
// sequences are the same bytes.
class Digest {
 public:
  Digest() { XXH3_64bits_reset(&state_); }

  void Add(std::string_view text) {
    const uint64_t size = text.size();
    XXH3_64bits_update(&state_, &size, sizeof size);
    XXH3_64bits_update(&state_, text.data(), text.size());
  }
  void Add(uint64_t value) { XXH3_64bits_update(&state_, &value, sizeof value); }

  template <typename Message>
  void AddMessage(const Message& message) {
    buffer_.clear();
    message.AppendToString(&buffer_);
    Add(buffer_);
  }
  template <typename List>
  void AddMessages(const List& list) {
    Add(static_cast<uint64_t>(list.size()));
    for (const auto& message : list) AddMessage(message);
  }
  template <typename List>
  void AddStrings(const List& list) {
    Add(static_cast<uint64_t>(list.size()));
    for (const std::string& text : list) Add(text);
  }

  [[nodiscard]] uint16_t Finish() const {
    return static_cast<uint16_t>(XXH3_64bits_digest(&state_));
  }

 private:
  XXH3_state_t state_;
  std::string buffer_;
};

// What the message says of itself; not how it travelled.
uint16_t DigestHeading(const cable::v1::Cable& cable) {
  Digest digest;
  digest.AddMessage(cable.mrn());
  digest.AddMessage(cable.date_time_group());
  digest.Add(cable.originator());
  digest.Add(static_cast<uint64_t>(cable.action_precedence()));
  digest.Add(static_cast<uint64_t>(cable.info_precedence()));
  digest.Add(static_cast<uint64_t>(cable.disposition()));
  digest.AddMessages(cable.readdressal());
  return digest.Finish();
}

// Field by field: serializing what a cable has many of, or the whole text, would cost more than the
// hash.
void AddAddressees(const google::protobuf::RepeatedPtrField<cable::v1::Addressee>& addressees,
                   Digest& digest) {
  digest.Add(static_cast<uint64_t>(addressees.size()));
  for (const cable::v1::Addressee& addressee : addressees) {
    digest.Add(addressee.routing_indicator());
    digest.Add(addressee.name());
    digest.AddStrings(addressee.attention());
    digest.Add(static_cast<uint64_t>(addressee.precedence()));
    digest.Add(addressee.message_count());
  }
}

uint16_t DigestAddressees(const cable::v1::Cable& cable) {
  Digest digest;
  AddAddressees(cable.action_addressees(), digest);
  AddAddressees(cable.info_addressees(), digest);
  AddAddressees(cable.excluded_addressees(), digest);
  digest.AddStrings(cable.passing_instructions());
  return digest.Finish();
}

uint16_t DigestClassification(const cable::v1::Cable& cable) {
  Digest digest;
  digest.AddMessage(cable.classification());
  digest.AddMessage(cable.executive_order());
  digest.AddMessage(cable.classified_by());
  return digest.Finish();
}

uint16_t DigestTags(const cable::v1::Cable& cable) {
  Digest digest;
  for (const cable::v1::Tag& tag : cable.tags()) digest.Add(tag.code());
  return digest.Finish();
}

uint16_t DigestSubject(const cable::v1::Cable& cable) {
  Digest digest;
  digest.Add(cable.subject());
  digest.Add(cable.subject_portion());
  return digest.Finish();
}

uint16_t DigestReferences(const cable::v1::Cable& cable) {
  Digest digest;
  digest.Add(static_cast<uint64_t>(cable.references_size()));
  for (const cable::v1::Reference& reference : cable.references()) {
    digest.Add(static_cast<uint64_t>(reference.kind()));
    digest.Add(reference.bullet());
    digest.Add(reference.message_id());
    digest.Add(reference.caption());
    digest.Add(reference.raw());
  }
  return digest.Finish();
}

uint16_t DigestText(const cable::v1::Cable& cable) {
  Digest digest;
  digest.Add(static_cast<uint64_t>(cable.paragraphs_size()));
  for (const cable::v1::Paragraph& paragraph : cable.paragraphs()) {
    digest.Add(static_cast<uint64_t>(paragraph.number()));
    digest.Add(paragraph.portion());
    digest.Add(paragraph.heading());
    digest.Add(paragraph.text());
  }
  digest.AddStrings(cable.corrections());
  return digest.Finish();
}

uint16_t DigestSigners(const cable::v1::Cable& cable) {
  Digest digest;
  digest.AddStrings(cable.signers());
  digest.AddMessage(cable.drafting());
  return digest.Finish();
}

}  // namespace

Digests ComputeDigests(const cable::v1::Cable& cable) {
  return {DigestHeading(cable), DigestAddressees(cable), DigestClassification(cable),
          DigestTags(cable),    DigestSubject(cable),    DigestReferences(cable),
          DigestText(cable),    DigestSigners(cable)};
}

}  // namespace cablestream
