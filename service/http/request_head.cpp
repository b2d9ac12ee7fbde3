#include "service/http/request_head.h"

#include <algorithm>
#include <array>

#include "service/http/http_refusal.h"
#include "service/http/target.h"

namespace stesura {
namespace {

constexpr std::size_t kMaxHead = 16 << 10;
constexpr std::size_t kMaxTarget = 8 << 10;
constexpr std::size_t kMaxFields = 100;
constexpr std::size_t kMaxLine = kMaxTarget + 32;  // the longest method and the version
constexpr std::array<std::string_view, 7> kMethods = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};

bool isTokenCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool isToken(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), isTokenCharacter); }

std::string lowerCase(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// A second one of these is a way to make two readers of one request disagree.
bool standsAlone(std::string_view name) {
  static const std::set<std::string_view> kAlone = {
      "authorization", "content-encoding", "content-length", "content-range", "content-type", "cookie",
      "date", "expect", "host", "idempotency-key", "if-match", "if-modified-since", "if-unmodified-since",
      "origin", "range", "referer", "transfer-encoding", "user-agent", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"};
  return kAlone.contains(name) || name.starts_with("x-stesura-");
}

void readRequestLine(std::string_view line, RequestHead& head, std::string& authority) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) throw HttpRefusal(400, "La prima riga della richiesta non è fatta di metodo, indirizzo e versione.");
  head.method = line.substr(0, first);
  const std::string_view target = line.substr(first + 1, last - first - 1);
  const std::string_view version = line.substr(last + 1);
  if (!isToken(head.method)) throw HttpRefusal(400, "Il metodo della richiesta non è scritto come si deve.");
  const bool shaped = version.size() == 8 && version.starts_with("HTTP/") && version[6] == '.';
  if (!shaped || version[5] < '0' || version[5] > '9' || version[7] < '0' || version[7] > '9') {
    throw HttpRefusal(400, "La versione di HTTP non è scritta come si deve.");
  }
  if (version != "HTTP/1.1" && version != "HTTP/1.0") throw HttpRefusal(505, "Qui si parla HTTP/1.1.");
  head.http10 = version == "HTTP/1.0";
  if (target.empty() || target.find(' ') != std::string_view::npos) throw HttpRefusal(400, "Nell’indirizzo ci sono spazi.");
  if (target.size() > kMaxTarget) throw HttpRefusal(414, "L’indirizzo supera gli 8 kB.");
  if (head.method == "TRACE") throw HttpRefusal(405, "Il metodo TRACE non è ammesso.");
  if (std::find(kMethods.begin(), kMethods.end(), head.method) == kMethods.end()) throw HttpRefusal(501, "Questo metodo non è previsto.");
  Target read = readTarget(target);
  head.path = std::move(read.path);
  head.query = std::move(read.query);
  authority = lowerCase(read.authority);
}

void readField(std::string_view line, RequestHead& head) {
  if (line.front() == ' ' || line.front() == '\t') throw HttpRefusal(400, "Un’intestazione va a capo: non è ammesso.");
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || !isToken(line.substr(0, colon))) throw HttpRefusal(400, "Un’intestazione non è fatta di nome, due punti e valore.");
  const std::string name = lowerCase(line.substr(0, colon));
  const std::string_view value = trimmed(line.substr(colon + 1));
  if (!isUtf8(value)) throw HttpRefusal(400, "Un’intestazione non è scritta in UTF-8.");
  const auto [place, added] = head.headers.emplace(name, value);
  if (added) return;
  if (standsAlone(name)) throw HttpRefusal(400, "Un’intestazione che deve essere unica è ripetuta.");
  place->second.append(", ").append(value);
}

bool isHostCharacter(char c) { return isTokenCharacter(c) && std::string_view("!#$%&'*+^`|").find(c) == std::string_view::npos; }

// «nome», «nome:8080», «[::1]:8080»; gives the name without brackets.
std::string hostName(std::string_view text) {
  const HttpRefusal wrong(400, "L’intestazione Host non è scritta come si deve.");
  std::string_view name = text, port;
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) throw wrong;
    name = text.substr(1, end - 1);
    port = text.substr(end + 1);
    if (name.empty() || name.find_first_not_of("0123456789abcdef:.") != std::string_view::npos) throw wrong;
  } else {
    const std::size_t colon = std::min(text.find(':'), text.size());
    name = text.substr(0, colon);
    port = text.substr(colon);
    if (name.empty() || !std::all_of(name.begin(), name.end(), isHostCharacter)) throw wrong;
  }
  if (!port.empty() && (port.front() != ':' || port.size() > 6 || port.find_first_not_of("0123456789", 1) != std::string_view::npos)) throw wrong;
  return std::string(name);
}

void checkHost(const RequestHead& head, const std::string& authority, const std::set<std::string>& hosts) {
  const auto found = head.headers.find("host");
  if (found == head.headers.end()) throw HttpRefusal(400, "Manca l’intestazione Host.");
  const std::string host = lowerCase(found->second);
  const std::string name = hostName(host);
  if (!authority.empty() && authority != host) throw HttpRefusal(400, "L’indirizzo e l’intestazione Host non concordano.");
  if (!hosts.empty() && !hosts.contains(name)) throw HttpRefusal(421, "L’intestazione Host indica un servizio che non è questo.");
}

