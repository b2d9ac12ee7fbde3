#include "generator/odf/xml.h"

#include <expat.h>

#include <algorithm>
#include <cctype>
#include <cstring>
#include <limits>
#include <memory>
#include <new>

#include "generator/error.h"
#include "generator/odf/zip_read.h"

namespace stesura {
namespace {

struct FreeParser {
  void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};

struct Watch {
  XML_Parser parser;
  const XmlBounds& bounds;
  int depth = 0;
  std::size_t elements = 0;
  std::string refusal;

  void refuse(std::string why) {
    if (refusal.empty()) refusal = std::move(why);
    XML_StopParser(parser, XML_FALSE);
  }
};

void onStart(void* data, const XML_Char*, const XML_Char** attributes) {
  auto& watch = *static_cast<Watch*>(data);
  if (++watch.depth > watch.bounds.depth) {
    return watch.refuse("gli elementi sono annidati oltre " + std::to_string(watch.bounds.depth) +
                        " livelli");
  }
  if (++watch.elements > watch.bounds.elements) {
    return watch.refuse("contiene più di " + std::to_string(watch.bounds.elements) + " elementi");
  }
  int count = 0;
  for (const XML_Char** at = attributes; *at; at += 2, ++count) {
    if (std::strlen(at[1]) > watch.bounds.attributeBytes) {
      return watch.refuse("un attributo è troppo lungo");
    }
  }
  if (count > watch.bounds.attributes) watch.refuse("un elemento ha troppi attributi");
}

void onEnd(void* data, const XML_Char*) { --static_cast<Watch*>(data)->depth; }

void onDoctype(void* data, const XML_Char*, const XML_Char*, const XML_Char*, int hasSubset) {
  auto& watch = *static_cast<Watch*>(data);
  if (watch.bounds.doctype == XmlBounds::Doctype::refused) {
    watch.refuse("contiene una dichiarazione DOCTYPE, che nei documenti non è ammessa");
  } else if (hasSubset) {
    watch.refuse("contiene una dichiarazione DOCTYPE con entità");
  }
}

void onDeclaration(void* data, const XML_Char* version, const XML_Char* encoding, int) {
  auto& watch = *static_cast<Watch*>(data);
  if (version && std::strcmp(version, "1.0") != 0) return watch.refuse("non è XML 1.0");
  if (!encoding) return;
  std::string name(encoding);
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  if (name != "UTF-8" && name != "UTF-16") watch.refuse("la codifica non è UTF-8 né UTF-16");
}

// With a DOCTYPE expat lets unknown entities pass as perhaps defined elsewhere.
void onSkippedEntity(void* data, const XML_Char*, int) {
  static_cast<Watch*>(data)->refuse("usa un'entità che non è fra le cinque di XML");
}

// Any external encoding is unknown on purpose.
int onUnknownEncoding(void* data, const XML_Char*, XML_Encoding*) {
  static_cast<Watch*>(data)->refuse("la codifica non è UTF-8 né UTF-16");
  return XML_STATUS_ERROR;
}

std::string wordsFor(XML_Error code) {
  switch (code) {
    case XML_ERROR_NO_ELEMENTS:
      return "è vuota o incompleta";
    case XML_ERROR_UNDEFINED_ENTITY:
      return "usa un'entità che non è fra le cinque di XML";
    case XML_ERROR_DUPLICATE_ATTRIBUTE:
      return "un elemento ha due volte lo stesso attributo";
    case XML_ERROR_TAG_MISMATCH:
      return "un elemento non è chiuso come è stato aperto";
    case XML_ERROR_BAD_CHAR_REF:
      return "contiene un carattere che XML non ammette";
    case XML_ERROR_INVALID_TOKEN:
      return "contiene un carattere non valido o un segno fuori posto";
    case XML_ERROR_UNKNOWN_ENCODING:
    case XML_ERROR_INCORRECT_ENCODING:
      return "la codifica non è UTF-8 né UTF-16";
    case XML_ERROR_NO_MEMORY:
      throw std::bad_alloc();
    default:
      return "non è XML ben formato";
  }
}

// Fed in pieces, so that a tag without end is given up early; in large ones, for expat 2.5 reads an
// unfinished token again with every piece (CVE-2023-52425).
bool parsedWhole(Watch& watch, std::string_view bytes) {
  constexpr std::size_t piece = 1u << 20;
  const std::size_t longest = watch.bounds.attributeBytes + piece;
  for (std::size_t at = 0;; at += piece) {
    const std::string_view next = bytes.substr(at, piece);
    const bool last = at + next.size() == bytes.size();
    if (XML_Parse(watch.parser, next.data(), static_cast<int>(next.size()), last) !=
        XML_STATUS_OK) {
      return false;
    }
    if (last) return true;
    const XML_Index begun = XML_GetCurrentByteIndex(watch.parser);
    if (begun >= 0 && at + next.size() - static_cast<std::size_t>(begun) > longest) {
      watch.refusal = "un attributo o un elemento è troppo lungo";
      return false;
    }
  }
}

pugi::xml_encoding encodingOf(std::string_view bytes) {
  const auto is = [&](unsigned char a, unsigned char b) {
    return bytes.size() > 1 && static_cast<unsigned char>(bytes[0]) == a &&
           static_cast<unsigned char>(bytes[1]) == b;
  };
  if (is(0xFE, 0xFF) || is(0, '<')) return pugi::encoding_utf16_be;
  if (is(0xFF, 0xFE) || is('<', 0)) return pugi::encoding_utf16_le;
  return pugi::encoding_utf8;
}

struct StringSink : pugi::xml_writer {
  std::string out;
  void write(const void* data, std::size_t size) override {
    out.append(static_cast<const char*>(data), size);
  }
};

}  // namespace

void passXmlGate(std::string_view bytes, std::string_view part, const XmlBounds& bounds) {
  const std::string named = "La parte «" + shownName(part) + "»";
  if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max() / 2)) {
    throw Error(ErrorKind::templateFile, named + " è troppo grande.");
  }
  const std::unique_ptr<XML_ParserStruct, FreeParser> parser(XML_ParserCreate(nullptr));
  if (!parser) throw std::bad_alloc();
  Watch watch{parser.get(), bounds, 0, 0, {}};
  XML_SetUserData(parser.get(), &watch);
  XML_SetElementHandler(parser.get(), onStart, onEnd);
  XML_SetStartDoctypeDeclHandler(parser.get(), onDoctype);
  XML_SetSkippedEntityHandler(parser.get(), onSkippedEntity);
  XML_SetXmlDeclHandler(parser.get(), onDeclaration);
  XML_SetUnknownEncodingHandler(parser.get(), onUnknownEncoding, &watch);
  if (parsedWhole(watch, bytes)) return;
  const std::string why =
      watch.refusal.empty() ? wordsFor(XML_GetErrorCode(parser.get())) : watch.refusal;
  throw Error(ErrorKind::templateFile, named + " del file non è accettata: " + why + " (riga " +
                                           std::to_string(XML_GetCurrentLineNumber(parser.get())) +
                                           ").");
}

pugi::xml_document parseXml(std::string_view bytes, std::string_view part,
                            const XmlBounds& bounds) {
  passXmlGate(bytes, part, bounds);
  pugi::xml_document document;
  constexpr unsigned flags = pugi::parse_cdata | pugi::parse_escapes | pugi::parse_eol |
                             pugi::parse_wconv_attribute | pugi::parse_ws_pcdata;
  const auto result = document.load_buffer(bytes.data(), bytes.size(), flags, encodingOf(bytes));
  if (!result) {
    throw Error(ErrorKind::templateFile,
                "La parte «" + shownName(part) + "» del file non è XML ben formato.");
  }
  // expat and pugixml need not agree on broken UTF-16: what pugixml made of it is looked at again.
  if (encodingOf(bytes) != pugi::encoding_utf8) passXmlGate(xmlBytes(document), part, bounds);
  return document;
}

std::string xmlBytes(const pugi::xml_document& document) {
  StringSink sink;
  sink.out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  document.save(sink, "", pugi::format_raw | pugi::format_no_declaration, pugi::encoding_utf8);
  return std::move(sink.out);
}

}  // namespace stesura
