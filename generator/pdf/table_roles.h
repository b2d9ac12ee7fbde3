// Makes the tables of a tagged PDF readable aloud: header cells with their scope, no layout tables.
#pragma once

#include <qpdf/QPDF.hh>

namespace stesura {

// LibreOffice tags as header cells only those of header rows. Here a cell whose text has the
// paragraph style `Etichetta` becomes the header of its row, and one in `Table Heading` that of its
// column (PDF/UA-1, 7.5; ISO 32000-1, table 349). A table left without any header cell lays things
// out and is no table: its elements become plain divisions.
void nameTableRoles(QPDF& pdf);

}  // namespace stesura
