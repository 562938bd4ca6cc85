#include "parser/digests.h"

// The state lives on the stack: no allocation, and no need of one.
#define XXH_STATIC_LINKING_ONLY
#include <xxhash.h>

#include <cstring>
#include <string>

#include "cable/v1/cable.pb.h"

namespace cablestream {
namespace {

// Serialized messages and plain strings, one after another; each with its length, so that no two
// sequences are the same bytes.
class Digest {
 public:
  void Add(std::string_view text) {
    Add(static_cast<uint64_t>(text.size()));
    Append(text.data(), text.size());
  }
  void Add(uint64_t value) { Append(&value, sizeof value); }

  template <typename Message>
  void AddMessage(const Message& message) {
    serialized_.clear();
    message.AppendToString(&serialized_);
    Add(serialized_);
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

  [[nodiscard]] uint16_t Finish() {
    if (!streaming_) return static_cast<uint16_t>(XXH3_64bits(buffer_, size_));
    Flush();
    return static_cast<uint16_t>(XXH3_64bits_digest(&state_));
  }

 private:
  // What fits into the buffer is hashed at once: most groups are a few short fields.
  void Append(const void* bytes, size_t size) {
    if (size > sizeof buffer_ - size_) {
      Flush();
      if (size > sizeof buffer_) {
        XXH3_64bits_update(&state_, bytes, size);
        return;
      }
    }
    std::memcpy(buffer_ + size_, bytes, size);
    size_ += size;
  }

  void Flush() {
    if (!streaming_) XXH3_64bits_reset(&state_);
    streaming_ = true;
    XXH3_64bits_update(&state_, buffer_, size_);
    size_ = 0;
  }

  XXH3_state_t state_;
  bool streaming_ = false;
  size_t size_ = 0;
  char buffer_[512];
  std::string serialized_;
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
