#include "service/commands/usage_text.h"

#include <algorithm>

#include "generator/spelling.h"
#include "service/commands/report_text.h"

namespace stesura {
namespace {

const CLI::App& innermost(const CLI::App& program) {
  const auto chosen = program.get_subcommands();
  return chosen.empty() ? program : innermost(*chosen.front());
}

// «stesura user» for «stesura user add»: what stands before the command's own name.
std::string namesBefore(const CLI::App& command) {
  const CLI::App* parent = command.get_parent();
  if (parent == nullptr) return {};
  const std::string before = namesBefore(*parent);
  return before.empty() ? parent->get_name() : before + " " + parent->get_name();
}

// The library's messages begin or end with the option's name.
std::string nameIn(const std::string& message, const std::string& before,
                   const std::string& after) {
  const auto start = before.empty() ? 0 : message.find(before);
  if (start == std::string::npos) return {};
  const auto from = start + before.size();
  const auto end = message.find(after, from);
  return end == std::string::npos ? message.substr(from) : message.substr(from, end - from);
}

std::string unexpected(const CLI::App& program, std::vector<std::string> extras) {
  if (extras.empty()) return "C'è qualcosa di troppo.";
  const std::string& first = extras.front();
  std::vector<std::string> known;
  if (first.starts_with('-')) {
    for (const CLI::Option* option : innermost(program).get_options()) {
      for (const std::string& name : option->get_lnames()) known.push_back("--" + name);
    }
  } else {
    for (const CLI::App* command : innermost(program).get_subcommands({})) known.push_back(command->get_name());
  }
  const std::string hint = didYouMean(first, known);
  return "«" + printable(first) + "» non è previsto." + (hint.empty() ? "" : " " + hint);
}

std::string sentence(const CLI::App& program, const CLI::ParseError& error) {
  const std::string message = error.what();
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr) {
    return unexpected(program, program.remaining(true));
  }
  if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr) {
    if (message.starts_with("A subcommand")) {
      const std::vector<std::string> extras = program.remaining();
      return extras.empty() ? "Manca il comando." : unexpected(program, extras);
    }
    return "Manca " + nameIn(message, "", " is required") + ".";
  }
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) {
    return "A " + nameIn(message, "", ":") + " serve un valore solo.";
  }
  return "La riga di comando non si capisce.";
}

}  // namespace

void speakItalian(CLI::App& program) {
  const auto formatter = std::make_shared<CLI::Formatter>();
  formatter->label("Usage", "Uso");
  formatter->label("OPTIONS", "OPZIONI");
  formatter->label("Positionals", "Argomenti");
  formatter->label("SUBCOMMAND", "COMANDO");
  formatter->label("SUBCOMMANDS", "COMANDO");
  formatter->label("REQUIRED", "(obbligatorio)");
  formatter->column_width(34);
  program.formatter(formatter);
  program.set_help_flag("-h,--help", "Mostra queste istruzioni")->group("Opzioni");
  program.option_defaults()->group("Opzioni");
}

void speakItalianBelow(CLI::App& program) {
  for (CLI::App* command : program.get_subcommands({})) {
    command->group("Comandi");
    speakItalianBelow(*command);
    for (CLI::Option* option : command->get_options()) {
      if (option->get_type_name() == "TEXT") option->type_name("");
      if (option->get_group() == "Options") option->group("Opzioni");
    }
  }
}

std::string usageSentence(const CLI::App& program, const CLI::ParseError& error) {
  const CLI::App& command = innermost(program);
  const std::string name = &command == &program ? "stesura" : namesBefore(command) + " " + command.get_name();
  return sentence(program, error) + " Istruzioni: " + name + " --help";
}

void refuseEmptyNames(const CLI::App& command) {
  for (const CLI::Option* option : command.get_options([](const CLI::Option* one) { return one->count() > 0; })) {
    if (option->get_positional() || option->get_type_name() == "TESTO") continue;
    for (const std::string& value : option->results()) {
      if (value.empty()) throw Error(ErrorKind::usage, option->get_name() + " è vuoto: indicare un valore, o toglierlo.");
    }
  }
}

std::string helpPage(const CLI::App& program) {
  const CLI::App& command = innermost(program);
  return &command == &program ? program.help() : command.help(namesBefore(command));
}

}  // namespace stesura
