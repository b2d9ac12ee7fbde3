// What an order may write on every page: that it is a draft, whose copy it is.
#pragma once

#include <pugixml.hpp>

#include "generator/odf/markup.h"

namespace stesura {

// Puts the marks into the headers of every master page of styles.xml (a header is made where there
// is none). Each is shown only if the order brings it, and leaves no trace otherwise: draftMark with
// a watermark behind the page, copyMark. An order that brings any of them brings pageMark too.
void addPageMarks(pugi::xml_node styles, Tokens& tokens);

// Italian as the language of paragraphs where the template names none.
void addLanguage(pugi::xml_node styles);

// The elements of a styles.xml that a template without one lacks.
constexpr const char* kPlainStyles =
    "<office:document-styles xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" "
    "xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" "
    "xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" "
    "xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\" "
    "office:version=\"1.3\">"
    "<office:styles/><office:automatic-styles><style:page-layout style:name=\"Pagina\">"
    "<style:page-layout-properties fo:page-width=\"21cm\" fo:page-height=\"29.7cm\" "
    "fo:margin=\"2cm\"/>"
    "</style:page-layout></office:automatic-styles><office:master-styles>"
    "<style:master-page style:name=\"Standard\" style:page-layout-name=\"Pagina\"/>"
    "</office:master-styles></office:document-styles>";

}  // namespace stesura
