#include "generator/rules/steps.h"

#include <string>

#include "generator/error.h"
#include "generator/merge/italian.h"

namespace stesura {

void Steps::stop() const {
  const std::string bound = italianNumber(std::to_string(bound_), Grouping::on);
  throw Error(ErrorKind::data,
              "Le regole e i valori derivati di questo documento chiedono più di " + bound +
                  " passi: ridurre gli elenchi dei dati, o semplificare le regole in kind.json.");
}

}  // namespace stesura
