// What is wrong with data, what they lack and how complete they are, as JSON; and its schemas.
#pragma once

#include "generator/generator.h"
#include "service/handlers/route.h"

namespace stesura {

// "mancanti", "completezza", "problemi", "avvisi"; `also` are warnings besides.
Json checkAsJson(const CheckResult& check, const std::vector<Problem>& also = {});
// {"presenti", "applicabili", "percentuale"}: of nothing at all, 100.
Json completenessAsJson(std::size_t present, std::size_t applicable);

// Adds `DatoMancante` and `Completezza`; the properties of checkAsJson().
void addCheckSchemas(RouteTable& table);
Json checkProperties();
// Any JSON object: the data of a document, whose schema GET /tipi/{tipo}/schema tells.
Json anyData();

}  // namespace stesura
