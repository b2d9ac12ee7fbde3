#include "service/handlers/checked_body.h"

namespace stesura {

CheckedBody::CheckedBody(RouteTable& table, const std::string& name, const Json& schema)
    : schema_(std::make_shared<const Schema>(Schema::compile(schema))) {
  table.schemas[name] = schema;
}

Json CheckedBody::of(const Request& request) const {
  Json value = jsonBody(request);
  SchemaReport report = schema_->validate(value);
  if (!report.valid()) {
    throw Error(ErrorKind::data, "Alcuni dati della richiesta non vanno bene.",
                std::move(report.problems));
  }
  return value;
}

}  // namespace stesura
