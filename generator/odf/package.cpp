#include "generator/odf/package.h"

#include <algorithm>
#include <map>
#include <string>

#include "generator/error.h"
#include "generator/odf/flat.h"
#include "generator/odf/xml.h"
#include "generator/odf/xml_names.h"
#include "generator/odf/zip_read.h"

namespace stesura {
namespace {

constexpr std::string_view kText = "application/vnd.oasis.opendocument.text";
constexpr std::string_view kTextTemplate = "application/vnd.oasis.opendocument.text-template";
constexpr std::string_view kTextWeb =
    "application/vnd.oasis.opendocument.text-web";  // HTML saved as .odt
constexpr std::string_view kManifest = "META-INF/manifest.xml";

[[noreturn]] void refuse(std::string sentence) {
  throw Error(ErrorKind::templateFile, std::move(sentence));
}

[[noreturn]] void refuseForeign(const std::string& what) {
  refuse("Il file non è un documento di testo OpenDocument: sembra " + what +
         ". Aprirlo con Writer e salvarlo come .odt.");
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::string lowerStart(std::string_view bytes) {
  std::string start(bytes.substr(0, 2048));
  for (char& c : start) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return start;
}

// What a file that is neither a zip nor XML seems to be, for the sentence.
std::string guessForeign(std::string_view bytes) {
  const auto starts = [&](std::string_view mark) { return bytes.starts_with(mark); };
  if (bytes.empty()) return "un file vuoto";
  if (starts("%PDF")) return "un PDF";
  if (starts("{\\rtf")) return "un documento RTF";
  if (starts("\xD0\xCF\x11\xE0"))
    return "un vecchio documento Office (.doc) o un file protetto da password";
  if (starts("\x89PNG") || starts("\xFF\xD8\xFF") || starts("GIF8")) return "un'immagine";
  if (starts("\x1F\x8B") || starts("7z\xBC\xAF") || starts("Rar!")) return "un archivio compresso";
  const std::string start = lowerStart(bytes);
  if (start.find("<html") != start.npos || start.find("<!doctype html") != start.npos) {
    return "una pagina web (HTML)";
  }
  const bool binary = std::any_of(
      bytes.begin(),
      bytes.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(bytes.size(), 512)),
      [](unsigned char c) { return c < 9; });
  return binary ? "un file di altro tipo" : "un file di solo testo";
}

std::string wordsForMediaType(std::string_view type) {
  const auto has = [&](std::string_view word) { return type.find(word) != type.npos; };
  if (has("text-master")) return "un documento master (.odm), che richiama altri file";
  if (has("spreadsheet")) return "un foglio di calcolo";
  if (has("presentation")) return "una presentazione";
  if (has("graphics") || has("drawing")) return "un disegno";
  if (has("formula")) return "una formula";
  if (has("chart")) return "un grafico";
  if (has("database") || has("opendocument.base")) return "una base di dati";
  if (has("vnd.sun.xml")) return "un documento del vecchio formato OpenOffice 1 (.sxw)";
  if (has("epub")) return "un libro EPUB";
  return "un documento di altro tipo";
}

bool startsAsXml(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) return true;
  return trimmed(bytes.substr(0, 64)).starts_with('<');
}

bool startsAsHtml(std::string_view bytes) {
  const std::string start = lowerStart(bytes);
  const auto html = std::min(start.find("<html"), start.find("<!doctype html"));
  return html != start.npos && start.find("<office:document") == start.npos;
}

const ZipEntry* entryOf(const std::vector<ZipEntry>& entries, std::string_view name) {
  const auto at = std::find_if(entries.begin(), entries.end(),
                               [&](const ZipEntry& entry) { return entry.name == name; });
  return at == entries.end() ? nullptr : &*at;
}

void refuseOtherArchives(const std::vector<ZipEntry>& entries) {
  const auto holds = [&](std::string_view start) {
    return std::any_of(entries.begin(), entries.end(),
                       [&](const ZipEntry& entry) { return entry.name.starts_with(start); });
  };
  if (holds("encrypted-package")) {
    refuse("Il documento è protetto da password. Salvarlo senza password e riprovare.");
  }
  if (entryOf(entries, "content.xml")) return;
  if (holds("word/")) refuseForeign("un documento Word (.docx)");
  if (holds("xl/")) refuseForeign("un foglio di calcolo Excel (.xlsx)");
  if (holds("ppt/")) refuseForeign("una presentazione PowerPoint (.pptx)");
  if (const ZipEntry* type = entryOf(entries, "mimetype")) {
    if (!trimmed(type->bytes).starts_with(kText)) {
      refuseForeign(wordsForMediaType(trimmed(type->bytes)));
    }
  }
  refuse(
      "Il file è un archivio ZIP, ma non è un documento di testo OpenDocument: manca content.xml.");
}

using MediaTypes = std::map<std::string, std::string, std::less<>>;

std::string attributeOf(pugi::xml_node node, std::string_view local) {
  for (const pugi::xml_attribute attribute : node.attributes()) {
    if (localName(attribute.name()) == local) return attribute.value();
  }
  return {};
}

MediaTypes readManifest(const std::vector<ZipEntry>& entries) {
  MediaTypes types;
  const ZipEntry* manifest = entryOf(entries, kManifest);
  if (!manifest) return types;
  // OpenOffice 2 wrote a DOCTYPE (without entities) into the manifest; it is written anew anyhow.
  XmlBounds bounds;
  bounds.doctype = XmlBounds::Doctype::withoutSubset;
  const pugi::xml_document document = parseXml(manifest->bytes, kManifest, bounds);
  for (const pugi::xml_node entry : document.document_element().children()) {
    if (localName(entry.name()) == "encrypted-key") {
      refuse("Il documento è cifrato. Salvarlo senza cifratura e riprovare.");
    }
    if (localName(entry.name()) != "file-entry") continue;
    for (const pugi::xml_node detail : entry.children()) {
      if (localName(detail.name()) == "encryption-data") {
        refuse("Il documento è protetto da password. Salvarlo senza password e riprovare.");
      }
    }
    types[attributeOf(entry, "full-path")] = attributeOf(entry, "media-type");
  }
  return types;
}

// The mimetype entry, else the manifest; a file that has neither is judged by its content in the
// gate.
std::string mediaTypeOf(const std::vector<ZipEntry>& entries, const MediaTypes& manifest) {
  const ZipEntry* entry = entryOf(entries, "mimetype");
  std::string_view type = entry ? trimmed(entry->bytes) : std::string_view();
  if (type != kText && type != kTextTemplate) {
    const auto root = manifest.find("/");
    const std::string_view told =
        root == manifest.end() ? std::string_view() : std::string_view(root->second);
    const bool knownOther =
        type.find("opendocument") != type.npos || type.find("vnd.sun") != type.npos;
    if (!knownOther && !told.empty()) type = told;
  }
  if (type == kTextTemplate) return std::string(type);
  if (type == kText || type == kTextWeb) return std::string(kText);
  if (type.find("opendocument") != type.npos || type.find("vnd.sun") != type.npos) {
    refuseForeign(wordsForMediaType(type));
  }
  return std::string(kText);
}

Package readZipPackage(std::string_view bytes, const PackageBounds& bounds) {
  std::vector<ZipEntry> entries = readZip(bytes, bounds);
  refuseOtherArchives(entries);
  const MediaTypes types = readManifest(entries);
  Package package;
  package.mediaType = mediaTypeOf(entries, types);
  for (ZipEntry& entry : entries) {
    if (entry.name == "mimetype" || entry.name == kManifest) continue;
    const auto type = types.find(entry.name);
    package.entries.push_back({std::move(entry.name), std::move(entry.bytes),
                               type == types.end() ? std::string() : type->second});
  }
  // A folder with a media type is an object of its own inside the document: «Object 1/».
  for (const auto& [name, type] : types) {
    if (name.size() > 1 && name.back() == '/' && !type.empty())
      package.entries.push_back({name, "", type});
  }
  return package;
}

}  // namespace

const PackageEntry* Package::find(std::string_view name) const {
  const auto at = std::find_if(entries.begin(), entries.end(),
                               [&](const PackageEntry& entry) { return entry.name == name; });
  return at == entries.end() ? nullptr : &*at;
}

PackageEntry* Package::find(std::string_view name) {
  return const_cast<PackageEntry*>(static_cast<const Package*>(this)->find(name));
}

Package readPackage(std::string_view bytes, const PackageBounds& bounds) {
  if (looksLikeZip(bytes)) return readZipPackage(bytes, bounds);
  if (!startsAsXml(bytes) || startsAsHtml(bytes)) refuseForeign(guessForeign(bytes));
  Package package = splitFlat(bytes, bounds);
  if (package.mediaType.empty() || package.mediaType == kTextWeb) package.mediaType = kText;
  if (package.mediaType != kText && package.mediaType != kTextTemplate) {
    refuseForeign(wordsForMediaType(package.mediaType));
  }
  return package;
}

}  // namespace stesura
