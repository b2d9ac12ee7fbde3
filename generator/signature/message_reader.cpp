#include "generator/signature/message_reader.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "generator/error.h"
#include "generator/signature/asn1_bounds.h"
#include "generator/signature/base64_text.h"
#include "generator/signature/evidence_reader.h"

namespace stesura {
namespace {

constexpr std::size_t kLongestVersion = 4;  // bytes

std::vector<AttributeView> attributesIn(std::string_view set) {
  constexpr std::size_t kMost = 1000;
  std::vector<AttributeView> attributes;
  Asn1Cursor cursor(set);
  while (!cursor.atEnd()) {
    if (attributes.size() == kMost) throwDamagedAsn1();
    Asn1Cursor attribute(cursor.take(asn1::kSequence).content);
    AttributeView view;
    view.oid = attribute.take(asn1::kObjectIdentifier).content;
    view.values = attribute.take(asn1::kSet).content;
    attribute.end();
    attributes.push_back(view);
  }
  return attributes;
}

// SignerIdentifier (RFC 5652, 5.3).
void readIdentifier(Asn1Cursor& cursor, SignerView& signer) {
  if (const std::optional<Asn1Element> key = cursor.takeIf(asn1::primitive(0))) {
    signer.keyIdentifier = key->content;
    if (signer.keyIdentifier.empty()) throwDamagedAsn1();
    return;
  }
  Asn1Cursor names(cursor.take(asn1::kSequence).content);
  signer.issuer = names.take(asn1::kSequence).whole;
  signer.serial = names.take(asn1::kInteger).content;
  names.end();
}

SignerView signerOf(const Asn1Element& element) {
  if (element.tag != asn1::kSequence) throwDamagedAsn1();
  SignerView signer;
  Asn1Cursor cursor(element.content);
  cursor.take(asn1::kInteger);
  readIdentifier(cursor, signer);
  signer.digestAlgorithm = algorithmIn(cursor.take(asn1::kSequence));
  if (const std::optional<Asn1Element> set = cursor.takeIf(asn1::constructed(0))) {
    signer.signedAttributeSet = *set;
    signer.signedAttributes = attributesIn(set->content);
    if (signer.signedAttributes.empty()) throwDamagedAsn1();
  }
  signer.signatureAlgorithm = algorithmIn(cursor.take(asn1::kSequence));
  signer.signature = cursor.take(asn1::kOctetString).content;
  if (const std::optional<Asn1Element> set = cursor.takeIf(asn1::constructed(1))) {
    signer.unsignedAttributes = attributesIn(set->content);
  }
  cursor.end();
  signer.isReadable = true;
  return signer;
}

// The binary message: bytes as they are, or what the text stands for.
std::string_view binaryOf(std::string_view bytes, SignedMessage::Trailing trailing, std::size_t limit,
                          std::optional<std::string>& decoded) {
  if (bytes.empty()) throw Error(ErrorKind::data, "Non c’è nessuna firma da leggere: il file è vuoto.");
  if (static_cast<std::uint8_t>(bytes.front()) == asn1::kSequence) {
    if (bytes.size() > limit)
      throw Error(ErrorKind::data, "Il file firmato è troppo grande per essere esaminato.");
    return bytes;
  }
  if (trailing != SignedMessage::Trailing::zeros) decoded = binaryOfText(bytes, limit);
  if (!decoded)
    throw Error(ErrorKind::data, "Non è un messaggio firmato: manca la struttura di una firma (CMS).");
  return *decoded;
}

// The SignedData inside its ContentInfo.
std::string_view signedDataIn(std::string_view message) {
  Asn1Cursor information(onlyElement(message, asn1::kSequence).content);
  if (information.take(asn1::kObjectIdentifier).content != oid::kSignedData) {
    throw Error(ErrorKind::data,
                "Non è un messaggio firmato: la busta contiene altro (per esempio dati cifrati).");
  }
  const std::string_view wrapped = information.take(asn1::constructed(0)).content;
  information.end();
  return onlyElement(wrapped, asn1::kSequence).content;
}

// encapContentInfo (RFC 5652, 5.2).
void readContent(const Asn1Element& element, ReadMessage& into) {
  Asn1Cursor cursor(element.content);
  into.contentOid = cursor.take(asn1::kObjectIdentifier).content;
  const std::optional<Asn1Element> wrapped = cursor.takeIf(asn1::constructed(0));
  cursor.end();
  if (!wrapped) return;
  const Asn1Element content = onlyElement(wrapped->content);
  if (content.tag != asn1::kOctetString) {
    throw Error(ErrorKind::data,
                "Il contenuto firmato non è un file: questo tipo di busta (PKCS#7 1.5) non è previsto.");
  }
  into.hasContent = true;
  into.content = content.content;
}

void readSigners(std::string_view set, const MessageBounds& bounds, ReadMessage& into) {
  Asn1Cursor cursor(set);
  while (!cursor.atEnd()) {
    if (into.signers.size() == bounds.signers) {
      throw Error(ErrorKind::data, "Il file ha più di " + std::to_string(bounds.signers) +
                                       " firmatari: sono troppi per essere esaminati.");
    }
    into.signers.push_back(signerIn(cursor.take()));
  }
}

// Nobody signs what stands before the content: there is no room for a file that readers might find first.
// Digests have no parameters, or NULL, or a length (RFC 5754, RFC 8702).
void checkDigests(std::string_view set) {
  constexpr std::size_t kMost = 500, kLongest = 40;  // bytes
  if (set.size() > kMost) throwDamagedAsn1();
  for (Asn1Cursor cursor(set); !cursor.atEnd();) {
    if (cursor.take(asn1::kSequence).content.size() > kLongest) throwDamagedAsn1();
  }
}

void readStructure(const MessageBounds& bounds, ReadMessage& into) {
  Asn1Cursor cursor(into.structure);
  EvidenceReader evidence(bounds.certificates, into.evidence);
  if (const auto certificates = cursor.takeIf(asn1::constructed(0)))
    evidence.readCertificates(certificates->content);
  if (const auto lists = cursor.takeIf(asn1::constructed(1))) evidence.readRevocations(lists->content);
  readSigners(cursor.take(asn1::kSet).content, bounds, into);
  cursor.end();
  for (const SignerView& signer : into.signers) evidence.readAttributes(signer);
}

}  // namespace

void refuseHiddenBytes(std::string_view behind, SignedMessage::Trailing trailing) {
  using namespace std::string_view_literals;
  const std::string_view allowed = trailing == SignedMessage::Trailing::refused ? ""sv
                                   : trailing == SignedMessage::Trailing::zeros ? "\0"sv
                                                                                : "\0\r\n"sv;
  if (behind.find_first_not_of(allowed) == std::string_view::npos) return;
  throw Error(ErrorKind::data, "Ci sono byte nascosti dopo la firma: il file non è come è stato prodotto.");
}

AlgorithmView algorithmIn(const Asn1Element& sequence) {
  if (sequence.tag != asn1::kSequence) throwDamagedAsn1();
  Asn1Cursor cursor(sequence.content);
  AlgorithmView algorithm;
  algorithm.oid = cursor.take(asn1::kObjectIdentifier).content;
  if (!cursor.atEnd()) algorithm.parameters = cursor.take().whole;
  cursor.end();
  return algorithm;
}

SignerView signerIn(const Asn1Element& element) {
  try {
    return signerOf(element);
  } catch (const Error&) {
    return {};
  }
}

AttributeValues valuesOf(const std::vector<AttributeView>& attributes, std::string_view type) {
  AttributeValues found;
  for (const AttributeView& attribute : attributes) {
    if (attribute.oid != type) continue;
    ++found.attributes;
    Asn1Cursor cursor(attribute.values);
    while (!cursor.atEnd()) found.values.push_back(cursor.take());
  }
  return found;
}

void readMessage(std::string_view bytes, SignedMessage::Trailing trailing, const MessageBounds& bounds,
                 ReadMessage& into) {
  std::optional<std::string> decoded;
  const std::string_view binary = binaryOf(bytes, trailing, bounds.bytes, decoded);
  const Asn1Extent extent = asn1Extent(binary);
  into.length = extent.length;
  into.isDer = extent.isDer;
  refuseHiddenBytes(binary.substr(extent.length), trailing);
  into.isFollowed = extent.length < binary.size();
  const std::string_view message = binary.substr(0, extent.length);
  const std::string rewritten = extent.isDefinite ? std::string() : definiteForm(message);
  Asn1Cursor data(signedDataIn(extent.isDefinite ? message : std::string_view(rewritten)));
  if (data.take(asn1::kInteger).content.size() > kLongestVersion) throwDamagedAsn1();
  checkDigests(data.take(asn1::kSet).content);
  readContent(data.take(asn1::kSequence), into);
  into.structure = data.rest();
  readStructure(bounds, into);
}

}  // namespace stesura
