#include "generator/pdf/attachment.h"

#include <qpdf/QPDFEFStreamObjectHelper.hh>
#include <qpdf/QPDFEmbeddedFileDocumentHelper.hh>
#include <qpdf/QPDFFileSpecObjectHelper.hh>

#include "generator/pdf/metadata.h"

namespace stesura {

void attachJson(QPDF& pdf, const std::string& json, const std::string& issueDate) {
  auto stream = QPDFEFStreamObjectHelper::createEFStream(pdf, json);
  stream.setSubtype("application/json")
      .setCreationDate(pdfDate(issueDate))
      .setModDate(pdfDate(issueDate));
  auto file = QPDFFileSpecObjectHelper::createFileSpec(pdf, kDataFileName, stream);
  file.setDescription("Dati da cui il documento è stato prodotto");
  QPDFObjectHandle specification = file.getObjectHandle();
  specification.replaceKey("/AFRelationship", QPDFObjectHandle::newName("/Source"));
  QPDFEmbeddedFileDocumentHelper(pdf).replaceEmbeddedFile(kDataFileName, file);
  auto associated = QPDFObjectHandle::newArray();
  associated.appendItem(specification);
  pdf.getRoot().replaceKey("/AF", associated);
}

}  // namespace stesura
