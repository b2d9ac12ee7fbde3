#include "generator/signature/xml_document.h"

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/xmlerror.h>

#include <algorithm>
#include <cstddef>

namespace stesura {
namespace {

constexpr std::size_t kLargest = 64u << 20;
constexpr std::size_t kMostEqualSigns = 10'000;

struct ContextDeleter {
  void operator()(xmlParserCtxt* context) const { xmlFreeParserCtxt(context); }
};

// A document type is where entities, default attributes and files from elsewhere come from.
void refuseDocumentType(void* context, const xmlChar*, const xmlChar*, const xmlChar*) {
  auto* parser = static_cast<xmlParserCtxt*>(context);
  parser->wellFormed = 0;
  xmlStopParser(parser);
}

// libxml2 compares each attribute of an element with each: of many it would never come to an end. Between
// two «<» there is one element at most, so the equal signs bound its attributes.
bool hasTooManyAttributes(std::string_view bytes) {
  std::size_t equalSigns = 0;
  for (const char c : bytes) {
    if (c == '<')
      equalSigns = 0;
    else if (c == '=' && ++equalSigns > kMostEqualSigns)
      return true;
  }
  return false;
}

// Bytes of another encoding would not mean what they are counted for above. TS 119 612, 5.1.1 wants UTF-8.
bool isUtf8(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  if (bytes.find('\0') != std::string_view::npos) return false;  // UTF-16 and UTF-32
  if (bytes.empty() ||
      (bytes[0] != '<' && bytes[0] != ' ' && bytes[0] != '\n' && bytes[0] != '\r' && bytes[0] != '\t'))
    return false;
  if (!bytes.starts_with("<?xml")) return true;
  std::string declaration(bytes.substr(0, std::min(bytes.find("?>"), bytes.size())));
  const auto at = declaration.find("encoding");
  if (at == std::string::npos) return true;
  const auto begin = declaration.find_first_of("\"'", at);
  const auto end = begin == std::string::npos ? begin : declaration.find(declaration[begin], begin + 1);
  if (end == std::string::npos) return false;
  std::string name = declaration.substr(begin + 1, end - begin - 1);
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c); });
  return name == "UTF-8" || name == "UTF8" || name == "US-ASCII" || name == "ASCII";
}

std::string stringOf(const xmlChar* text) { return text ? reinterpret_cast<const char*>(text) : ""; }

std::string trimmed(const std::string& text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const auto begin = text.find_first_not_of(kBlank);
  if (begin == std::string::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

}  // namespace

XmlDocument readXml(std::string_view bytes) {
  if (bytes.empty() || bytes.size() > kLargest || !isUtf8(bytes) || hasTooManyAttributes(bytes))
    return nullptr;
  const std::unique_ptr<xmlParserCtxt, ContextDeleter> parser(xmlNewParserCtxt());
  if (!parser) return nullptr;
  parser->sax->internalSubset = &refuseDocumentType;
  const int options = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;
  XmlDocument document(xmlCtxtReadMemory(parser.get(), bytes.data(), static_cast<int>(bytes.size()), nullptr,
                                         nullptr, options));
  xmlResetLastError();
  if (!document || !parser->wellFormed || document->intSubset || document->extSubset ||
      !xmlDocGetRootElement(document.get())) {
    return nullptr;
  }
  return document;
}

bool isNamed(const xmlNode* node, const XmlName& name) {
  return node->type == XML_ELEMENT_NODE && node->ns && stringOf(node->name) == name.name &&
         stringOf(node->ns->href) == name.space;
}

xmlNode* child(const xmlNode* parent, const XmlName& name) {
  for (xmlNode* node = parent ? parent->children : nullptr; node; node = node->next) {
    if (isNamed(node, name)) return node;
  }
  return nullptr;
}

std::vector<xmlNode*> children(const xmlNode* parent, const XmlName& name) {
  std::vector<xmlNode*> found;
  for (xmlNode* node = parent ? parent->children : nullptr; node; node = node->next) {
    if (isNamed(node, name)) found.push_back(node);
  }
  return found;
}

std::string textOf(const xmlNode* node) {
  if (!node) return {};
  const std::unique_ptr<xmlChar, void (*)(xmlChar*)> text(xmlNodeGetContent(node),
                                                          [](xmlChar* owned) { xmlFree(owned); });
  return trimmed(stringOf(text.get()));
}

std::string textOf(const xmlNode* parent, const XmlName& name) { return textOf(child(parent, name)); }

std::string attribute(const xmlNode* node, const char* name) {
  for (const xmlAttr* one = node->properties; one; one = one->next) {
    if (one->ns || stringOf(one->name) != name) continue;
    const std::unique_ptr<xmlChar, void (*)(xmlChar*)> text(xmlNodeListGetString(node->doc, one->children, 1),
                                                            [](xmlChar* owned) { xmlFree(owned); });
    return stringOf(text.get());
  }
  return {};
}

void eachElement(xmlNode* root, const std::function<void(xmlNode* element)>& take) {
  for (xmlNode* node = root; node;) {
    if (node->type == XML_ELEMENT_NODE) take(node);
    if (node->type == XML_ELEMENT_NODE && node->children) {
      node = node->children;
      continue;
    }
    while (node != root && !node->next) node = node->parent;
    node = node == root ? nullptr : node->next;
  }
}

}  // namespace stesura
