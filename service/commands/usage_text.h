// The command line's own words, in Italian: help pages and what was typed wrongly.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace stesura {

// Before options and subcommands are declared, and after.
void speakItalian(CLI::App& program);
void speakItalianBelow(CLI::App& program);

// What is wrong with the command line, and where to read more.
std::string usageSentence(const CLI::App& program, const CLI::ParseError& error);

// Throws Error{usage} for an option that names something and was given as "", as by a script whose variable is
// not set: it must not pass for an option that was not given. Options of free text (type TESTO) may be empty.
void refuseEmptyNames(const CLI::App& command);

// The help page that `--help` asks for: of the subcommand, if one was named.
std::string helpPage(const CLI::App& program);

}  // namespace stesura
