// Tells what of an exchange the OpenAPI document of the service does not say.
#pragma once

#include <map>
#include <mutex>
#include <set>
#include <string>

#include "generator/schema/schema.h"
#include "service/handlers/openapi.h"

namespace stesura {

// Thread-safe.
class ApiContract {
 public:
  explicit ApiContract(const RouteTable& table) : document_(openApiDocument(table)) {}

  // "" where everything is as the document says. `pattern` is that of the route; "" for none.
  std::string complaint(const std::string& pattern, const Request& request, const Reply& reply) {
    const std::string where = request.method + " " + (pattern.empty() ? request.path : pattern) + " -> " +
                              std::to_string(reply.status) + ": ";
    std::string found = pattern.empty() ? errorComplaint(reply) : operationComplaint(operationOf(pattern, request.method), request, reply);
    return found.empty() ? found : "OpenAPI, " + where + found;
  }

 private:
  static std::string typeOf(const Reply& reply) { return reply.mediaType.substr(0, reply.mediaType.find(';')); }
  static bool hasHeader(const Reply& reply, const std::string& name) {
    for (const auto& [known, value] : reply.headers) {
      if (known == name && !value.empty()) return true;
    }
    return false;
  }

  static std::string lowerCase(std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
  }

  const Json& operationOf(const std::string& pattern, const std::string& method) const {
    return document_.at("paths").at(pattern).at(method == "HEAD" ? "get" : lowerCase(method));
  }

  std::string errorComplaint(const Reply& reply) {
    if (reply.status < 400) return "an address that is no route must not answer like this";
    if (typeOf(reply) != "application/problem+json") return "an error must be application/problem+json, not «" + reply.mediaType + "»";
    if (reply.status == 401 && !hasHeader(reply, "WWW-Authenticate")) return "401 without WWW-Authenticate";
    if ((reply.status == 429 || reply.status == 503) && !hasHeader(reply, "Retry-After")) return "Retry-After is missing";
    return reply.body.empty() ? "" : bodyComplaint("Problema", reply.body);
  }

  std::string operationComplaint(const Json& operation, const Request& request, const Reply& reply) {
    const std::string status = std::to_string(reply.status);
    const Json& responses = operation.at("responses");
    // Whoever must name a version has to know beforehand.
    if ((reply.status == 412 || reply.status == 428) && !responses.contains(status)) return "this refusal is not told (Operation::precondition)";
    if (reply.status >= 400) return request.method == "HEAD" ? "" : errorComplaint(reply);
    if (!responses.contains(status)) return "this status is not among the operation's answers";
    std::string found = answerComplaint(responses.at(status), request, reply);
    if (found.empty()) found = requestComplaint(operation, request);
    return found;
  }

  std::string answerComplaint(const Json& response, const Request& request, const Reply& reply) {
    for (const auto& [name, unused] : response.at("headers").items()) {
      const Json& header = document_.at("components").at("headers").at(name);
      if (header.value("required", false) && !hasHeader(reply, name)) return "the header " + name + " is promised and missing";
    }
    for (const char* name : {"Location", "ETag", "Content-Disposition", "Set-Cookie", "Retry-After", "Preference-Applied", "Idempotency-Replayed",
                             "Idempotency-Body"}) {
      if (hasHeader(reply, name) && !response.at("headers").contains(name)) return std::string("the header ") + name + " is not told (Answer::headers)";
    }
    if (hasHeader(reply, "Idempotency-Body")) return reply.body.empty() && reply.mediaType.empty() ? "" : "a body that is said to be left out";
    if (!response.contains("content")) return reply.body.empty() ? "" : "a body where none is told (Answer::schema or mediaTypes)";
    const Json& content = response.at("content");
    if (!content.contains(typeOf(reply))) return "the media type «" + reply.mediaType + "» is not told";
    const Json& schema = content.at(typeOf(reply)).at("schema");
    if (!schema.contains("$ref") || request.method == "HEAD" || reply.more) return {};
    return bodyComplaint(nameIn(schema), reply.body);
  }

  // What was accepted must be what the document says one may send.
  std::string requestComplaint(const Json& operation, const Request& request) {
    std::set<std::string> told;
    if (operation.contains("parameters")) {
      for (const Json& each : operation.at("parameters")) {
        const Json& parameter = each.contains("$ref") ? document_.at("components").at("parameters").at(nameIn(each)) : each;
        const std::string name = parameter.at("name");
        told.insert(name);
        const bool missing = parameter.at("in") == "header" && parameter.at("required") == true && request.header(lowerCase(name)).empty();
        if (missing) return "the header " + name + " is told to be needed, but it went without";
      }
    }
    for (const auto& [name, value] : request.query) {
      if (!told.contains(name)) return "the parameter «" + name + "» was accepted, but is not told (Operation::parameters)";
    }
    if (request.body.empty()) return {};
    if (!operation.contains("requestBody")) return "a body was accepted, but none is told (Operation::bodySchema)";
    const Json& content = operation.at("requestBody").at("content");
    if (!content.contains(request.mediaType)) return "a body of «" + request.mediaType + "» was accepted, but is not told";
    const Json& schema = content.at(request.mediaType).at("schema");
    const std::string found = schema.contains("$ref") ? bodyComplaint(nameIn(schema), request.body) : std::string();
    return found.empty() ? found : "the accepted request: " + found;
  }

  static std::string nameIn(const Json& reference) {
    const std::string text = reference.at("$ref");
    return text.substr(text.rfind('/') + 1);
  }

  std::string bodyComplaint(const std::string& name, const std::string& body) {
    const SchemaReport report = schemaOf(name).validate(parseJson(body));
    std::string text;
    for (const Problem& problem : report.problems) text += "\n  " + problem.pointer + ": " + problem.message;
    return text.empty() ? text : "the JSON is no «" + name + "»:" + text + "\n  " + body.substr(0, 2000);
  }

  const Schema& schemaOf(const std::string& name) {
    const std::lock_guard lock(mutex_);
    const auto found = schemas_.find(name);
    if (found != schemas_.end()) return found->second;
    std::string definitions = document_.at("components").at("schemas").dump();
    const std::string from = "#/components/schemas/", to = "#/$defs/";
    for (std::size_t at = definitions.find(from); at != std::string::npos; at = definitions.find(from, at)) definitions.replace(at, from.size(), to);
    const Json root = {{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"$ref", to + name}, {"$defs", parseJson(definitions)}};
    return schemas_.emplace(name, Schema::compile(root)).first->second;
  }

  Json document_;
  std::mutex mutex_;
  std::map<std::string, Schema> schemas_;
};

}  // namespace stesura
