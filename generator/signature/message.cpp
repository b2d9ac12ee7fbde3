#include "generator/signature/message.h"

#include <openssl/err.h>

#include <map>
#include <utility>

#include "generator/error.h"
#include "generator/signature/asn1_reader.h"
#include "generator/signature/base64_text.h"
#include "generator/signature/certificate_reference.h"
#include "generator/signature/der.h"
#include "generator/signature/message_reader.h"
#include "generator/signature/signature_algorithm.h"
#include "generator/signature/signer_judge.h"
#include "generator/signature/stamp_judge.h"
#include "generator/signature/trust_content.h"
#include "generator/signature/verification.h"

namespace stesura {
namespace {

// OpenSSL's queue of errors is left empty, whichever way a scope ends.
struct ErrorQueueGuard {
  ErrorQueueGuard() = default;
  ErrorQueueGuard(const ErrorQueueGuard&) = delete;
  ErrorQueueGuard& operator=(const ErrorQueueGuard&) = delete;
  ~ErrorQueueGuard() { ERR_clear_error(); }
};

// A SEQUENCE that begins with the OID of SignedData.
bool beginsLikeMessage(std::string_view bytes) {
  constexpr std::size_t kLongestHeader = 2 + sizeof(std::size_t);
  if (bytes.size() < 2 || static_cast<std::uint8_t>(bytes.front()) != asn1::kSequence) return false;
  const std::uint8_t length = static_cast<std::uint8_t>(bytes[1]);
  const std::size_t header = length > 0x80 ? 2u + (length & 0x7fu) : 2u;
  if (header > kLongestHeader || header > bytes.size()) return false;
  return bytes.substr(header).starts_with(der(asn1::kObjectIdentifier, oid::kSignedData));
}

// The certificates of persons that a person put into the folder of trust, for a message that came without
// its signer's; else none.
Evidence fromFolder(const SignerView& signer, const Evidence& own, const TrustStore& trust) {
  Evidence known;
  if (!signer.isReadable || trust.kept().others.empty() || !certificatesNamedBy(signer, own).empty())
    return known;
  Evidence all;
  all.certificates = trust.kept().others;
  known.certificates = certificatesNamedBy(signer, all);
  return known;
}

}  // namespace

struct SignedMessage::Kept {
  ReadMessage message{};
  std::string contentType{};
};

SignedMessage::SignedMessage(std::unique_ptr<Kept> kept) : kept_(std::move(kept)) {}
SignedMessage::SignedMessage(SignedMessage&&) noexcept = default;
SignedMessage& SignedMessage::operator=(SignedMessage&&) noexcept = default;
SignedMessage::~SignedMessage() = default;

SignedMessage SignedMessage::read(std::string_view bytes, Trailing trailing, const MessageBounds& bounds) {
  const ErrorQueueGuard guard;
  auto kept = std::make_unique<Kept>();
  readMessage(bytes, trailing, bounds, kept->message);
  kept->contentType = dottedOid(kept->message.contentOid);
  return SignedMessage(std::move(kept));
}

std::size_t SignedMessage::signers() const { return kept_->message.signers.size(); }
std::size_t SignedMessage::length() const { return kept_->message.length; }
bool SignedMessage::isFollowed() const { return kept_->message.isFollowed; }
bool SignedMessage::isDer() const { return kept_->message.isDer; }
bool SignedMessage::hasContent() const { return kept_->message.hasContent; }
const std::string& SignedMessage::content() const { return kept_->message.content; }
std::string_view SignedMessage::besidesContent() const { return kept_->message.structure; }
const std::string& SignedMessage::contentType() const { return kept_->contentType; }
const Evidence& SignedMessage::evidence() const { return kept_->message.evidence; }

SignerVerdict SignedMessage::judge(std::size_t signer, const ContentDigest& digest,
                                   const TrustStore& trust) const {
  const ReadMessage& message = kept_->message;
  const SignerView& view = message.signers.at(signer);
  const Evidence known = fromFolder(view, message.evidence, trust);
  const bool isKnown = !known.certificates.empty();
  SignerVerdict verdict =
      judgeSigner(view, {digest, message.contentOid, message.content, isKnown ? known : message.evidence});
  if (isKnown) {
    verdict.remarks.push_back({"certificato_dalla_cartella",
                               "Il certificato del firmatario non è nella busta: è quello che sta nella "
                               "cartella di chi è fidato."});
  }
  if (verdict.integrity != SignerVerdict::Integrity::intact) return verdict;
  judgeSignatureStamps(view, message.evidence, trust, verdict);
  tellArchiveStamps(view, verdict);
  judgeCountersignatures(view, message.evidence, trust, verdict);
  return verdict;
}

ContentDigest SignedMessage::contentDigest() const {
  auto known = std::make_shared<std::map<std::string, std::string, std::less<>>>();
  const std::string* const bytes = &kept_->message.content;  // stays where it is when this is moved
  return [bytes, known](const char* algorithm) {
    const auto found = known->find(std::string_view(algorithm));
    if (found != known->end()) return found->second;
    return known->emplace(algorithm, rawDigest(*bytes, algorithm)).first->second;
  };
}

bool looksLikeMessage(std::string_view bytes) {
  return beginsLikeMessage(bytes) || beginsLikeMessage(beginningOfText(bytes));
}

}  // namespace stesura
