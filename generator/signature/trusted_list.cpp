#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <set>
#include <system_error>
#include <utility>

#include "generator/digest.h"
#include "generator/error.h"
#include "generator/signature/asn1_time.h"
#include "generator/signature/certificate.h"
#include "generator/signature/list_record.h"
#include "generator/signature/list_services.h"
#include "generator/signature/list_signature.h"
#include "generator/signature/moment.h"
#include "generator/signature/trust.h"
#include "generator/signature/xml_document.h"

namespace stesura {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kDay = 86'400;
constexpr std::int64_t kClockSkew = 86'400;
constexpr std::size_t kLargestRecord = 16u << 20;  // what parseJson reads

[[noreturn]] void failToWrite() {
  throw Error(
      ErrorKind::surroundings,
      "La cartella di chi è fidato non si può scrivere: controllare i permessi e lo spazio su disco.");
}

class Descriptor {
 public:
  Descriptor(const fs::path& path, int flags) : number_(::open(path.c_str(), flags | O_CLOEXEC, 0644)) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

void writeAll(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) failToWrite();
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

// Under a hidden name first: a reader sees the old file or the new one.
void replaceFile(const fs::path& target, std::string_view bytes) {
  const fs::path temporary =
      target.parent_path() / ("." + target.filename().string() + "." + std::to_string(::getpid()));
  std::error_code ignored;
  fs::remove(temporary, ignored);  // of a process of the same number that was stopped
  try {
    {
      const Descriptor file(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW);
      if (file.number() < 0) failToWrite();
      writeAll(file.number(), bytes);
      if (::fsync(file.number()) != 0) failToWrite();
    }
    if (::rename(temporary.c_str(), target.c_str()) != 0) failToWrite();
  } catch (const Error&) {
    fs::remove(temporary, ignored);
    throw;
  }
  const Descriptor folder(target.parent_path(), O_RDONLY | O_DIRECTORY);
  if (folder.number() >= 0) ::fsync(folder.number());  // some file systems cannot
}

std::string pemOf(const std::string& der) {
  constexpr std::size_t kLine = 48;  // bytes that become 64 letters
  static constexpr std::string_view kLetters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text = "-----BEGIN CERTIFICATE-----\n";
  for (std::size_t at = 0; at < der.size(); at += 3) {
    const std::size_t count = std::min<std::size_t>(3, der.size() - at);
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 3; ++i)
      group = group << 8 | (i < count ? static_cast<unsigned char>(der[at + i]) : 0u);
    for (std::size_t i = 0; i < 4; ++i) text += i <= count ? kLetters[group >> (18 - 6 * i) & 63] : '=';
    if ((at + 3) % kLine == 0) text += '\n';
  }
  return text + (text.back() == '\n' ? "" : "\n") + "-----END CERTIFICATE-----\n";
}

// Hexadecimal in lower case, without colons and spaces. Throws Error{usage}.
std::string normalFingerprint(std::string_view text) {
  std::string normal;
  for (const char c : text) {
    if (c == ':' || c == ' ') continue;
    normal += c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  const bool fits = normal.empty() || (normal.size() == 64 &&
                                       normal.find_first_not_of("0123456789abcdef") == std::string::npos);
  if (!fits) throw Error(ErrorKind::usage, "L’impronta SHA-256 di un certificato ha 64 cifre esadecimali.");
  return normal;
}

std::optional<ListRecord> recordIn(const fs::path& path) {
  std::error_code failed;
  const auto status = fs::status(path, failed);
  if (failed || !fs::is_regular_file(status) || fs::file_size(path, failed) > kLargestRecord || failed)
    return std::nullopt;
  const Descriptor file(path, O_RDONLY);
  std::string bytes;
  char part[65'536];
  for (ssize_t got = 1; file.number() >= 0 && bytes.size() <= kLargestRecord;) {
    got = ::read(file.number(), part, sizeof part);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    bytes.append(part, static_cast<std::size_t>(got));
  }
  return readListRecord(bytes);
}

// ETSI TS 119 612, 5.3.2: the number grows with each list; two of one number are not of one hand.
void refuseOlder(const std::optional<ListRecord>& present, const ListContent& content, std::string_view xml) {
  if (!present) return;
  const auto issued = secondsOf(present->issued);
  const bool older = content.sequence < present->sequence || (issued && content.issued < *issued);
  if (older) {
    throw Error(ErrorKind::data, "L’elenco di fiducia è più vecchio di quello già importato (numero " +
                                     std::to_string(content.sequence) + " contro " +
                                     std::to_string(present->sequence) + "): scaricare quello in vigore.");
  }
  if (content.sequence == present->sequence && sha256Hex(xml) != present->listSha256) {
    throw Error(ErrorKind::data,
                "L’elenco di fiducia ha lo stesso numero (" + std::to_string(content.sequence) +
                    ") di quello già importato, ma un altro contenuto: scaricarlo di nuovo dal "
                    "sito del gestore.");
  }
}

void refuseSignerOutOfTime(X509* signer, std::int64_t now) {
  const auto from = asn1Seconds(X509_get0_notBefore(signer)), until = asn1Seconds(X509_get0_notAfter(signer));
  if (from && until && *from <= now + kClockSkew && now <= *until) return;
  throw Error(ErrorKind::data,
              "Il certificato di chi ha firmato l’elenco di fiducia è scaduto, o non vale ancora: scaricare "
              "l’elenco in vigore.");
}

struct Writing {
  ListRecord record;
  std::string certificates;  // PEM
};

Writing writingOf(const ListContent& content, const TrustedListImport& import, std::string_view xml) {
  Writing writing;
  ListRecord& record = writing.record;
  record.territory = content.territory;
  record.issued = import.issued;
  record.nextUpdate = import.nextUpdate;
  record.sequence = content.sequence;
  record.signerName = import.signerName;
  record.signerSha256 = import.signerSha256;
  record.listSha256 = sha256Hex(xml);
  record.certificatesFile = "lista-" + content.territory + "-" + std::to_string(content.sequence) + "-" +
                            record.listSha256.substr(0, 12) + ".pem";
  std::set<std::string> written;
  for (const ListedCertificate& one : content.certificates) {
    if (written.insert(one.sha256).second) writing.certificates += pemOf(derOf(one.certificate.get()));
    record.entries.push_back({one.sha256, one.service, one.name, one.periods});
  }
  return writing;
}

// First the certificates, then the record that makes them count, then what was there before goes.
void put(const Writing& writing, const std::optional<ListRecord>& present, const fs::path& folder) {
  const std::string record = writeListRecord(writing.record);
  if (record.size() > kLargestRecord)
    throw Error(ErrorKind::data, "L’elenco di fiducia è troppo grande per essere importato.");
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (failed) failToWrite();
  replaceFile(folder / writing.record.certificatesFile, writing.certificates);
  replaceFile(folder / listRecordName(writing.record.territory), record);
  if (present && present->certificatesFile != writing.record.certificatesFile)
    fs::remove(folder / present->certificatesFile, failed);
}

void addNotes(const ListContent& content, TrustedListImport& import) {
  if (import.expired)
    import.notes.push_back("L’elenco andava rinnovato entro il " + import.nextUpdate.substr(0, 10) +
                           ": scaricare quello in vigore.");
  if (!content.nextUpdate) import.notes.push_back("L’elenco è chiuso: non avrà aggiornamenti.");
  if (content.unreadable != 0)
    import.notes.push_back(
        "Certificati dell’elenco che non si leggono: " + std::to_string(content.unreadable) + ".");
  if (content.notAuthorities != 0)
    import.notes.push_back("Certificati che l’elenco dà per autorità e non lo sono, lasciati fuori: " +
                           std::to_string(content.notAuthorities) + ".");
  if (content.services == 0) import.notes.push_back("Nell’elenco non c’è alcun servizio qualificato attivo.");
}

TrustedListImport importOf(const ListContent& content, X509* signer, std::int64_t now) {
  if (content.issued > now + kClockSkew) {
    throw Error(ErrorKind::data,
                "L’elenco di fiducia è datato nel futuro: controllare la data del calcolatore.");
  }
  const CertificateFacts facts = factsOf(signer);
  TrustedListImport import;
  import.territory = content.territory;
  import.issued = rfc3339(content.issued);
  import.nextUpdate = content.nextUpdate ? rfc3339(*content.nextUpdate) : "";
  import.ageDays = static_cast<long>(std::max<std::int64_t>(now - content.issued, 0) / kDay);
  import.expired = content.nextUpdate && *content.nextUpdate < now;
  import.signerName = facts.name;
  import.signerSha256 = facts.sha256;
  import.services = content.services;
  import.past = content.past;
  import.leftOut = content.leftOut;
  addNotes(content, import);
  return import;
}

}  // namespace

std::string certificateFingerprint(std::string_view bytes) {
  const auto certificates = certificatesIn(bytes);
  if (certificates.empty())
    throw Error(ErrorKind::data, "Il file non contiene un certificato, in PEM o DER.");
  return factsOf(certificates.front().get()).sha256;
}

TrustedListImport importTrustedList(std::string_view xml, std::string_view signer, const fs::path& folder,
                                    std::int64_t now) {
  const std::string expected = normalFingerprint(signer);
  const XmlDocument document = readXml(xml);
  if (!document)
    throw Error(ErrorKind::data,
                "Il file non è un elenco di fiducia: non è XML ben formato, o dichiara un DTD.");
  const ListContent content = contentOfList(document.get(), now);
  const X509Pointer certificate = listSigner(document.get());
  refuseSignerOutOfTime(certificate.get(), now);
  TrustedListImport import = importOf(content, certificate.get(), now);
  import.signerConfirmed = !expected.empty() && expected == import.signerSha256;
  if (!import.signerConfirmed) return import;
  const auto present = recordIn(folder / listRecordName(content.territory));
  refuseOlder(present, content, xml);
  put(writingOf(content, import, xml), present, folder);
  return import;
}

}  // namespace stesura
