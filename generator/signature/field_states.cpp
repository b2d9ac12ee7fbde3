#include "generator/signature/field_states.h"

#include <algorithm>

#include "generator/error.h"
#include "generator/signature/message.h"
#include "generator/signature/signed_file.h"

namespace stesura {
namespace {

using State = SignatureFieldState::State;

// Nobody is believed and nothing digested: only whose certificate it is.
std::string signerOf(const std::string& contents) {
  try {
    const SignedMessage message = SignedMessage::read(contents, SignedMessage::Trailing::zeros);
    return message
        .judge(
            0, [](const char*) { return std::string(); }, TrustStore())
        .facts.name;
  } catch (const Error&) {
    return {};
  }
}

SignatureFieldState stateOf(const PlacedSignature& signature) {
  const bool blank = awaitsMessage(signature);
  SignatureFieldState state{blank ? State::prepared : State::signedField, signature.field, signature.toolTip};
  if (!blank) state.signer = signerOf(signature.contents);
  state.claimedTime = signature.claimedTime;
  return state;
}

}  // namespace

std::vector<SignatureFieldState> fieldStatesOf(std::string_view pdf) {
  const PdfHistory history = PdfHistory::read(pdf);
  std::vector<SignatureFieldState> fields;
  for (const PlacedSignature& signature : signaturesOf(history)) {
    if (!signature.field.empty()) fields.push_back(stateOf(signature));
  }
  for (const EmptyField& empty : emptyFields(history))
    fields.push_back({State::empty, empty.field, empty.toolTip});
  return fields;
}

}  // namespace stesura