void readFraming(RequestHead& head) {
  const auto coding = head.headers.find("transfer-encoding");
  const auto length = head.headers.find("content-length");
  const bool none = coding == head.headers.end() && length == head.headers.end();
  if (none) {
    const bool needsBody = head.method == "POST" || head.method == "PUT" || head.method == "PATCH";
    if (needsBody) throw HttpRefusal(411, "Manca la lunghezza del corpo: indicare Content-Length (0 se non c’è corpo).");
    return;
  }
  if (coding != head.headers.end()) {
    if (length != head.headers.end()) throw HttpRefusal(400, "Content-Length e Transfer-Encoding insieme non sono ammessi.");
    if (head.http10) throw HttpRefusal(400, "Transfer-Encoding non esiste in HTTP/1.0.");
    if (lowerCase(coding->second) != "chunked") throw HttpRefusal(501, "L’unico Transfer-Encoding ammesso è chunked.");
    head.framing = Framing::chunked;
    return;
  }
  const std::string& digits = length->second;
  const bool number = !digits.empty() && digits.find_first_not_of("0123456789") == std::string::npos;
  if (!number) throw HttpRefusal(400, "Content-Length non è un numero.");
  if (digits.size() > 18) throw HttpRefusal(413, "La richiesta è troppo grande.");
  head.framing = Framing::length;
  head.length = std::stoull(digits);
}

void readMediaType(RequestHead& head) {
  const auto found = head.headers.find("content-type");
  if (found == head.headers.end()) return;
  const std::string_view value = found->second;
  head.mediaType = lowerCase(trimmed(value.substr(0, value.find(';'))));
  const std::size_t slash = head.mediaType.find('/');
  const bool shaped = slash != std::string::npos && isToken(std::string_view(head.mediaType).substr(0, slash)) &&
                      isToken(std::string_view(head.mediaType).substr(slash + 1));
  if (!shaped) throw HttpRefusal(400, "Content-Type non è scritto come si deve.");
}

void readExpectations(RequestHead& head) {
  const auto expect = head.headers.find("expect");
  if (expect != head.headers.end()) {
    if (lowerCase(expect->second) != "100-continue") throw HttpRefusal(417, "L’unica attesa prevista in Expect è 100-continue.");
    head.expectsContinue = !head.http10;
  }
  const auto encoding = head.headers.find("content-encoding");
  if (encoding != head.headers.end() && lowerCase(encoding->second) != "identity") {
    throw HttpRefusal(415, "Il corpo deve arrivare senza compressione.");
  }
}

void readPersistence(RequestHead& head) {
  const auto found = head.headers.find("connection");
  std::string_view rest = found == head.headers.end() ? std::string_view() : std::string_view(found->second);
  bool close = false, keep = false;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(','), rest.size());
    const std::string word = lowerCase(trimmed(rest.substr(0, end)));
    close = close || word == "close";
    keep = keep || word == "keep-alive";
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  head.keepAlive = !close && (!head.http10 || keep);
}

}  // namespace

std::optional<std::size_t> endOfHead(std::string_view bytes, std::size_t& seen) {
  for (; seen < bytes.size(); ++seen) {
    const auto byte = static_cast<unsigned char>(bytes[seen]);
    if (byte == '\n') {
      if (seen == 0 || bytes[seen - 1] != '\r') throw HttpRefusal(400, "Le righe della richiesta devono finire con CR LF.");
      if (seen == 1) throw HttpRefusal(400, "La richiesta comincia con una riga vuota.");
      if (seen >= 3 && bytes[seen - 2] == '\n') return ++seen;
    } else if (seen > 0 && bytes[seen - 1] == '\r') {
      throw HttpRefusal(400, "Le righe della richiesta devono finire con CR LF.");
    } else if ((byte < 0x20 && byte != '\t' && byte != '\r') || byte == 0x7f) {
      throw HttpRefusal(400, "Nella richiesta ci sono caratteri di controllo.");
    }
    if (seen == kMaxLine && bytes.substr(0, kMaxLine).find('\n') == std::string_view::npos) throw HttpRefusal(414, "L’indirizzo supera gli 8 kB.");
    if (seen >= kMaxHead) throw HttpRefusal(431, "Le intestazioni superano i 16 kB.");
  }
  return std::nullopt;
}

RequestHead readHead(std::string_view bytes, const std::set<std::string>& hosts) {
  RequestHead head;
  std::string authority;
  std::size_t end = bytes.find("\r\n");
  readRequestLine(bytes.substr(0, end), head, authority);
  std::size_t fields = 0;
  for (std::size_t from = end + 2; (end = bytes.find("\r\n", from)) != std::string_view::npos && end > from; from = end + 2) {
    if (++fields > kMaxFields) throw HttpRefusal(431, "Le intestazioni sono più di 100.");
    readField(bytes.substr(from, end - from), head);
  }
  checkHost(head, authority, hosts);
  readFraming(head);
  readMediaType(head);
  readExpectations(head);
  readPersistence(head);
  return head;
}

}  // namespace stesura
