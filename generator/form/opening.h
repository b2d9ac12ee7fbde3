// Opens a PDF from elsewhere and judges whether it is a form that may be taken in.
#pragma once

#include <functional>
#include <memory>
#include <qpdf/QPDF.hh>
#include <string>
#include <string_view>
#include <vector>

#include "generator/error.h"
#include "generator/pdf/bounded_source.h"

namespace stesura {

// The bounds of a form (form.h).
inline constexpr std::size_t kMostBytes = 32u << 20;
inline constexpr std::size_t kMostPages = 500;
inline constexpr std::size_t kMostFields = 5000;
inline constexpr std::size_t kMostDepth = 32;

inline constexpr const char* kSignedSentence =
    "Il PDF è già firmato, e un documento firmato non si altera: usare il modulo in bianco.";

inline constexpr const char* kDynamicSentence =
    "Il PDF è un modulo XFA senza campi AcroForm, che si compila solo con Adobe Reader: chiedere una versione "
    "AcroForm del modulo.";

// Error{templateFile} with this sentence.
[[noreturn]] void refuse(const char* sentence);

struct OpenedForm {
  std::shared_ptr<BoundedSource> source;
  std::unique_ptr<QPDF> pdf;  // reads from `source`, and owns it too
};

// The bytes are copied. The file is silent, neither encrypted nor over the bounds of size and objects;
// its tree of pages is sound, and every page is indirect. Throws as describeForm() says.
OpenedForm openForm(std::string_view pdf);

// Runs `work` on what openForm() gave; whatever qpdf throws becomes the refusal of a damaged file, or
// of one over the bounds.
void readingPdf(const BoundedSource& source, const std::function<void()>& work);

// What a stream holds, up to so many bytes; "" if it has another filter than one Flate.
std::string plainStream(QPDFObjectHandle stream, std::size_t most);

// Refuses a file that is signed, certified, or drawn by XFA as it opens.
void refuseSignedAndDynamic(QPDF& pdf);

}  // namespace stesura
