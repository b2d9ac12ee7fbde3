// Takes a form in: what comes from elsewhere becomes a PDF that holds fields and pages and nothing
// that acts.
#pragma once

#include <memory>
#include <qpdf/QPDF.hh>
#include <string_view>
#include <vector>

#include "generator/form/form.h"

namespace stesura {

// A field of `description` (same index) as objects of the file.
struct FormObjects {
  QPDFObjectHandle field;                 // the dictionary that holds /T and /V, with /FT, /Ff, /DA, /Q, … made its own
  std::vector<QPDFObjectHandle> widgets;  // same index as FormField::widgets; may be `field` itself
};

struct TakenForm {
  std::unique_ptr<QPDF> pdf;  // borrows nothing of the bytes
  FormDescription description;
  std::vector<FormObjects> objects;
};

// Opens, judges (as describeForm() says) and cleans: values, defaults, rich values and appearances
// of fields are erased; JavaScript, launch, submit, import and every other action, additional
// actions, embedded files, multimedia, XFA beside an AcroForm and usage rights are removed. Every
// page and widget dictionary is indirect afterwards, inherited field attributes stand in the field,
// a widget without a page is dropped (and told). Pages, structure tree and metadata stay.
TakenForm takeIn(std::string_view pdf);

}  // namespace stesura
