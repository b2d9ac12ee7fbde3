#include "generator/signature/stamp_file.h"

#include <utility>

#include "generator/error.h"
#include "generator/signature/asn1_bounds.h"
#include "generator/signature/asn1_reader.h"
#include "generator/signature/message_reader.h"
#include "generator/signature/signature_algorithm.h"

namespace stesura {
namespace {

constexpr std::uint8_t kIa5String = 0x16;

// The parts of a TimeStampedData (RFC 5544, 2); views into `definite`.
struct StampedData {
  std::string definite{};
  std::string_view metaData{};  // whole element; "" if absent
  bool coversMetaData = false;
  std::optional<std::string_view> content{};
  std::string_view token{};  // the first
  std::size_t stamps = 0;
};

// What is left of the first element's header: where its content begins; 0 for what is no SEQUENCE.
std::size_t beginOfSequence(std::string_view bytes) {
  constexpr std::size_t kLongestLength = 8;
  if (bytes.size() < 2 || static_cast<std::uint8_t>(bytes.front()) != asn1::kSequence) return 0;
  const std::uint8_t length = static_cast<std::uint8_t>(bytes[1]);
  if (length <= 0x80) return 2;
  return (length & 0x7fu) <= kLongestLength ? 2 + (length & 0x7fu) : 0;
}

void readMetaData(const Asn1Element& element, StampedData& into) {
  into.metaData = element.whole;
  const Asn1Element covered = Asn1Cursor(element.content).take(asn1::kBoolean);
  if (covered.content.size() != 1) throwDamagedAsn1();
  into.coversMetaData = covered.content.front() != 0;
}

void readEvidence(Asn1Cursor& cursor, StampedData& into) {
  const std::optional<Asn1Element> tokens = cursor.takeIf(asn1::constructed(0));
  if (!tokens)
    throw Error(ErrorKind::data,
                "La prova temporale del documento non è una marca RFC 3161: qui non si verifica.");
  Asn1Cursor each(tokens->content);
  while (!each.atEnd()) {
    const Asn1Element item = each.take(asn1::kSequence);
    if (into.stamps++ == 0) into.token = Asn1Cursor(item.content).take(asn1::kSequence).whole;
  }
  if (into.stamps == 0) throwDamagedAsn1();
}

void readStampedData(std::string_view bytes, StampedData& into) {
  const Asn1Extent extent = asn1Extent(bytes);
  refuseHiddenBytes(bytes.substr(extent.length), SignedMessage::Trailing::filling);
  const std::string_view whole = bytes.substr(0, extent.length);
  into.definite = extent.isDefinite ? std::string(whole) : definiteForm(whole);
  Asn1Cursor information(onlyElement(into.definite, asn1::kSequence).content);
  if (information.take(asn1::kObjectIdentifier).content != oid::kStampedData) throwDamagedAsn1();
  Asn1Cursor data(onlyElement(information.take(asn1::constructed(0)).content, asn1::kSequence).content);
  information.end();
  data.take(asn1::kInteger);
  data.takeIf(kIa5String);
  if (const std::optional<Asn1Element> metaData = data.takeIf(asn1::kSequence)) readMetaData(*metaData, into);
  if (const std::optional<Asn1Element> content = data.takeIf(asn1::kOctetString))
    into.content = content->content;
  readEvidence(data, into);
  data.end();
  if (into.coversMetaData && !asn1Extent(into.metaData).isDer) {
    throw Error(ErrorKind::data,
                "La marca temporale copre anche i metadati, che non sono scritti come furono marcati (DER).");
  }
}

void tellFirst(VerificationReport& report, const char* code, const char* sentence) {
  report.outcome = worse(report.outcome, Outcome::notVerified);
  report.remarks.insert(report.remarks.begin(), {code, sentence});
}

TimeStampVerdict addStamp(std::string_view token, const ContentDigest& digest, const TrustStore& trust,
                          VerificationReport& report) {
  TimeStampVerdict verdict = judgeTimeStamp(token, SignedMessage::Trailing::filling, digest, trust);
  SignatureReport stamp;
  concludeStamp(stamp, verdict);
  stamp.coversWholeFile = true;
  report.outcome = worse(report.outcome, stamp.outcome);
  report.signatures.push_back(std::move(stamp));
  return verdict;
}

}  // namespace

bool looksLikeStampAnswer(std::string_view bytes) {
  // TimeStampResp: a SEQUENCE of PKIStatusInfo, a SEQUENCE that begins with the status, 0 to 5.
  const std::size_t outer = beginOfSequence(bytes);
  if (outer == 0 || outer >= bytes.size()) return false;
  const std::string_view status = bytes.substr(outer);
  const std::size_t inner = beginOfSequence(status);
  if (inner == 0 || status.size() < inner + 3) return false;
  return status.substr(inner).starts_with("\x02\x01") && static_cast<std::uint8_t>(status[inner + 2]) <= 5;
}

bool looksLikeStampedData(std::string_view bytes) {
  const std::size_t begin = beginOfSequence(bytes);
  if (begin == 0 || begin + 2 + oid::kStampedData.size() > bytes.size()) return false;
  const std::string_view type = bytes.substr(begin);
  return static_cast<std::uint8_t>(type[0]) == asn1::kObjectIdentifier &&
         static_cast<std::uint8_t>(type[1]) == oid::kStampedData.size() &&
         type.substr(2).starts_with(oid::kStampedData);
}

std::string_view tokenOfAnswer(std::string_view bytes) {
  const Asn1Extent extent = asn1Extent(bytes);
  refuseHiddenBytes(bytes.substr(extent.length), SignedMessage::Trailing::filling);
  if (!extent.isDer) throwDamagedAsn1();  // RFC 3161, 2.4.2: answers are DER
  Asn1Cursor answer(onlyElement(bytes.substr(0, extent.length), asn1::kSequence).content);
  answer.take(asn1::kSequence);
  if (answer.atEnd()) {
    throw Error(ErrorKind::data,
                "È la risposta di un servizio di marcatura temporale che ha rifiutato la richiesta: non "
                "contiene nessuna marca.");
  }
  const std::string_view token = answer.take(asn1::kSequence).whole;
  answer.end();
  return token;
}

std::optional<std::string> stampedContent(std::string_view bytes) {
  StampedData data;
  readStampedData(bytes, data);
  return data.content ? std::optional(std::string(*data.content)) : std::nullopt;
}

void verifyStampToken(std::string_view token, std::optional<std::string_view> document,
                      const Circumstances& circumstances, VerificationReport& report) {
  if (!document) {
    return tellFirst(report, "marca_separata",
                     "È una marca temporale separata dal documento, non una firma: per verificarla indicare "
                     "anche il documento, con --issued.");
  }
  addStamp(
      token, [&](const char* algorithm) { return rawDigest(*document, algorithm); }, circumstances.trust,
      report);
  tellFirst(
      report, "marca_senza_firma",
      "È una marca temporale, non una firma: dice da quando il documento esiste, non chi lo ha approvato.");
}

std::optional<std::string> verifyStampedData(std::string_view bytes, std::optional<std::string_view> document,
                                             const Circumstances& circumstances,
                                             std::optional<std::int64_t>& proven,
                                             VerificationReport& report) {
  StampedData data;
  readStampedData(bytes, data);
  if (!data.content && !document) {
    tellFirst(report, "marca_separata",
              "È una marca temporale separata dal documento, non una firma: per verificarla indicare anche "
              "il documento, con --issued.");
    return std::nullopt;
  }
  std::string content(data.content ? *data.content : *document);
  const ContentDigest digest = [&](const char* algorithm) {
    return rawDigest(data.coversMetaData ? std::string(data.metaData) + content : content, algorithm);
  };
  const TimeStampVerdict verdict = addStamp(data.token, digest, circumstances.trust, report);
  if (verdict.intact && verdict.chain.trusted && verdict.chain.outcome != Outcome::revoked)
    proven = verdict.time;
  if (data.stamps > 1)
    report.remarks.push_back(
        {"altre_marche", "Il file ha più marche temporali: qui si verifica la prima, che è sul documento."});
  return content;
}

}  // namespace stesura
