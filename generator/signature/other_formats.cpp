#include "generator/signature/other_formats.h"

#include <algorithm>
#include <cstdint>

namespace stesura {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kHead = 16384;  // bytes that are looked at

bool holds(std::string_view text, std::string_view word) { return text.find(word) != std::string_view::npos; }

bool holdsIgnoringCase(std::string_view text, std::string_view word) {
  const auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; };
  return std::search(text.begin(), text.end(), word.begin(), word.end(), same) != text.end();
}

Remark zipFormat(std::string_view head) {
  // ETSI EN 319 162-1, A.1: the first entry, not compressed, is named «mimetype».
  if (holds(head.substr(0, 256), "application/vnd.etsi.asic-")) {
    return {"formato_asic",
            "È un contenitore ASiC (.asice, .asics), che qui non si verifica: usare un verificatore che lo "
            "legga."};
  }
  return {"formato_zip",
          "È un archivio ZIP o un documento di ufficio, che qui non si verifica: se contiene file firmati, "
          "estrarli e verificarli uno per uno."};
}

// RFC 5322, 2.2: a mail begins with fields.
bool looksLikeMail(std::string_view head) {
  const std::string_view first = head.substr(0, head.find('\n'));
  const std::size_t colon = first.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon > 60) return false;
  const bool isName = std::all_of(
      first.begin(), first.begin() + static_cast<std::ptrdiff_t>(colon), [](unsigned char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || letter == '-' ||
               (letter >= '0' && letter <= '9');
      });
  return isName && holdsIgnoringCase(head, "content-type:");
}

Remark mailFormat(std::string_view head) {
  if (holdsIgnoringCase(head, "timestamp-reply") || holdsIgnoringCase(head, "timestamp-token")) {
    return {"formato_m7m",
            "È un file M7M, una firma con la sua marca temporale separata: qui non si verifica. Estrarne il "
            ".p7m e verificare quello."};
  }
  return {
      "formato_posta",
      "È un messaggio di posta, non un documento firmato: salvarne l’allegato firmato e verificare quello."};
}

bool isUtf16(std::string_view head) {
  if (head.starts_with("\xff\xfe"sv) || head.starts_with("\xfe\xff"sv)) return true;
  constexpr std::size_t kEnough = 64;
  if (head.size() < kEnough) return false;
  const auto zerosAt = [&](std::size_t begin) {
    for (std::size_t i = 0; i < kEnough; ++i) {
      if ((head[i] == '\0') != (i % 2 == begin)) return false;
    }
    return true;
  };
  return zerosAt(0) || zerosAt(1);
}

// ContentInfo (RFC 5652, 3) of another type, a certificate, a list of revocations: all of them begin so.
std::optional<Remark> binaryFormat(std::string_view head) {
  constexpr std::string_view kEnveloped = "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03"sv;
  if (!head.starts_with('\x30')) return std::nullopt;
  if (holds(head.substr(0, 24), kEnveloped)) {
    return Remark{"formato_cifrato",
                  "È una busta cifrata (.p7e), non firmata: va prima aperta da chi ne ha la chiave."};
  }
  return std::nullopt;
}

std::optional<Remark> textFormat(std::string_view head) {
  if (head.starts_with("\xef\xbb\xbf"sv)) head.remove_prefix(3);
  head.remove_prefix(std::min(head.find_first_not_of(" \t\r\n"), head.size()));
  if (head.starts_with('<')) {
    if (!holds(head, "http://www.w3.org/2000/09/xmldsig#")) return std::nullopt;
    return Remark{"formato_xades",
                  "È un file XML con una firma al suo interno (XAdES), che qui non si verifica: usare un "
                  "verificatore che la legga."};
  }
  if (head.starts_with("-----BEGIN CERTIFICATE") || head.starts_with("-----BEGIN X509")) {
    return Remark{"formato_certificato",
                  "È un certificato o una lista di revoca, non un documento firmato: va nella cartella di "
                  "chi è fidato."};
  }
  if (holds(head, "-----BEGIN ")) {
    return Remark{"formato_testo",
                  "È un testo con dentro un blocco codificato: per verificarlo tenere solo le righe da BEGIN "
                  "PKCS7 (o CMS) a END."};
  }
  if (looksLikeMail(head)) return mailFormat(head);
  return std::nullopt;
}

}  // namespace

std::optional<Remark> otherFormatOf(std::string_view bytes) {
  const std::string_view head = bytes.substr(0, kHead);
  if (head.starts_with("PK\x03\x04"sv) || head.starts_with("PK\x05\x06"sv)) return zipFormat(head);
  if (isUtf16(head))
    return Remark{
        "formato_utf16",
        "È un testo in UTF-16, che qui non si legge: salvarlo come testo semplice (ASCII o UTF-8)."};
  if (const auto binary = binaryFormat(head)) return binary;
  return textFormat(head);
}

}  // namespace stesura
