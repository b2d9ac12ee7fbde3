// What a PDF says of itself: the Info dictionary and the XMP packet, always in agreement.
#pragma once

#include <qpdf/QPDF.hh>
#include <string>

namespace stesura {

// Writes both from what the file already says (author, subject, keywords, producer, PDF/A part),
// the new title («» keeps the old one) and noon UTC of `issueDate` (RFC 3339 full-date), an hour
// that is the same day in every Italian time zone, as both creation and modification date.
// PDF/A wants the two to be equal, and a description of the PDF/UA entry in the packet itself.
void writeMetadata(QPDF& pdf, const std::string& issueDate, const std::string& title);

// The part of PDF/A (1…4) that the XMP packet claims; 0 if it claims none.
int pdfAPart(QPDF& pdf);

// «D:20260131120000Z» for «2026-01-31».
std::string pdfDate(const std::string& issueDate);

}  // namespace stesura
