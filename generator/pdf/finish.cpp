#include "generator/pdf/finish.h"

#include <openssl/evp.h>

#include <array>
#include <chrono>
#include <exception>
#include <qpdf/Buffer.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFWriter.hh>

#include "generator/error.h"
#include "generator/pdf/attachment.h"
#include "generator/pdf/metadata.h"
#include "generator/pdf/signature_places.h"
#include "generator/pdf/table_roles.h"

namespace stesura {

namespace {

struct Day {
  int year, month, day;
};

Day parseDay(const std::string& date) {
  const auto number = [&date](std::size_t from, std::size_t count) {
    int value = 0;
    for (const char digit : date.substr(from, count)) {
      if (digit < '0' || digit > '9') return -1;
      value = value * 10 + (digit - '0');
    }
    return value;
  };
  if (date.size() == 10 && date[4] == '-' && date[7] == '-') {
    const Day day{number(0, 4), number(5, 2), number(8, 2)};
    const std::chrono::year_month_day calendar{std::chrono::year(day.year),
                                               std::chrono::month(static_cast<unsigned>(day.month)),
                                               std::chrono::day(static_cast<unsigned>(day.day))};
    if (day.year >= 0 && day.month >= 0 && day.day >= 0 && calendar.ok()) return day;
  }
  throw Error(ErrorKind::usage,
              "La data di emissione non è una data: indicarla come AAAA-MM-GG, per esempio "
              "2026-01-31.");
}

// The header of an ICC profile holds the moment it was made: six big-endian numbers at byte 24.
void normaliseProfile(QPDFObjectHandle stream, const Day& day) {
  const auto data = stream.getStreamData(qpdf_dl_generalized);
  std::string profile(reinterpret_cast<const char*>(data->getBuffer()), data->getSize());
  if (profile.size() < 128 || profile.compare(36, 4, "acsp") != 0) return;
  const std::array<int, 6> moment{day.year, day.month, day.day, 12, 0, 0};
  for (std::size_t i = 0; i < moment.size(); ++i) {
    profile[24 + 2 * i] = static_cast<char>(moment[i] >> 8);
    profile[25 + 2 * i] = static_cast<char>(moment[i] & 0xff);
  }
  stream.replaceStreamData(profile, QPDFObjectHandle::newNull(), QPDFObjectHandle::newNull());
}

void normaliseProfiles(QPDFObjectHandle root, const Day& day) {
  QPDFObjectHandle intents = root.getKey("/OutputIntents");
  if (!intents.isArray()) return;
  for (int i = 0; i < intents.getArrayNItems(); ++i) {
    QPDFObjectHandle intent = intents.getArrayItem(i);
    if (intent.isDictionary() && intent.getKey("/DestOutputProfile").isStream())
      normaliseProfile(intent.getKey("/DestOutputProfile"), day);
  }
}

void writeCatalog(QPDFObjectHandle root) {
  root.replaceKey("/Lang", QPDFObjectHandle::newString("it-IT"));
  QPDFObjectHandle preferences = root.getKey("/ViewerPreferences");
  if (!preferences.isDictionary()) preferences = QPDFObjectHandle::newDictionary();
  preferences.replaceKey("/DisplayDocTitle", QPDFObjectHandle::newBool(true));
  root.replaceKey("/ViewerPreferences", preferences);
}

// LibreOffice 7.4 writes the tab order as a string; PDF/UA wants the name.
void nameTabOrder(QPDF& pdf) {
  for (QPDFObjectHandle page : pdf.getAllPages())
    if (page.getKey("/Annots").isArray())
      page.replaceKey("/Tabs", QPDFObjectHandle::newName("/S"));
}

// 16 bytes in hexadecimal.
std::string shortDigest(const std::string& identifier, const std::string& bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  const std::string all = identifier + '\0' + bytes;
  if (EVP_Digest(all.data(), all.size(), digest.data(), nullptr, EVP_sha256(), nullptr) != 1)
    throw Error(ErrorKind::surroundings, "Non è possibile calcolare un’impronta SHA-256.");
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (std::size_t i = 0; i < 16; ++i) {
    hex += kDigits[digest[i] >> 4];
    hex += kDigits[digest[i] & 15];
  }
  return hex;
}

// Objects are numbered anew in the order in which they are reached, and dictionaries sorted:
// LibreOffice numbers fonts in the order of addresses in its memory.
std::string write(QPDF& pdf, const std::string& identifier) {
  pdf.getTrailer().removeKey("/ID");
  pdf.getTrailer().removeKey("/DocChecksum");
  QPDFWriter writer(pdf);
  writer.setOutputMemory();
  writer.setStaticID(true);                    // a place of the right size, filled below
  writer.setObjectStreamMode(qpdf_o_disable);  // a plain table, for incremental updates
  writer.setNewlineBeforeEndstream(true);
  writer.write();
  const auto buffer = writer.getBufferSharedPointer();
  std::string bytes(reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize());
  const std::string digest = shortDigest(identifier, bytes);
  const auto at = bytes.rfind("/ID [<");
  if (at == std::string::npos || at + 6 + 32 + 2 + 32 > bytes.size())
    throw Error(ErrorKind::conversion, "Il PDF non si lascia completare.");
  bytes.replace(at + 6, 32, digest);
  bytes.replace(at + 6 + 32 + 2, 32, digest);
  return bytes;
}

}  // namespace

std::string finishPdf(std::string_view pdf, const PdfFinish& finish) {
  const Day day = parseDay(finish.issueDate);
  try {
    QPDF document;
    document.setSuppressWarnings(true);
    document.setAttemptRecovery(false);
    document.processMemoryFile("pdf", pdf.data(), pdf.size());
    if (finish.embeddedJson && pdfAPart(document) != 3)
      throw Error(ErrorKind::conversion, "I dati si possono allegare soltanto a un PDF/A-3.");
    writeMetadata(document, finish.issueDate, finish.title);
    normaliseProfiles(document.getRoot(), day);
    writeCatalog(document.getRoot());
    if (finish.signatures) placeSignatures(document, *finish.signatures);
    else removeSignaturePlaces(document);
    nameTabOrder(document);
    nameTableRoles(document);
    if (finish.embeddedJson) attachJson(document, *finish.embeddedJson, finish.issueDate);
    return write(document, finish.identifier);
  } catch (const Error&) {
    throw;
  } catch (const std::exception&) {  // whatever qpdf finds wrong
    throw Error(ErrorKind::conversion, "Il file da completare non è un PDF integro.");
  }
}

}  // namespace stesura
