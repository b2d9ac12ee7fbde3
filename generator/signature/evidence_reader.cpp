#include "generator/signature/evidence_reader.h"

#include <openssl/x509.h>

#include <optional>
#include <string>

#include "generator/error.h"
#include "generator/signature/message_reader.h"

namespace stesura {
namespace {

// OpenSSL's objects take about ten times the bytes they are read from.
constexpr std::size_t kCertificateBytes = 4u << 20, kListBytes = 8u << 20;

void refuseBeyond(std::size_t limit, std::size_t present) {
  if (present < limit) return;
  throw Error(ErrorKind::data,
              "La firma porta con sé troppi certificati o elenchi di revoca per essere esaminata.");
}

}  // namespace

void EvidenceReader::addCertificate(std::string_view der) {
  refuseBeyond(limit_, into_.certificates.size());
  certificateBytes_ += der.size();
  if (certificateBytes_ > kCertificateBytes) return;
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  const unsigned char* const end = at + der.size();
  X509Pointer certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())), &X509_free);
  if (certificate && at == end) into_.certificates.push_back(std::move(certificate));
}

void EvidenceReader::addCrl(std::string_view der) {
  refuseBeyond(limit_, into_.crls.size());
  listBytes_ += der.size();
  if (listBytes_ > kListBytes) return;
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  const unsigned char* const end = at + der.size();
  CrlPointer list(d2i_X509_CRL(nullptr, &at, static_cast<long>(der.size())), &X509_CRL_free);
  if (list && at == end) into_.crls.push_back(std::move(list));
}

void EvidenceReader::addOcsp(std::string_view der) {
  refuseBeyond(limit_, into_.ocspResponses.size());
  listBytes_ += der.size();
  if (listBytes_ <= kListBytes) into_.ocspResponses.emplace_back(der);
}

void EvidenceReader::readCertificates(std::string_view set) {
  Asn1Cursor cursor(set);
  while (!cursor.atEnd()) {
    const Asn1Element choice = cursor.take();
    if (choice.tag == asn1::kSequence) addCertificate(choice.whole);
  }
}

void EvidenceReader::readRevocations(std::string_view set) {
  Asn1Cursor cursor(set);
  while (!cursor.atEnd()) {
    const Asn1Element choice = cursor.take();
    if (choice.tag == asn1::kSequence) addCrl(choice.whole);
    if (choice.tag != asn1::constructed(1)) continue;
    Asn1Cursor other(choice.content);
    if (other.take(asn1::kObjectIdentifier).content == oid::kOcspResponse)
      addOcsp(other.take(asn1::kSequence).whole);
  }
}

void EvidenceReader::readCertificateValues(const Asn1Element& value) {
  Asn1Cursor cursor(value.content);
  while (!cursor.atEnd()) addCertificate(cursor.take(asn1::kSequence).whole);
}

// Both attributes are a SEQUENCE of [0] CRLs, [1] OCSP answers and [2] others.
void EvidenceReader::readRevocationLists(const Asn1Element& value) {
  Asn1Cursor cursor(value.content);
  while (!cursor.atEnd()) {
    const Asn1Element group = cursor.take();
    if (group.tag != asn1::constructed(0) && group.tag != asn1::constructed(1)) continue;
    Asn1Cursor items(onlyElement(group.content, asn1::kSequence).content);
    while (!items.atEnd()) {
      const std::string_view item = items.take(asn1::kSequence).whole;
      if (group.tag == asn1::constructed(0))
        addCrl(item);
      else
        addOcsp(item);
    }
  }
}

void EvidenceReader::readAttributes(const SignerView& signer) {
  using Reading = void (EvidenceReader::*)(const Asn1Element&);
  const auto readAll = [this](const std::vector<AttributeView>& attributes, std::string_view type,
                              Reading reading) {
    try {
      for (const Asn1Element& value : valuesOf(attributes, type).values) (this->*reading)(value);
    } catch (const Error&) {
      return;  // evidence that cannot be read is no evidence
    }
  };
  readAll(signer.signedAttributes, oid::kRevocationArchival, &EvidenceReader::readRevocationLists);
  readAll(signer.unsignedAttributes, oid::kRevocationArchival, &EvidenceReader::readRevocationLists);
  readAll(signer.unsignedAttributes, oid::kRevocationValues, &EvidenceReader::readRevocationLists);
  readAll(signer.unsignedAttributes, oid::kCertificateValues, &EvidenceReader::readCertificateValues);
}

}  // namespace stesura
