#include "generator/pdf/metadata.h"

#include <algorithm>
#include <memory>
#include <string_view>

namespace stesura {

namespace {

constexpr char kCreatorTool[] = "Stesura";

// PDF/A allows no property that neither it nor the packet describes.
constexpr char kPdfUaDescription[] = R"(
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Indicates, which part of ISO 14289 standard is followed</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>)";

struct Description {
  std::string title, author, subject, keywords, producer;
};

std::string xmlText(const std::string& text) {
  std::string out;
  for (const char character : text) {
    const auto code = static_cast<unsigned char>(character);
    if (character == '&')
      out += "&amp;";
    else if (character == '<')
      out += "&lt;";
    else if (character == '>')
      out += "&gt;";
    else if (code >= 0x20 && code != 0x7f)
      out += character;
    else if (code == '\t' || code == '\n')
      out += ' ';
  }
  return out;
}

std::string infoText(QPDFObjectHandle info, const std::string& key) {
  if (!info.isDictionary() || !info.getKey(key).isString()) return {};
  return info.getKey(key).getUTF8Value();
}

std::string packetOf(QPDF& pdf) {
  QPDFObjectHandle metadata = pdf.getRoot().getKey("/Metadata");
  if (!metadata.isStream()) return {};
  const auto data = metadata.getStreamData(qpdf_dl_generalized);
  return {reinterpret_cast<const char*>(data->getBuffer()), data->getSize()};
}

// One character after a marker such as «<pdfaid:part>»; '\0' if the marker is not there.
char characterAfter(const std::string& packet, std::string_view marker) {
  const auto at = packet.find(marker);
  if (at == std::string::npos || at + marker.size() >= packet.size()) return '\0';
  return packet[at + marker.size()];
}

void append(std::string& out, const char* before, const std::string& value, const char* after) {
  if (!value.empty()) out.append(before).append(xmlText(value)).append(after).append("\n");
}

std::string dublinCore(const Description& about) {
  std::string xmp =
      "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n"
      "<dc:format>application/pdf</dc:format>\n"
      "<dc:language><rdf:Bag><rdf:li>it-IT</rdf:li></rdf:Bag></dc:language>\n";
  append(xmp, "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">", about.title,
         "</rdf:li></rdf:Alt></dc:title>");
  append(xmp, "<dc:creator><rdf:Seq><rdf:li>", about.author, "</rdf:li></rdf:Seq></dc:creator>");
  append(xmp, "<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">", about.subject,
         "</rdf:li></rdf:Alt></dc:description>");
  return xmp + "</rdf:Description>\n";
}

// The claims to PDF/A and PDF/UA are those that the packet already made.
std::string claims(const std::string& oldPacket) {
  std::string xmp;
  const char part = characterAfter(oldPacket, "<pdfaid:part>");
  const char conformance = characterAfter(oldPacket, "<pdfaid:conformance>");
  if (part != '\0' && conformance != '\0')
    xmp += std::string(
               "<rdf:Description rdf:about=\"\" xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\">\n"
               "<pdfaid:part>") +
           part + "</pdfaid:part>\n<pdfaid:conformance>" + conformance +
           "</pdfaid:conformance>\n</rdf:Description>\n";
  if (characterAfter(oldPacket, "<pdfuaid:part>") != '\0')
    xmp +=
        std::string(
            "<rdf:Description rdf:about=\"\" xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\">\n"
            "<pdfuaid:part>1</pdfuaid:part>\n</rdf:Description>") +
        kPdfUaDescription + "\n";
  return xmp;
}

std::string newPacket(const std::string& oldPacket, const Description& about,
                      const std::string& issueDate) {
  const std::string moment = issueDate + "T12:00:00Z";
  std::string xmp =
      "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
      "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
      "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n" +
      claims(oldPacket) + dublinCore(about) +
      "<rdf:Description rdf:about=\"\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\">\n";
  append(xmp, "<pdf:Producer>", about.producer, "</pdf:Producer>");
  append(xmp, "<pdf:Keywords>", about.keywords, "</pdf:Keywords>");
  xmp +=
      "</rdf:Description>\n"
      "<rdf:Description rdf:about=\"\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\">\n";
  append(xmp, "<xmp:CreatorTool>", kCreatorTool, "</xmp:CreatorTool>");
  append(xmp, "<xmp:CreateDate>", moment, "</xmp:CreateDate>");
  append(xmp, "<xmp:ModifyDate>", moment, "</xmp:ModifyDate>");
  append(xmp, "<xmp:MetadataDate>", moment, "</xmp:MetadataDate>");
  return xmp + "</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"r\"?>\n";
}

QPDFObjectHandle newInfo(const Description& about, const std::string& date) {
  auto info = QPDFObjectHandle::newDictionary();
  const auto set = [&info](const char* key, const std::string& value) {
    if (!value.empty()) info.replaceKey(key, QPDFObjectHandle::newUnicodeString(value));
  };
  set("/Title", about.title);
  set("/Author", about.author);
  set("/Subject", about.subject);
  set("/Keywords", about.keywords);
  set("/Producer", about.producer);
  set("/Creator", kCreatorTool);
  info.replaceKey("/CreationDate", QPDFObjectHandle::newString(date));
  info.replaceKey("/ModDate", QPDFObjectHandle::newString(date));
  return info;
}

}  // namespace

std::string pdfDate(const std::string& issueDate) {
  std::string digits = issueDate;
  std::erase(digits, '-');
  return "D:" + digits + "120000Z";
}

int pdfAPart(QPDF& pdf) {
  const char part = characterAfter(packetOf(pdf), "<pdfaid:part>");
  return part >= '1' && part <= '9' ? part - '0' : 0;
}

void writeMetadata(QPDF& pdf, const std::string& issueDate, const std::string& title) {
  QPDFObjectHandle old = pdf.getTrailer().getKey("/Info");
  const Description about{title.empty() ? infoText(old, "/Title") : title, infoText(old, "/Author"),
                          infoText(old, "/Subject"), infoText(old, "/Keywords"),
                          infoText(old, "/Producer")};
  const std::string packet = newPacket(packetOf(pdf), about, issueDate);
  auto metadata = QPDFObjectHandle::newStream(&pdf, packet);
  metadata.getDict().replaceKey("/Type", QPDFObjectHandle::newName("/Metadata"));
  metadata.getDict().replaceKey("/Subtype", QPDFObjectHandle::newName("/XML"));
  pdf.getRoot().replaceKey("/Metadata", pdf.makeIndirectObject(metadata));
  pdf.getTrailer().replaceKey("/Info", pdf.makeIndirectObject(newInfo(about, pdfDate(issueDate))));
}

}  // namespace stesura
